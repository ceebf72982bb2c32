"""The fold: from what happened to a ticket, under its terms, to its clocks. Pure, and independent of the present.

Events are taken in the order of the instants of the facts (`at`), those of one instant in the order given, which is the
order of the record. So a fact that is recorded late stands where it took place, unless that would take back a miss (see
`corrections.py`). Events never precede the opening: a sender's clock that runs ahead is set to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from .agreement import AlarmPolicy, Exclusion, Terms
from .clock import Clock, State
from .corrections import Known, accepted, follows, standing
from .course import Status
from .events import Event, Opened
from .promises import BadHistory
from .rules import Relief
from .ticket import FoldedTicket

__all__ = ["BadHistory", "Status", "Timeline", "fold", "unfold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What follows from a ticket's events: its clocks and where it stands.

    `clocks` are in the order of the metrics and thresholds, and the cycles of each in theirs, as the events leave them; `at`
    brings them up to an instant. `facts` are those of the ticket by now. `exclusion` is the agreement's clause that takes
    every due time from the ticket, if one does. `warnings` are the agreement's shares of a target at which somebody is
    warned, `alarms` who is told and what is done ahead. `moved` are the terms that the ticket came under after those of its
    opening, each from when on.
    `top` is the tier whose escalation clock counts: the highest that the ticket came to, or the one to which the last gave it back.
    `stands_since`: since when the ticket has its status, and waits for what it waits for; `priority_since`: since when it
    has its priority; `reliefs`: when a workaround was given or the service restored, where that holds.
    """

    opened: datetime
    facts: Mapping[str, str]
    priority: str
    priority_since: datetime
    status: Status
    stands_since: datetime
    waiting_for: str | None
    reliefs: Mapping[Relief, datetime]
    tier: int
    top: int
    clocks: tuple[Clock, ...]
    exclusion: Exclusion | None
    warnings: tuple[float, ...]
    alarms: AlarmPolicy
    moved: tuple[tuple[datetime, Terms], ...] = ()

    def at(self, now: datetime) -> Timeline:
        """The timeline at `now`, with the cycles that have followed one another since the last event."""
        cycles = (cycle for clock in self.clocks for cycle in clock.cycles(now))
        return replace(self, clocks=tuple(cycle for cycle in cycles if cycle.counted))

    @property
    def present(self) -> tuple[Clock, ...]:
        """The last cycle of each kind of clock."""
        return tuple({clock.kind: clock for clock in self.clocks}.values())

    def next_due(self, now: datetime) -> Clock | None:
        """The running clock that is due first, if any runs; goals, which are no promises, aside."""
        clocks = self.at(now).clocks
        running = [
            (clock.due, place)
            for place, clock in enumerate(clocks)
            if clock.due is not None and clock.state(now) is State.RUNNING and not clock.goal
        ]
        return clocks[min(running)[1]] if running else None


def fold(events: Iterable[Event], terms: Terms) -> Timeline:
    """The timeline of a ticket with these events, under these terms.

    Raises BadHistory for events that no ticket can have, and NeverOpens where a target counts on a calendar that never
    opens again.
    """
    return _fold(accepted(tuple(events), partial(_misses, terms)), terms)


def unfold(events: Sequence[Event], terms: Terms) -> Iterator[Timeline]:
    """The timelines of the histories that end with each of the events, in the order of the record; the first is the opening.

    Each is what `fold` makes of the events so far. What comes in its place in time costs one step; what is told late, or
    takes back what was reached, a fold.
    """
    misses = partial(_misses, terms)
    ticket: FoldedTicket | None = None
    known, reached = Known(misses), datetime.min.replace(tzinfo=UTC)
    for count, event in enumerate(events, start=1):
        if ticket is None or event.known_at < reached:
            known = Known(misses, accepted(events[:count], misses))
            ticket = _taken(known.events, terms)
        else:
            known.add(event)
            if follows(event, reached):
                ticket.part()
                ticket.take(event)
            else:
                ticket = _taken(known.events, terms)
        reached = max(reached, event.known_at)
        yield _timeline(ticket)


def _fold(events: Iterable[Event], terms: Terms) -> Timeline:
    return _timeline(_taken(events, terms))


def _taken(events: Iterable[Event], terms: Terms) -> FoldedTicket:
    opened, later = _in_order(events)
    ticket = FoldedTicket(opened, terms)
    for event in standing(later):
        ticket.take(event)
    return ticket


def _timeline(ticket: FoldedTicket) -> Timeline:
    return Timeline(
        opened=ticket.opened,
        facts=dict(ticket.facts),
        priority=ticket.priority,
        priority_since=ticket.course.priority_since,
        status=ticket.status,
        stands_since=ticket.course.stands_since,
        waiting_for=ticket.waiting_for,
        reliefs=dict(ticket.reliefs),
        tier=ticket.tier,
        top=ticket.top,
        clocks=ticket.clocks,
        exclusion=ticket.exclusion,
        warnings=ticket.terms.agreement.warnings,
        alarms=ticket.terms.agreement.alarms,
        moved=ticket.moved,
    )


def _misses(terms: Terms, events: Iterable[Event], now: datetime) -> frozenset[object]:
    """The promises that these events leave missed at `now`."""
    clocks = _fold(events, terms).at(now).clocks
    missed = (clock for clock in clocks if clock.state(now) is State.MISSED and not clock.goal)
    return frozenset((clock.kind, clock.priority, clock.due) for clock in missed)


def _in_order(events: Iterable[Event]) -> tuple[Opened, list[Event]]:
    openings: list[Opened] = []
    later: list[Event] = []
    for event in events:
        if isinstance(event, Opened):
            openings.append(event)
        else:
            later.append(event)
    if len(openings) != 1:
        raise BadHistory("a ticket is opened once" if openings else "the ticket was never opened")
    start = openings[0].at
    later = [replace(event, at=start) if event.at < start else event for event in later]
    return openings[0], sorted(later, key=lambda event: event.at)
