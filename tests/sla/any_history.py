"""Any agreement and any history, told to the fold and to the second implementation (`naive_ticket.py`), each in its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from hypothesis import strategies as st

from parola.sla.agreement import Condition, Exclusion, Metric, Priority, Target, Terms
from parola.sla.calendar import Calendar, compile_calendar
from parola.sla.clock import Clock
from parola.sla.durations import Stretch
from parola.sla.events import (
    Closed,
    Escalated,
    Event,
    Message,
    Nothing,
    Opened,
    PriorityChanged,
    Reopened,
    Resolved,
    Resumed,
    Voided,
    Waiting,
)
from parola.sla.hours import WEEK, Interval, OpeningHours
from tests.sla.build import terms
from tests.sla.naive import Cell, Row, When, opening
from tests.sla.naive_ticket import Happening, Policy, Ticket

MONDAY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
TICK = 60
"""A tick of the second implementation, in seconds."""
METRICS = (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE, Metric.ESCALATION, Metric.RESOLUTION)
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

    def named(self, severity: int) -> str:
        """The priority of that severity, whatever the number; the last for -1."""
        return f"P{severity % self.priorities + 1}"

    def known(self, happening: Happening) -> Happening:
        """The happening, with a priority that the agreement has."""
        if happening.kind != "priority":
            return happening
        return replace(happening, value=int(happening.value) % self.priorities)

    def policy(self) -> Policy:
        """For the second implementation."""
        hours = [opened_in(stretches) for stretches in self.hours]
        cells = [Cell(line.metric, line.priority, line.ticks, hours[line.hours], line.when) for line in self.lines]
        return Policy(
            cells=cells,
            from_opening=self.from_opening,
            pauses={metric.value: reasons for metric, reasons in self.pauses.items()},
            tiers=self.tiers,
            highest=self.highest,
            exclusions=self.exclusions,
        )

    def terms(self) -> Terms:
        """For the fold."""
        made = terms(
            [target(line) for line in self.lines],
            from_opening=self.from_opening,
            exclusions=[Exclusion(when=condition(when), text={}) for when in self.exclusions],
            calendars={str(place): calendar(stretches) for place, stretches in enumerate(self.hours)},
            warnings=self.shares,
            pauses=self.pauses,
            tiers=self.tiers,
            vendor_tiers=[self.highest],
        )
        return replace(made, agreement=replace(made.agreement, priorities=tuple(map(priority, range(self.priorities)))))


def priority(number: int) -> Priority:
    return Priority(id=f"P{number + 1}", name={}, definition={}, example={}, responsibility={})


def condition(when: When) -> Condition:
    return Condition(when.wanted, when.unwanted)


def target(line: Line) -> Target:
    return Target(
        metric=line.metric,
        priority=f"P{line.priority + 1}",
        promise=None if line.ticks is None else Stretch(line.ticks * TICK),
        calendar=str(line.hours),
        when=condition(line.when),
    )


def event(happening: Happening) -> Event:  # noqa: PLR0911  # one flat table of kinds
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
    return {(clock.metric.value, clock.cycle): row(clock, now) for clock in clocks}


def row(clock: Clock, now: dt.datetime) -> Row:
    started = tick(clock.started)
    assert started is not None
    used = clock.elapsed(now).total_seconds() / TICK
    return Row(clock.state(now), int(clock.priority[1:]) - 1, tick(clock.due), started, tick(clock.ended), int(used))


demands = st.one_of(
    *(st.tuples(st.just(name), st.frozensets(st.sampled_from(values), min_size=1)) for name, values in FACTS.items())
)
one_of_them = st.lists(demands, max_size=1).map(dict)
conditions = st.builds(When, one_of_them, one_of_them)
facts = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in FACTS.items()})
stretches = st.lists(st.integers(0, LAST), unique=True, max_size=8).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
ticks = st.integers(1, 60)
severities = st.integers(0, 4)
anywhere = st.integers(0, 2)
lines = st.tuples(
    anywhere,
    st.builds(
        Line,
        st.just(Metric.FIRST_RESPONSE),
        severities,
        st.one_of(ticks, ticks, ticks, st.none()),
        anywhere,
        st.one_of(*[st.just(When())] * 5, conditions),
    ),
)


def deal(
    priorities: int,
    metrics: tuple[Metric, ...],
    lines: Sequence[tuple[int, Line]],
    pauses: Sequence[frozenset[str]],
    **given: Any,
) -> Deal:
    """Few metrics and priorities, so that much happens to each."""
    return Deal(
        priorities=priorities,
        lines=tuple(replace(line, metric=metrics[place], priority=line.priority % priorities) for place, line in lines),
        pauses=dict(zip(metrics, pauses, strict=True)),
        **given,
    )


deals = st.builds(
    deal,
    st.sampled_from([1, 2, 2, 3, 3, 4, 5]),
    st.tuples(*[st.sampled_from(METRICS)] * 3),
    st.lists(lines, min_size=1, max_size=8),
    st.tuples(*[st.frozensets(st.sampled_from(REASONS))] * 3),
    hours=st.tuples(st.just(()), stretches, stretches),
    from_opening=st.booleans(),
    tiers=st.sampled_from([(1,), (1, 2), (1, 2, 3), (2, 3)]),
    highest=st.integers(1, 4),
    exclusions=st.lists(conditions.filter(lambda when: when != When()), max_size=1).map(tuple),
    shares=st.sampled_from([(0.5, 0.8), (0.25,), (0.5, 0.75, 0.9)]),
)


@dataclass(frozen=True)
class History:
    """A ticket opened in tick 0, what happens to it, in order, and when one looks."""

    deal: Deal
    terms: Terms
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


KINDS = ("support", "customer", "automatic", "note", "resume", "resolve", "close", "reopen", "void")
values = st.one_of(
    st.tuples(st.just("priority"), severities),
    st.tuples(st.just("priority"), severities),
    st.tuples(st.sampled_from(KINDS), st.just(0)),
    st.tuples(st.sampled_from(KINDS), st.just(0)),
    st.tuples(st.just("tier"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.sampled_from(REASONS)),
)
STORIES: Sequence[Sequence[tuple[str, int | str]]] = (
    [("close", 0), ("priority", 0), ("reopen", 0)],
    [("resolve", 0), ("priority", 1), ("reopen", 0)],
    [("support", 0), ("customer", 0), ("resolve", 0), ("customer", 0), ("reopen", 0)],
    [("support", 0), ("close", 0), ("customer", 0), ("customer", 0), ("reopen", 0)],
    [("support", 0), ("customer", 0), ("resolve", 0), ("support", 0), ("reopen", 0)],
    [("wait", "customer"), ("priority", 0), ("resume", 0)],
    [("wait", "customer"), ("priority", 1), ("priority", 0), ("wait", "vendor")],
    [("wait", "third_party"), ("resolve", 0), ("reopen", 0)],
    [("resolve", 0), ("tier", 2), ("reopen", 0), ("tier", 3)],
    [("priority", 0), ("priority", 2), ("priority", 0)],
)
"""What belongs together, and would come together by chance too seldom."""
gaps = st.integers(0, 40)
after = st.one_of(gaps, gaps, st.integers(0, 150))
late = st.one_of(*[st.just(0)] * 4, gaps)
chapters = st.one_of(st.tuples(values), st.tuples(values), st.sampled_from(STORIES))


def told(
    chapters: Sequence[Sequence[tuple[str, int | str]]], gaps: Sequence[int], late: Sequence[int]
) -> list[Happening]:
    """The stories one after another, with these gaps between what happens, some of it told so much later."""
    found: list[Happening] = []
    for place, (kind, value) in enumerate(happening for chapter in chapters for happening in chapter):
        at = (found[-1].at if found else 0) + gaps[place % len(gaps)]
        told = at + late[place % len(late)]
        found.append(Happening(at, kind, value, told if told > at else -1))
    return found


told_at_once = st.builds(told, st.lists(chapters, max_size=6), st.lists(gaps, min_size=4, max_size=8), st.just((0,)))
told_sometime = st.builds(
    told, st.lists(chapters, max_size=6), st.lists(gaps, min_size=4, max_size=8), st.lists(late, min_size=3, max_size=7)
)


def history(deal: Deal, severity: int, facts: Mapping[str, str], told: Sequence[Happening], after: int) -> History:
    """`after` is how long after the last of it one looks."""
    last = max((happening.known for happening in told), default=0)
    ticket = Ticket(deal.policy(), severity % deal.priorities, facts)
    return History(deal, deal.terms(), ticket, tuple(map(deal.known, told)), last + after)


histories = st.builds(history, deals, severities, facts, told_at_once, after)
"""Whose facts are told at once."""
late_histories = st.builds(history, deals, severities, facts, told_sometime, after)
