from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("error", models.TextField(blank=True)),
                ("error_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OutboxRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=150, unique=True)),
                ("kind", models.CharField(max_length=32)),
                ("payload", models.JSONField()),
                ("ticket_id", models.BigIntegerField(null=True)),
                ("gathering", models.CharField(blank=True, max_length=64)),
                ("message_id", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("ready", "Ready"), ("leased", "Leased"), ("sent", "Sent"), ("parked", "Parked")],
                        default="ready",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("lease_token", models.PositiveIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["ready", "leased"])),
                        fields=["kind", "next_try_at"],
                        name="outbox_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["ready", "leased"])),
                        fields=["ticket_id", "id"],
                        name="outbox_order",
                    ),
                    models.Index(
                        condition=models.Q(("gathering", ""), _negated=True),
                        fields=["gathering", "id"],
                        name="outbox_gathering",
                    ),
                ],
            },
        ),
    ]
