from typing import Any

from django.conf import settings
from django.db import migrations


def move(apps: Any, _editor: Any) -> None:
    """Each address as allauth keeps it: the person's own is the primary one."""
    Address = apps.get_model("accounts", "Address")
    EmailAddress = apps.get_model("account", "EmailAddress")
    EmailAddress.objects.bulk_create(
        EmailAddress(
            user_id=address.person_id,
            email=address.email,
            verified=address.verified_at is not None,
            primary=address.email == address.person.email,
        )
        for address in Address.objects.select_related("person").order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_people"),
        ("account", "0009_emailaddress_unique_primary_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(move, elidable=True),
        migrations.DeleteModel(name="Address"),
    ]
