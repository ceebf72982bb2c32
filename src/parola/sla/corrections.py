"""What is put right afterwards: facts that are told late, and milestones that prove wrong.

Facts that are told late stand where they took place, and take back no miss.

A call that is noted an hour later was made when it was made. But where a promise had been missed by all that was known when
the fact was recorded, the miss was told and counts: a fact that would take it back counts from its recording instead.

A milestone that proves wrong (a service that was not restored after all) was never come to: the ticket is as it would be
without, and what was due meanwhile was missed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from .events import Event, Message, Milestone, Opened, Reached, Resumed, Waiting, Withdrawn

Misses = Callable[[Sequence[Event], datetime], frozenset[object]]
"""What is missed at an instant by a history."""


class Known:
    """What is known of a ticket, event by event in the order in which they were recorded, each at the instant at which it counts."""

    __slots__ = ("_judged", "_missed", "_misses", "events")

    def __init__(self, misses: Misses, events: Sequence[Event] = ()) -> None:
        self.events = list(events)
        self._misses = misses
        self._judged: datetime | None = None
        self._missed: frozenset[object] = frozenset()
        """What is missed at the instant `_judged` by all that is known: several facts may be told at once."""

    def add(self, event: Event) -> None:
        """One event more. What the customer did always counts when it was done."""
        if self._ends_what_counts_from_later(event):
            event = replace(event, at=event.known_at)
        if not _late(event):
            self.events.append(event)
            self._judged = None
            return
        now = event.known_at
        before = self._missed if self._judged == now else self._misses(self.events, now)
        self._missed = self._misses([*self.events, event], now)
        kept = before <= self._missed
        self.events.append(event if kept else replace(event, at=now))
        self._judged = now if kept else None

    def _ends_what_counts_from_later(self, event: Event) -> bool:
        """Whether it is the end of a waiting that was told with it, and does not count from where it took place."""
        if not isinstance(event, Resumed):
            return False
        last = self.events[-1]
        return isinstance(last, Waiting) and last.known_at == event.known_at and last.at > event.at


def accepted(events: Sequence[Event], misses: Misses) -> Sequence[Event]:
    """The events, each at the instant at which it counts."""
    if not any(_late(event) for event in events):
        return events
    known = Known(misses)
    for event in sorted(events, key=lambda event: (not isinstance(event, Opened), event.known_at)):
        known.add(event)
    return known.events


def follows(event: Event, known: datetime) -> bool:
    """Whether the event only adds to a history all of which was known by that instant, and changes nothing in it."""
    return event.at >= known and not _late(event) and not isinstance(event, Withdrawn)


def _late(event: Event) -> bool:
    by_customer = isinstance(event, Opened) or (isinstance(event, Message) and event.sender == "customer")
    return event.known_at > event.at and not by_customer


def standing(events: Sequence[Event]) -> Sequence[Event]:
    """The events, in the order of time, without the milestones that proved wrong afterwards."""
    if Withdrawn not in map(type, events):
        return events
    wrong: set[Milestone] = set()
    left: list[Event] = []
    for event in reversed(events):
        if isinstance(event, Withdrawn):
            wrong.add(event.milestone)
        elif not (isinstance(event, Reached) and event.milestone in wrong):
            left.append(event)
    return left[::-1]
