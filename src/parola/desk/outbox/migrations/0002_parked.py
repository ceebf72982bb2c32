"""An index of what was set aside: every page of the console counts it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Of the parked rows alone, so that it costs the others nothing."""

    dependencies = [("outbox", "0001_first")]

    operations = [
        migrations.AddIndex(
            model_name="outboxrow",
            index=models.Index(fields=["-id"], condition=Q(state="parked"), name="outbox_parked"),
        ),
    ]
