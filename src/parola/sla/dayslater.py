"""Targets by the date: so many days, weeks or months later, the end of a day, a time of day on it. Every date counts, worked or not.

Dates are those of a time zone, and a date is the time between its local midnight and the next. With pauses, a date that is
paused as a whole is not counted, and a due instant that would lie inside a pause moves to the next date.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from .compiled import NeverOpens, micros, moment
from .dates import LAST_YEAR, date_of, day_number
from .durations import ByDate, CalendarDayAt, CalendarDayClose, MonthsLater
from .hours import DAY
from .spans import FOREVER, Span, union
from .table import SECOND
from .zones import first_instant, wall_clock

_MONTHS = 12


def due_by_date(timezone: str, start: datetime, promise: ByDate, pauses: Sequence[Span] = ()) -> datetime:
    """The first instant that keeps the promise and is not before `start`.

    Dates are counted from the local one of `start`, or, where a time of day is kept and `start` lies in a pause, from that of
    the pause's end. Where the moment of day 0 is over already, that of the next date is meant. ValueError for a negative
    number of days, NeverOpens where a pause has no end, OverflowError past the year 9999.
    """
    apart = union(pauses)
    if not isinstance(promise, CalendarDayClose | CalendarDayAt):
        start = _outside(start, apart)
    day, time = divmod(wall_clock(timezone, micros(start) // SECOND), DAY)
    days = _date_after(timezone, day, length_in_days(day, promise), apart)
    moments = (_moment(timezone, each, promise, time * SECOND + micros(start) % SECOND) for each in days)
    return next(due for due in moments if due >= start and not any(pause.start < due < pause.end for pause in apart))


def length_in_days(day: int, promise: ByDate) -> int:
    """How many dates later than `day` is meant."""
    if not isinstance(promise, MonthsLater):
        length = promise.days
    else:
        date = date_of(day)
        year, month = divmod(date.year * _MONTHS + date.month - 1 + promise.months, _MONTHS)
        if year > LAST_YEAR:
            message = f"no date is later than the year {LAST_YEAR}"
            raise OverflowError(message)
        last = monthrange(year, month + 1)[1]
        length = day_number(date.replace(year=year, month=month + 1, day=min(date.day, last))) - day
    if length < 0:
        message = f"days cannot be negative: {promise}"
        raise ValueError(message)
    return length


def _date_after(timezone: str, day: int, length: int, pauses: Sequence[Span]) -> Iterator[int]:
    """The date `length` dates after `day`, and those after it; dates that are paused as a whole do not count."""
    wanted = day + length
    paused = [_whole_dates(timezone, pause) for pause in pauses]
    for dates, pause in zip(paused, pauses, strict=True):
        if dates and dates[0] <= wanted and pause.end < FOREVER:
            wanted += max(0, dates[-1] - max(dates[0], day + min(length, 1)) + 1)
    for candidate in count(wanted):
        inside = [pause for dates, pause in zip(paused, pauses, strict=True) if candidate in dates]
        if not inside:
            yield candidate
        elif inside[0].end >= FOREVER:
            message = "a pause without end"
            raise NeverOpens(message)


def _whole_dates(timezone: str, pause: Span) -> range:
    """The dates that lie in the pause as a whole."""
    first = wall_clock(timezone, micros(pause.start) // SECOND) // DAY
    while _midnight(timezone, first) < pause.start:
        first += 1
    if pause.end >= FOREVER:
        return range(first, day_number(FOREVER.date()) + 1)
    after = wall_clock(timezone, micros(pause.end) // SECOND) // DAY
    while _midnight(timezone, after + 1) <= pause.end:
        after += 1
    return range(first, after)


def _moment(timezone: str, day: int, promise: ByDate, time: int) -> datetime:
    """When on that date the promise is due; `time` is the local time of the start, in microseconds since midnight."""
    if isinstance(promise, CalendarDayClose):
        return _midnight(timezone, day + 1)
    if isinstance(promise, CalendarDayAt):
        at = promise.at
        time = (at.hour * 3600 + at.minute * 60 + at.second) * SECOND
    whole = first_instant(timezone, day * DAY + time // SECOND)
    return moment(whole * SECOND) + timedelta(microseconds=time % SECOND)


def _midnight(timezone: str, day: int) -> datetime:
    return moment(first_instant(timezone, day * DAY) * SECOND)


def _outside(start: datetime, pauses: Sequence[Span]) -> datetime:
    """The first instant that is not before `start` and in no pause."""
    for pause in pauses:
        if pause.start <= start < pause.end:
            if pause.end >= FOREVER:
                message = "a pause without end"
                raise NeverOpens(message)
            return pause.end
    return start
