"""Facts that are told late: they stand where they took place, and take back no miss.

A call that is noted an hour later was made when it was made. But where a promise had been missed by all that was known when
the fact was recorded, the miss was told and counts: a fact that would take it back counts from its recording instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from .events import Event, Message, Opened

Misses = Callable[[Sequence[Event], datetime], frozenset[object]]
"""What is missed at an instant by a history."""


def accepted(events: Sequence[Event], misses: Misses) -> Sequence[Event]:
    """The events, each at the instant at which it counts. What the customer did always counts when it was done."""
    if not any(_late(event) for event in events):
        return events
    known: list[Event] = []
    for event in sorted(events, key=lambda event: (not isinstance(event, Opened), event.known_at)):
        known.append(_counting(event, known, misses) if _late(event) else event)
    return known


def _late(event: Event) -> bool:
    by_customer = isinstance(event, Opened) or (isinstance(event, Message) and event.sender == "customer")
    return event.known_at > event.at and not by_customer


def _counting(event: Event, known: Sequence[Event], misses: Misses) -> Event:
    now = event.known_at
    kept = misses(known, now) <= misses([*known, event], now)
    return event if kept else replace(event, at=now)
