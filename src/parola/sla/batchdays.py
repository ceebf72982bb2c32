"""Promises of every kind for many tickets at once: what `batch` does for stretches of time, here for targets by the day too.

Ticket by ticket the answers are those of `Calendar.due` without pauses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import numpy as np

from . import batch
from .batch import Instants, Micros
from .businessdays import business_days_of, close_of
from .calendar import Calendar
from .compiled import micros
from .dayslater import length_in_days
from .durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    ByBusinessDay,
    ByDate,
    CalendarDayAt,
    CalendarDayClose,
    Promise,
    Stretch,
)
from .hours import DAY
from .table import NEVER, SECOND, Table
from .walls import walls

_FEW = 8
"""Business days to have at hand beyond the last one that is asked for: where a moment of a day is over, the next day is meant."""


def due(calendar: Calendar, starts: Instants, promise: Promise) -> Instants:
    """For each ticket the instant at which a promise that starts to count at its start is due; see `Calendar.due`.

    NeverOpens if one never is.
    """
    if isinstance(promise, Stretch):
        return batch.add(calendar, starts, np.timedelta64(promise.seconds, "s"))
    if not starts.size:
        return starts
    points: Micros = starts.astype("M8[us]", copy=False).view(np.int64)
    if isinstance(promise, ByDate):
        return _by_date(calendar, points, promise).view("M8[us]")
    return _by_business_day(calendar, points, promise).view("M8[us]")


def _by_business_day(calendar: Calendar, starts: Micros, promise: ByBusinessDay) -> Micros:
    if isinstance(promise, BusinessDaysLater):
        starts = _openings(calendar, starts)
    day, clock = _local(calendar.timezone, starts)
    wanted = day + min(promise.days, 1)
    days = _days(calendar, starts, int(wanted.max()), promise.days + _FEW)
    place = np.searchsorted(days, wanted) + max(promise.days - 1, 0)

    def moments(place: Micros, clock: Micros) -> Micros:
        if isinstance(promise, BusinessDayClose):
            distinct, which = np.unique(days[place], return_inverse=True)
            return np.array([micros(close_of(calendar, int(each))) for each in distinct], dtype=np.int64)[which]
        at = _time(promise.at) if isinstance(promise, BusinessDayAt) else clock
        return _instants(calendar.timezone, days[place], at)

    return _not_over(starts, place, clock, moments)


def _by_date(calendar: Calendar, starts: Micros, promise: ByDate) -> Micros:
    timezone = calendar.timezone
    day, clock = _local(timezone, starts)
    distinct, which = np.unique(day, return_inverse=True)
    wanted = day + np.array([length_in_days(int(each), promise) for each in distinct], dtype=np.int64)[which]

    def moments(day: Micros, clock: Micros) -> Micros:
        if isinstance(promise, CalendarDayClose):
            return _instants(timezone, day + 1, np.int64(0))
        return _instants(timezone, day, _time(promise.at) if isinstance(promise, CalendarDayAt) else clock)

    return _not_over(starts, wanted, clock, moments)


def _not_over(starts: Micros, days: Micros, clock: Micros, moments: Callable[[Micros, Micros], Micros]) -> Micros:
    """The moment of each day; where it was over at the start already, that of the next day."""
    found = moments(days, clock)
    while (over := found < starts).any():
        days = days + over
        found[over] = moments(days[over], clock[over])
    return found


def _local(timezone: str, instants: Micros) -> tuple[Micros, Micros]:
    """The local date of each instant, and its local time in microseconds since midnight."""
    seconds, rest = np.divmod(instants, SECOND)
    day, clock = np.divmod(walls(timezone, int(seconds.min()), int(seconds.max())).shown(seconds), DAY)
    return day, clock * SECOND + rest


def _instants(timezone: str, days: Micros, clock: Micros | np.int64) -> Micros:
    """The first instants at which the clock shows that time on these dates, or later."""
    seconds, rest = np.divmod(clock, SECOND)
    shown = days * DAY + seconds
    first = walls(timezone, int(shown.min()), int(shown.max())).first(shown)
    instants: Micros = first * SECOND + rest
    return instants


def _time(at: time) -> np.int64:
    return np.int64((at.hour * 3600 + at.minute * 60 + at.second) * SECOND)


def _openings(calendar: Calendar, starts: Micros) -> Micros:
    """The first working instants that are not before the starts."""
    table = calendar.covering(int(starts.min()), int(starts.max()))
    while (opens := _next(table, starts)).max() == NEVER:
        table = calendar.reaching(table, table.worked[-1] + 1)
    return np.maximum(starts, opens)


def _next(table: Table, starts: Micros) -> Micros:
    place = np.searchsorted(np.array(table.closes, dtype=np.int64), starts, side="right")
    opens: Micros = np.array(table.opens, dtype=np.int64)[place]
    return opens


def _days(calendar: Calendar, starts: Micros, last: int, more: int) -> Micros:
    """The business days from the first start on, so many of them after the day `last`."""
    table = calendar.covering(int(starts.min()) - DAY * SECOND, int(starts.max()))
    while (
        len(days := np.array(business_days_of(table, calendar.timezone), dtype=np.int64)) - np.searchsorted(days, last)
        < more
    ):
        table = calendar.reaching(table, table.worked[-1] + 1)
    return days
