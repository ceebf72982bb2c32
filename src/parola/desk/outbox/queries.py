"""What is asked about what leaves."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from parola.desk.outbox.models import Heartbeat, OutboxRow


def parked() -> QuerySet[OutboxRow]:
    """What a person must look at, newest first."""
    return OutboxRow.objects.filter(state=OutboxRow.State.PARKED).order_by("-pk")


def heartbeats() -> QuerySet[Heartbeat]:
    """The signs of life of the worker's lanes, the longest silent first."""
    return Heartbeat.objects.order_by("at")


def waiting() -> QuerySet[OutboxRow]:
    """What has not left yet, and will by itself."""
    return OutboxRow.objects.filter(state__in=[OutboxRow.State.READY, OutboxRow.State.LEASED])


def last_sent(kind: str) -> datetime | None:
    """When something of that kind left last; None: never."""
    return (
        OutboxRow.objects.filter(kind=kind)
        .order_by(F("sent_at").desc(nulls_last=True))
        .values_list("sent_at", flat=True)
        .first()
    )
