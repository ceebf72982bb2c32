"""An ordinary week: what targets come to in real time when no holiday, closure or change of the clocks falls in between.

By it the check says how often a promise cannot be kept, and how long the longest wait is. Everything is asked of the
compiled calendars, to the second, never worked out a second way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from parola.sla.agreement import Agreement
from parola.sla.calendar import Calendar
from parola.sla.durations import BusinessDayAt, BusinessDayClose, CalendarDayAt, CalendarDayClose, Promise
from parola.sla.spans import Span, intersect, subtract
from parola.sla.zones import zone_of

from .holidays import HolidayTable
from .terms import ContractTerms, calendar_of

MONDAY = dt.datetime(2026, 11, 2)  # noqa: DTZ001  # a local date of an ordinary week, put into the agreement's zone below
"""No zone of the world changes its clocks in this week."""

WEEK = dt.timedelta(days=7)
SECOND = dt.timedelta(seconds=1)
_NO_HOLIDAYS = HolidayTable({})


def _plain(agreement: Agreement) -> Agreement:
    """The agreement with its weekly hours alone."""
    plain = {
        name: replace(calendar, holidays=None, closures=(), special=())
        for name, calendar in agreement.calendars.items()
    }
    return replace(agreement, calendars=plain)


@dataclass(slots=True)
class OrdinaryWeek:
    """The calendars of an agreement in an ordinary week, for a contract in the vendor's own zone. Answers are kept."""

    agreement: Agreement
    plain: Agreement = field(init=False)
    zone: str = field(init=False)
    start: dt.datetime = field(init=False)
    known: dict[tuple[Calendar, Promise], tuple[dt.timedelta, dt.datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the week into the first time zone that the agreement names."""
        named = (calendar.timezone for calendar in self.agreement.calendars.values() if calendar.timezone)
        self.plain = _plain(self.agreement)
        self.zone = next(named, "UTC")
        self.start = MONDAY.replace(tzinfo=zone_of(self.zone)).astimezone(dt.UTC)

    @property
    def choices(self) -> tuple[str | None, ...]:
        """The calendars that a contract can choose; None where there is no choice."""
        return self.agreement.contract_calendars or (None,)

    def calendar(self, name: str, chosen: str | None) -> Calendar:
        """A calendar by its id, for a contract that chose this one."""
        return calendar_of(self.plain, name, ContractTerms(self.zone, calendar=chosen), _NO_HOLIDAYS)

    def dated(self, name: str) -> Calendar:
        """A calendar with its closures and special hours, and without the public holidays."""
        dated = {id: replace(calendar, holidays=None) for id, calendar in self.agreement.calendars.items()}
        agreement = replace(self.agreement, calendars=dated)
        return calendar_of(agreement, name, ContractTerms(self.zone), _NO_HOLIDAYS)

    def local(self, at: dt.datetime) -> dt.datetime:
        """An instant in the zone of the week."""
        return at.astimezone(zone_of(self.zone))

    def longest(self, calendar: Calendar, promise: Promise) -> tuple[dt.timedelta, dt.datetime]:
        """The longest real time that a request of the week can wait until it is due, and when it comes in. Raises NeverOpens."""
        key = calendar, promise
        if key not in self.known:
            self.known[key] = max((calendar.due(at, promise) - at, at) for at in self._turns(calendar, promise))
        return self.known[key]

    def _turns(self, calendar: Calendar, promise: Promise) -> Iterator[dt.datetime]:
        """The starts after which the wait no longer grows.

        By the day, the first of those with the same due time. Otherwise the closings, and the first whose due time passes
        over one.
        """
        end = self.start + WEEK
        if isinstance(promise, BusinessDayClose | BusinessDayAt | CalendarDayClose | CalendarDayAt):
            at = self.start
            while at < end:
                yield at
                at = _first(at, end, partial(_after, calendar, promise, calendar.due(at, promise)))
            return
        yield self.start
        yield from (span.end for span in calendar.spans(self.start, end))
        first, last = (calendar.due(at, promise) for at in (self.start, end))
        for span in calendar.spans(first, last):
            yield _first(self.start, end, partial(_after, calendar, promise, span.end))

    def too_soon(self, window: Calendar, calendar: Calendar, promise: Promise) -> tuple[Span, ...]:
        """When in the week a request comes whose promise is due before the window opens again. Raises NeverOpens."""
        end = self.start + WEEK
        around = Span(self.start - WEEK, end + WEEK)
        closed = subtract((around,), window.spans(around.start, around.end))
        return tuple(
            Span(gap.start, _first(gap.start, gap.end, lambda at: calendar.due(at, promise) >= window.next_opening(at)))
            for gap in intersect(closed, (Span(self.start, end),))
        )


def _after(calendar: Calendar, promise: Promise, closing: dt.datetime, at: dt.datetime) -> bool:
    return calendar.due(at, promise) > closing


def _first(start: dt.datetime, end: dt.datetime, holds: Callable[[dt.datetime], bool]) -> dt.datetime:
    """The first second in `[start, end]` at which it holds, which must hold from then on; `end` where it does not before."""
    low, high = 0, int((end - start).total_seconds())
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(start + middle * SECOND) else (middle + 1, high)
    return start + low * SECOND
