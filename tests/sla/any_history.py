"""Any agreement and any history, told to the fold and to the second implementation (`naive_ticket.py`), each in its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, get_args

from parola.sla.agreement import AlarmPolicy, Condition, Exclusion, Metric, Priority, Start, Target, Terms
from parola.sla.calendar import ALWAYS, Calendar, compile_calendar
from parola.sla.clock import Clock, State
from parola.sla.durations import Stretch
from parola.sla.events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Nothing,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    Voided,
    Waiting,
    Withdrawn,
)
from parola.sla.hours import WEEK, Interval, OpeningHours
from tests.sla.build import terms
from tests.sla.naive import Cell, Row, When, opening
from tests.sla.naive_ticket import Happening, Policy, Ticket

MONDAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
TICK = 60
"""A tick of the second implementation, in seconds."""
REASONS = ("customer", "third_party", "vendor")
FACTS: Mapping[str, tuple[str, ...]] = {
    "product": ("core", "preview"),
    "environment": ("production", "test"),
}
NONSENSE: tuple[Nothing, ...] = get_args(Nothing)
LAST = 100
"""The calendars' last gap is over by then, at the latest."""

Stretches = tuple[tuple[int, int], ...]


def moment(tick: float) -> dt.datetime:
    return MONDAY + dt.timedelta(seconds=tick * TICK)


def tick(instant: dt.datetime | None) -> int | None:
    return None if instant is None else int((instant - MONDAY).total_seconds() / TICK)


@lru_cache
def opened_in(hours: Stretches) -> tuple[bool, ...]:
    return opening(hours)


@lru_cache
def calendar(hours: Stretches) -> Calendar:
    """Open in these stretches, and from the end of the last of them for the rest of the week."""
    last = max((end for _, end in hours), default=0)
    week = [Interval(start * TICK, end * TICK) for start, end in hours] + [Interval(last * TICK, WEEK)]
    return compile_calendar(OpeningHours(timezone="UTC", week=tuple(week)))


@dataclass(frozen=True)
class Line:
    """A line of the agreement's table, before it is told to either side."""

    metric: Metric
    priority: int
    ticks: int | None
    hours: int
    """Which of the agreement's."""
    when: When
    goal: bool
    threshold: str = ""
    starts: Start = "opening"


@dataclass(frozen=True)
class Deal:
    """An agreement that somebody might write. Priorities are numbers, 0 the most severe."""

    priorities: int
    hours: tuple[Stretches, ...]
    lines: tuple[Line, ...]
    from_opening: bool
    pauses: Mapping[Metric, frozenset[str]]
    tiers: tuple[int, ...]
    highest: int
    exclusions: tuple[When, ...]
    shares: tuple[float, ...]
    through: bool

    def named(self, severity: int) -> str:
        """The priority of that severity, whatever the number; the last for -1."""
        return f"P{severity % self.priorities + 1}"

    def known(self, happening: Happening) -> Happening:
        """The happening in the terms of the agreement: with a priority that it has, a metric that it promises..."""
        value = happening.value
        match happening.kind:
            case "priority":
                value = value % self.priorities
            case "agreed":
                slot, after = value
                line = self.lines[slot % len(self.lines)]
                value = (line.metric, line.threshold, happening.known + after)
            case _:
                pass
        return replace(happening, value=value)

    def policy(self) -> Policy:
        """For the second implementation."""
        hours = [opened_in(stretches) for stretches in self.hours]
        cells = [
            Cell(
                metric=line.metric.value,
                priority=line.priority % self.priorities,
                ticks=line.ticks,
                open=hours[line.hours],
                when=line.when,
                threshold=line.threshold,
                goal=line.goal,
                starts=line.starts,
            )
            for line in self.lines
        ]
        return Policy(
            cells=cells,
            from_opening=self.from_opening,
            pauses={metric.value: reasons for metric, reasons in self.pauses.items()},
            tiers=self.tiers,
            highest=self.highest,
            exclusions=self.exclusions,
            through=self.through,
        )

    def terms(self) -> Terms:
        """For the fold."""
        made = terms(
            [target(line, self.priorities) for line in self.lines],
            from_opening=self.from_opening,
            exclusions=[Exclusion(when=condition(when), text={}) for when in self.exclusions],
            calendars={"always": ALWAYS, "contract": ALWAYS}
            | {str(place): calendar(stretches) for place, stretches in enumerate(self.hours)},
            warnings=self.shares,
            pauses=self.pauses,
            tiers=self.tiers,
            vendor_tiers=[self.highest],
        )
        priorities = tuple(map(priority, range(self.priorities)))
        alarms = AlarmPolicy(silent_after=10_000)  # when nobody is told of each any more is another matter
        agreement = replace(made.agreement, priorities=priorities, counts_through=self.through, alarms=alarms)
        return replace(made, agreement=agreement)


