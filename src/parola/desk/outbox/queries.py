"""What is asked about what leaves."""

from __future__ import annotations

from django.db.models import QuerySet

from parola.desk.outbox.models import Heartbeat, OutboxRow


def parked() -> QuerySet[OutboxRow]:
    """What a person must look at, newest first."""
    return OutboxRow.objects.filter(state=OutboxRow.State.PARKED).order_by("-pk")


def heartbeats() -> QuerySet[Heartbeat]:
    """The signs of life of the worker's lanes, the longest silent first."""
    return Heartbeat.objects.order_by("at")
