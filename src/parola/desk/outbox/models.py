"""What leaves the desk, and the sign of life of the worker that sends it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from typing_extensions import override


class OutboxRow(models.Model):
    """Something to be sent, written in the transaction of what caused it. Sent at least once, always under `message_id`."""

    class State(models.TextChoices):
        """Ready to be sent; in a sender's hands until its lease ends; sent; set aside for a person to look at."""

        READY = "ready"
        LEASED = "leased"
        SENT = "sent"
        PARKED = "parked"

    key = models.CharField(max_length=150, unique=True)
    """What it is, in words that the same cause gives again: it is never sent for the same cause twice."""
    kind = models.CharField(max_length=32)
    payload = models.JSONField()
    ticket_id = models.BigIntegerField(null=True)
    """Rows of one ticket leave in their order."""
    gathering = models.CharField(max_length=64, blank=True)
    """Rows of the same gathering that have not left yet are joined into one (notices to one person)."""
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "next_try_at"], condition=Q(state__in=["ready", "leased"]), name="outbox_waiting"
            ),
            models.Index(fields=["-id"], condition=Q(state="parked"), name="outbox_parked"),
            models.Index(fields=["ticket_id", "id"], condition=Q(state__in=["ready", "leased"]), name="outbox_order"),
            models.Index(fields=["ticket_id", "-id"], name="outbox_ticket"),
            models.Index(fields=["gathering", "id"], condition=~Q(gathering=""), name="outbox_gathering"),
        ]

    @override
    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """The last sign of life of a lane of the worker, and what went wrong lately, if anything."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    error = models.TextField(blank=True)
    error_at = models.DateTimeField(null=True)

    @override
    def __str__(self) -> str:
        return f"{self.name} at {self.at.isoformat()}"