def priority(number: int) -> Priority:
    return Priority(id=f"P{number + 1}", name={}, definition={}, example={}, responsibility={})


def condition(when: When) -> Condition:
    return Condition(when.wanted, when.unwanted)


def target(line: Line, priorities: int) -> Target:
    return Target(
        metric=line.metric,
        priority=f"P{line.priority % priorities + 1}",
        promise=None if line.ticks is None else Stretch(line.ticks * TICK),
        calendar=str(line.hours),
        when=condition(line.when),
        threshold=line.threshold,
        goal=line.goal,
        starts=line.starts,
    )


def event(happening: Happening) -> Event:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
    """What happened, in the words of the fold."""
    late = moment(happening.told) if happening.told > happening.at else None
    given: dict[str, Any] = {"at": moment(happening.at), "recorded_at": late}
    value = happening.value
    match happening.kind:
        case "priority":
            return PriorityChanged(priority=f"P{int(value) + 1}", **given)
        case "customer" | "support" | "automatic" as sender:
            return Message(sender=sender, **given)
        case "note":
            return Message(sender="support", public=False, **given)
        case "tier":
            return Escalated(tier=int(value), **given)
        case "wait":
            return Waiting(reason=str(value), **given)
        case "void":
            return Voided(reason=NONSENSE[int(value) % len(NONSENSE)], **given)
        case "acknowledged" | "workaround" | "restored" | "cause_found" as milestone:
            return Reached(milestone=milestone, **given)
        case "withdrawn":
            return Withdrawn(milestone=value, **given)
        case "facts":
            return FactsChanged(facts=value, **given)
        case "agreed":
            metric, threshold, due = value
            return Agreed(metric=metric, threshold=threshold, due=moment(due), **given)
        case kind:
            return PLAIN[kind](**given)


PLAIN: Mapping[str, type[Resumed | Resolved | Closed | Reopened]] = {
    "resume": Resumed,
    "resolve": Resolved,
    "close": Closed,
    "reopen": Reopened,
}


def opened(ticket: Ticket) -> Opened:
    return Opened(at=MONDAY, priority=f"P{ticket.priority + 1}", facts=ticket.facts)


def rows(clocks: Sequence[Clock], now: dt.datetime) -> dict[tuple[str, int], Row]:
    """The fold's clocks as the second implementation shows its own."""
    return {(kind(clock), clock.cycle): row(clock, now) for clock in clocks}


def kind(clock: Clock) -> str:
    return f"{clock.metric}/{clock.threshold}" if clock.threshold else clock.metric.value


def row(clock: Clock, now: dt.datetime) -> Row:
    started = tick(clock.started)
    assert started is not None
    state = clock.state(now)
    if clock.agreed is not None:
        return Row(state, -1, tick(clock.due), 0, tick(clock.ended), 0)
    used = 0 if state is State.VOID else clock.elapsed(now).total_seconds() / TICK
    return Row(state, int(clock.priority[1:]) - 1, tick(clock.due), started, tick(clock.ended), int(used))


@dataclass(frozen=True)
class History:
    """A ticket opened in tick 0, what happens to it, in order, and when one looks."""

    deal: Deal
    terms: Terms = field(repr=False)
    ticket: Ticket
    happened: tuple[Happening, ...]
    now: int

    @property
    def opened(self) -> Opened:
        return opened(self.ticket)

    @property
    def events(self) -> list[Event]:
        return [self.opened, *map(event, self.happened)]

    def at(self) -> dt.datetime:
        return moment(self.now)
