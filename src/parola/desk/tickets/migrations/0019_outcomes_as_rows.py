"""How clocks ended becomes rows. They are not made here: `parola refold` makes them, and until then reports fold each ticket that has none.

So every ticket of before is marked as one of which time may have ended anything, from the first instant on.
"""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import PROTECT, Q

EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_first_page"), ("agreements", "0004_customers"), ("tickets", "0018_handovers")]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.CharField(max_length=64)),
                ("metric", models.CharField(max_length=32)),
                ("threshold", models.CharField(blank=True, max_length=64)),
                ("cycle", models.PositiveIntegerField()),
                ("goal", models.BooleanField()),
                ("priority", models.CharField(max_length=32)),
                ("state", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("took", models.BigIntegerField(null=True)),
                ("tier", models.PositiveSmallIntegerField()),
                ("product", models.TextField(blank=True)),
                ("channel", models.CharField(max_length=32)),
                ("language", models.CharField(max_length=16)),
                ("brand", models.ForeignKey("accounts.brand", PROTECT, db_index=False, related_name="+")),
                (
                    "contract",
                    models.ForeignKey("agreements.contract", PROTECT, db_index=False, null=True, related_name="+"),
                ),
                (
                    "organization",
                    models.ForeignKey("accounts.organization", PROTECT, db_index=False, null=True, related_name="+"),
                ),
                ("ticket", models.ForeignKey("tickets.ticket", models.CASCADE, related_name="ended")),
                (
                    "version",
                    models.ForeignKey("agreements.agreementversion", PROTECT, db_index=False, related_name="+"),
                ),
            ],
            options={"indexes": [models.Index(fields=["brand", "at"], name="outcome_at")]},
        ),
        migrations.RemoveField("ticket", "outcomes"),
        migrations.AddField(
            "ticket", "outcomes_until", models.DateTimeField(null=True, default=EVER), preserve_default=False
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["brand", "outcomes_until"], condition=Q(outcomes_until__isnull=False), name="ticket_outcomes"
            ),
        ),
    ]
