"""Targets by the day: the Nth business day, its close, a time of day on it.

A business day is a local date, in the calendar's time zone, with working time in it; its close is the last working
instant of that date. With pauses, a business day is one with working time left, and a due instant that would lie inside
a pause moves to the next business day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from .compiled import NOTHING, Compiled, NeverOpens, micros, moment
from .durations import BusinessDayAt, BusinessDayClose, BusinessDaysLater, ByBusinessDay
from .hours import DAY
from .spans import FOREVER, Span, union
from .table import SECOND, Table
from .zones import first_instant, offsets, wall_clock


def due_by_business_day(
    hours: Compiled, start: datetime, promise: ByBusinessDay, pauses: Sequence[Span] = ()
) -> datetime:
    """The first instant that keeps the promise and is not before `start`.

    Days are counted from the local date of `start`, or, for `BusinessDaysLater`, from that of the next opening. Where the
    moment of day 0 is over already, that of the next business day is meant. ValueError for a negative number of days.
    """
    if promise.days < 0:
        message = f"days cannot be negative: {promise}"
        raise ValueError(message)
    if isinstance(promise, BusinessDaysLater):
        start = _opening(hours, start, pauses)
    day, time = divmod(wall_clock(hours.timezone, micros(start) // SECOND), DAY)
    days = business_days(hours, day + min(promise.days, 1), pauses)
    moments = (
        _moment(hours, candidate, promise, time * SECOND + micros(start) % SECOND)
        for candidate in islice(days, max(promise.days - 1, 0), None)
    )
    return next(due for due in moments if due >= start and not any(pause.start < due < pause.end for pause in pauses))


def business_days(hours: Compiled, first: int, pauses: Sequence[Span] = ()) -> Iterator[int]:
    """The business days from day number `first` on, without end. NeverOpens where no more can come."""
    midnight = first_instant(hours.timezone, first * DAY) * SECOND
    table = hours.covering(midnight, midnight)
    while True:
        days = business_days_of(table, hours.timezone)
        for day in days[bisect_left(days, first) :]:
            if not pauses or _left(hours, day, pauses):
                yield day
            first = day + 1
        table = hours.reaching(table, table.worked[-1] + 1)


@lru_cache(maxsize=64)
def business_days_of(table: Table, timezone: str) -> list[int]:
    """The local days with working time in the years of the table."""
    days: list[int] = []
    for year in range(table.first_year, table.last_year + 1):
        for start, end, offset in offsets(timezone, year):
            since, until = start * SECOND, end * SECOND
            for index in range(bisect_right(table.closes, since), bisect_left(table.opens, until)):
                first = (max(table.opens[index], since) // SECOND + offset) // DAY
                last = ((min(table.closes[index], until) - 1) // SECOND + offset) // DAY
                days.extend(range(max(first, days[-1] + 1) if days else first, last + 1))
    return days


def _left(hours: Compiled, day: int, pauses: Sequence[Span]) -> bool:
    """Whether a business day has working time outside the pauses. NeverOpens if one of these goes on from there for ever."""
    midnight, next_midnight = _midnight(hours, day), _midnight(hours, day + 1)
    if hours.between(midnight, next_midnight, pauses) > NOTHING:
        return True
    if any(pause.start <= midnight and pause.end >= FOREVER for pause in pauses):
        message = "a pause without end"
        raise NeverOpens(message)
    return False


def _moment(hours: Compiled, day: int, promise: ByBusinessDay, time: int) -> datetime:
    """When on that day the promise is due; `time` is the local time of the start, in microseconds since midnight."""
    if isinstance(promise, BusinessDayClose):
        return close_of(hours, day)
    if isinstance(promise, BusinessDayAt):
        at = promise.at
        time = (at.hour * 3600 + at.minute * 60 + at.second) * SECOND
    return moment(first_instant(hours.timezone, day * DAY + time // SECOND) * SECOND) + timedelta(
        microseconds=time % SECOND
    )


def close_of(hours: Compiled, day: int) -> datetime:
    midnight = micros(_midnight(hours, day + 1))
    table = hours.covering(midnight, midnight)
    return moment(min(table.closes[bisect_left(table.opens, midnight) - 1], midnight))


def _midnight(hours: Compiled, day: int) -> datetime:
    return moment(first_instant(hours.timezone, day * DAY) * SECOND)


def _opening(hours: Compiled, start: datetime, pauses: Sequence[Span]) -> datetime:
    """The first working instant that is not before `start` and in no pause."""
    start = hours.next_opening(start)
    for pause in union(pauses):
        if pause.start <= start < pause.end:
            if pause.end >= FOREVER:
                message = "a pause without end"
                raise NeverOpens(message)
            start = hours.next_opening(pause.end)
    return start
