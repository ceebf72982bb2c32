"""How long each tier held a ticket. What the tiers held adds up to the time during which the ticket was at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .agreement import Metric, Plan, Terms
from .calendar import Calendar
from .events import Closed, Escalated, Event, Opened, Reopened, Resolved, Voided
from .spans import Span
from .timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one tier held of a ticket: `plain` is real time, `worked` working time. Waiting is part of both."""

    tier: int
    plain: timedelta
    worked: timedelta


def holdings(events: Iterable[Event], terms: Terms, calendar: Calendar, now: datetime) -> tuple[Holding, ...]:
    """What each tier held up to `now`, the lowest first. While a ticket is resolved or closed nobody holds it."""
    spans: dict[int, list[Span]] = {}
    for tier, span in _stretches(events, terms, now):
        spans.setdefault(tier, []).append(span)
    return tuple(_holding(tier, spans[tier], calendar) for tier in sorted(spans))


def holder(plan: Plan, tier: int) -> int:
    """The tier that has a ticket which came to `tier`: one that the plan lacks is only informed, and the one below keeps it."""
    return max((own for own in plan.tiers if own <= tier), default=min(plan.tiers))


def calendar_of(timeline: Timeline, terms: Terms) -> Calendar:
    """The calendar on which a ticket's work is counted: that of its escalation, else of its resolution, else of the contract."""
    for metric in (Metric.ESCALATION, Metric.RESOLUTION):
        for clock in reversed(timeline.clocks):
            if clock.metric is metric:
                return clock.calendar
    return terms.calendars["contract"]


def _holding(tier: int, spans: list[Span], calendar: Calendar) -> Holding:
    return Holding(
        tier=tier,
        plain=sum((span.end - span.start for span in spans), timedelta()),
        worked=sum((calendar.between(span.start, span.end) for span in spans), timedelta()),
    )


def _stretches(events: Iterable[Event], terms: Terms, now: datetime) -> Iterator[tuple[int, Span]]:
    """The stretches for which a tier held the ticket, in order; facts stand where they took place, none before the opening."""
    ordered = sorted(events, key=lambda event: (not isinstance(event, Opened), event.at))
    tier, since = min(terms.plan.tiers), ordered[0].at
    opened, at_work = since, True
    for event in ordered[1:]:
        at = min(max(event.at, opened), now)
        if at_work and at > since:
            yield tier, Span(since, at)
        since = at
        match event:
            case Escalated():
                tier = holder(terms.plan, event.tier)
            case Resolved() | Closed() | Voided():
                at_work = False
            case Reopened():
                at_work = True
            case _:
                pass
    if at_work and now > since:
        yield tier, Span(since, now)
