"""How a ticket stood: what it waited for and how long, and how often it was taken up again after its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from .course import AT_WORK, Status
from .events import Closed, Event, Opened, Reopened, Resolved, Resumed, Voided, Waiting
from .spans import Span, total


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a ticket stood so; `reason` says what it waited for."""

    since: datetime
    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What a ticket waited for one reason: how often, and how long in all, in real time."""

    reason: str
    times: int
    plain: timedelta


def standings(events: Iterable[Event]) -> tuple[Standing, ...]:
    """How the ticket stood, in turn, as the fold takes it; what makes no sense as it stands changes nothing."""
    ordered = sorted(events, key=lambda event: (not isinstance(event, Opened), event.at))
    found = [Standing(ordered[0].at, "open")]
    for event in ordered[1:]:
        last = found[-1]
        after = _after(last, event)
        if (after.status, after.reason) != (last.status, last.reason):
            found.append(after)
    return tuple(found)


def _after(last: Standing, event: Event) -> Standing:
    at = max(event.at, last.since)
    match event:
        case Waiting() if last.status in AT_WORK:
            return Standing(at, "waiting", event.reason)
        case Resumed() if last.status == "waiting":
            return Standing(at, "open")
        case Resolved() if last.status in AT_WORK:
            return Standing(at, "resolved")
        case Closed() | Voided():
            return Standing(at, "closed")
        case Reopened() if last.status not in AT_WORK:
            return Standing(at, "open")
        case _:
            return last


def waits(stood: Sequence[Standing], until: datetime) -> tuple[Wait, ...]:
    """What the ticket waited for up to `until`, by reason. What goes on for the same reason is one wait."""
    spans: dict[str, list[Span]] = {}
    ends = [*(standing.since for standing in stood[1:]), until]
    for standing, end in zip(stood, ends, strict=False):
        if standing.status == "waiting" and standing.since <= until:
            spans.setdefault(standing.reason, []).append(Span(standing.since, min(end, until)))
    return tuple(Wait(reason=reason, times=len(spans[reason]), plain=total(spans[reason])) for reason in sorted(spans))


def reopenings(stood: Sequence[Standing]) -> int:
    """How often the ticket was taken up again after it was resolved or closed."""
    return sum(before.status not in AT_WORK and after.status in AT_WORK for before, after in pairwise(stood))


@dataclass(slots=True)
class ReasonCounts:
    """The waits for one reason: in how many tickets, how often, and how long in all."""

    tickets: int = 0
    times: int = 0
    plain: timedelta = timedelta()


@dataclass(slots=True)
class WaitCounts:
    """How many tickets waited, for what, how often and how long. Times are added in real time."""

    tickets: int = 0
    waited: int = 0
    """The tickets that waited at least once."""
    by_reason: dict[str, ReasonCounts] = field(default_factory=dict)


def count_waits(tickets: Iterable[tuple[Wait, ...]]) -> WaitCounts:
    """The counts of these tickets' waits; one that never waited has none, and counts among the tickets."""
    counts = WaitCounts()
    for found in tickets:
        counts.tickets += 1
        counts.waited += bool(found)
        for wait in found:
            reason = counts.by_reason.setdefault(wait.reason, ReasonCounts())
            reason.tickets += 1
            reason.times += wait.times
            reason.plain += wait.plain
    return counts
