"""What is asked about what leaves."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, QuerySet

from parola.desk.outbox.models import Heartbeat, OutboxRow


def overdue_since(now: datetime) -> datetime | None:
    """Since when the longest waiting row could have left; None where nothing waits."""
    waiting = OutboxRow.objects.filter(state=OutboxRow.State.READY, attempts=0, next_try_at__lte=now)
    oldest: datetime | None = waiting.aggregate(oldest=Min("next_try_at"))["oldest"]
    return oldest


def parked() -> QuerySet[OutboxRow]:
    """What a person must look at, newest first."""
    return OutboxRow.objects.filter(state=OutboxRow.State.PARKED).order_by("-pk")


def heartbeats() -> QuerySet[Heartbeat]:
    """The signs of life of the worker's lanes, the longest silent first."""
    return Heartbeat.objects.order_by("at")
