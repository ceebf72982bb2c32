from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_first")]

    operations = [
        migrations.AddField("contract", "addons", models.JSONField(blank=True, default=list)),
        migrations.AddField(
            "contract",
            "contacts",
            models.ManyToManyField(blank=True, related_name="contact_of", to=settings.AUTH_USER_MODEL),
        ),
    ]
