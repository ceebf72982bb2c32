"""What the worker does, in the order in which it is done in a turn."""

from __future__ import annotations

from datetime import datetime

from parola.desk.accounts.operations import forget_failures
from parola.desk.tickets import alarms
from parola.worker.loop import Job


def raise_alarms(now: datetime) -> bool:
    """What time does to tickets."""
    return alarms.sweep(now=now)


def tidy(now: datetime) -> bool:
    """Forget what is of no more use."""
    forget_failures(now=now)
    return False


JOBS = (Job("alarms", raise_alarms), Job("tidy", tidy))
