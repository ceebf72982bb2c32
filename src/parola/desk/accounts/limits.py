"""How often something may be tried, counted in the database: it holds over all processes, and after a restart.

A count belongs to a key, and begins anew when its window is over. Keys of people are digests: nobody can be read off them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from parola.desk.accounts.models import Attempts

WINDOW = timedelta(minutes=15)


class TooManyAttempts(Exception):
    """One has to wait until `until`, whatever one tries."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many attempts; wait until {until.isoformat()}")
        self.until = until


Bounds = Mapping[str, int]
"""The most attempts in a window, by the key under which they are counted."""


def key_of(matter: str, whose: str, known: str = "") -> str:
    """The key of what somebody does. `known`: the browser in which they have signed in before, which has a count of its own.

    So whoever fails on purpose in another's name shuts out strangers, and never the owner at their own desk.
    """
    digest = hashlib.sha256(f"{whose}\0{known}".encode()).hexdigest()
    return f"{matter}:{digest}"


def refuse(bounds: Bounds, now: datetime) -> None:
    """Raise TooManyAttempts if any of the counts has reached its bound within the window."""
    for count in Attempts.objects.filter(key__in=bounds, since__gt=now - WINDOW):
        if count.number >= bounds[count.key]:
            raise TooManyAttempts(count.since + WINDOW)


def spend(bounds: Bounds, now: datetime) -> None:
    """One more of each, if none has reached its bound. Raises TooManyAttempts."""
    refuse(bounds, now)
    for key in bounds:
        count(key, now)


@transaction.atomic
def count(key: str, now: datetime) -> int:
    """One more; a count older than the window begins anew. Right for several processes at once. Returns the count."""
    Attempts.objects.get_or_create(key=key, defaults={"since": now})
    Attempts.objects.filter(key=key, since__lte=now - WINDOW).update(number=0, since=now)
    Attempts.objects.filter(key=key).update(number=F("number") + 1)
    return Attempts.objects.get(key=key).number


def forget(*, now: datetime) -> int:
    """Remove the counts that no longer count; returns how many."""
    return Attempts.objects.filter(since__lte=now - WINDOW).delete()[0]
