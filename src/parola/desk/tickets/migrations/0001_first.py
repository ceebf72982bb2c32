import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from parola.desk.database.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_first"),
        ("agreements", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("subject", models.TextField(blank=True)),
                ("text", models.TextField()),
                ("html", models.TextField(blank=True)),
                ("salt", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("plan", models.CharField(max_length=64)),
                ("best_effort", models.BooleanField(default=False)),
                ("language", models.CharField(max_length=16)),
                ("channel", models.CharField(max_length=32)),
                ("opened_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("waiting", "Waiting"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("priority", models.CharField(max_length=32)),
                ("tier", models.PositiveSmallIntegerField(default=1)),
                ("waiting_for", models.CharField(blank=True, max_length=64)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_metric", models.CharField(blank=True, max_length=32)),
                ("due_started_at", models.DateTimeField(null=True)),
                ("first_response_due_at", models.DateTimeField(null=True)),
                ("first_response_at", models.DateTimeField(null=True)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("next_alarm_at", models.DateTimeField(null=True)),
                ("last_event_seq", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField()),
                ("alarm_retry_at", models.DateTimeField(null=True)),
                ("alarm_failures", models.PositiveIntegerField(default=0)),
                ("alarm_error", models.TextField(blank=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_tickets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("brand", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.brand")),
                (
                    "contract",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="agreements.contract"),
                ),
                ("opening", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="tickets.body")),
                (
                    "organization",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.organization"
                    ),
                ),
                ("participants", models.ManyToManyField(related_name="followed_tickets", to=settings.AUTH_USER_MODEL)),
                ("pinned", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="agreements.pinnedterms")),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="agreements.agreementversion"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                ("position", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=32)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("alarm_key", models.CharField(max_length=100, null=True)),
                ("source_id", models.CharField(max_length=100, null=True, unique=True)),
                ("hash", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("next_alarm_at__isnull", False)), fields=["next_alarm_at"], name="ticket_next_alarm"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["brand", "status", "due_at"], name="ticket_queue"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["organization", "-opened_at"], name="ticket_organization"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("brand", "number"), name="one_number_in_a_brand"),
        ),
        migrations.AddConstraint(
            model_name="ticketevent",
            constraint=models.UniqueConstraint(fields=("ticket", "seq"), name="one_event_at_a_place"),
        ),
        migrations.AddConstraint(
            model_name="ticketevent",
            constraint=models.UniqueConstraint(fields=("ticket", "alarm_key"), name="an_alarm_fires_once"),
        ),
        AppendOnly("tickets_ticketevent", key="position"),
    ]
