"""By an index reports find the tickets that came to their end in a period, and every page those whose alarms cannot be raised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0022_elsewhere")]

    operations = [
        migrations.AddIndex(
            "ticketevent",
            models.Index(
                fields=["at", "ticket"],
                condition=models.Q(kind="resolved") | models.Q(kind="closed"),
                name="event_ends",
            ),
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(fields=["alarm_failures"], condition=models.Q(alarm_failures__gt=0), name="ticket_parked"),
        ),
    ]
