"""The local days of one place: which seconds of each local date are open, and why a date differs from its week.

Days are numbered from 1 January 1970, and local time is counted in wall-clock seconds since then; no instants here.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .dates import date_of, day_number, year_of
from .hours import DAY, WEEK, Closure, Interval, OpeningHours, SpecialHours, Text, YearlyClosure
from .spans import overlap

Reason = Literal["closed", "holiday", "closure", "special"]
Seconds = tuple[int, int]
"""Half-open seconds `[start, end)`."""

_THURSDAY = 3
_LEAP_YEAR = 2000
_NEW_YEAR = (1, 1)
_NEW_YEARS_EVE = (12, 31)


@dataclass(frozen=True, slots=True)
class DayRule:
    """What holds on one local date instead of its weekday's hours."""

    reason: Reason
    name: Text
    opened: tuple[Seconds, ...]


class LocalDays:
    """The hours of each local date of `OpeningHours`. ValueError if an interval is empty or a yearly date does not exist.

    Special hours beat holidays, holidays beat closures; of several special hours for a date the last one written
    holds, of several names for a closed date the first. Where special hours run past midnight, the rest of
    them is open on the next date whatever holds there; a weekly interval's part after midnight obeys that date.
    """

    def __init__(self, hours: OpeningHours) -> None:
        """Check and arrange the hours; dates are resolved later, for the days asked for."""
        self._closures = hours.closures
        self._holidays = {day_number(holiday.date): holiday for holiday in reversed(hours.holidays)}
        self._special = [(special, _by_day(special.intervals)) for special in hours.special]
        self._reach = max((day for _, pieces in self._special for day in pieces), default=0)
        week = _by_day(_within_week(hours.week), modulo=7)
        self.week = tuple(tuple(week.get(day, ())) for day in range(7))
        for closure in hours.closures:
            _check(closure)

    @property
    def last_year(self) -> int:
        """The last year for which a single date is named; 0 if none is."""
        years = [date_of(day).year for day in self._holidays]
        years += [closure.last.year for closure in self._closures if isinstance(closure, Closure)]
        years += [special.last.year + (self._reach > 0) for special, _ in self._special]
        return max(years, default=0)

    def weekly(self, day: int) -> tuple[Seconds, ...]:
        """The hours that the week alone gives to a day."""
        return self.week[(day + _THURSDAY) % 7]

    def exceptions(self, first: int, last: int) -> dict[int, DayRule]:
        """The days from `first` to `last` on which something other than the week's hours holds."""
        found = {
            day: DayRule("closure", closure.name, ())
            for closure in reversed(self._closures)
            for day in _closed_days(closure, first, last)
        }
        for day in self._holidays.keys() & range(first, last + 1):
            found[day] = DayRule("holiday", self._holidays[day].name, ())
        self._add_special(found, first, last)
        return found

    def opened(self, first: int, last: int) -> tuple[list[int], list[int]]:
        """When the days from `first` to `last` open and close: wall-clock seconds, sorted, joined where they touch."""
        exceptions = self.exceptions(first, last)
        starts: list[int] = []
        ends: list[int] = []
        for day in range(first, last + 1):
            midnight = day * DAY
            for start, end in exceptions[day].opened if day in exceptions else self.weekly(day):
                if ends and ends[-1] == midnight + start:
                    ends[-1] = midnight + end
                else:
                    starts.append(midnight + start)
                    ends.append(midnight + end)
        return starts, ends

    def _add_special(self, found: dict[int, DayRule], first: int, last: int) -> None:
        chosen: dict[int, tuple[SpecialHours, dict[int, list[Seconds]]]] = {}
        for special, pieces in self._special:
            chosen.update(
                (day, (special, pieces)) for day in _days(special.first, special.last, first - self._reach, last)
            )
        found.update((day, DayRule("special", special.name, ())) for day, (special, _) in chosen.items())
        for day, (_, pieces) in chosen.items():
            for later, seconds in pieces.items():
                rule = found.get(day + later) or DayRule("closed", {}, self.weekly(day + later))
                found[day + later] = DayRule(rule.reason, rule.name, tuple(overlap([rule.opened, seconds], 1)))


def _check(closure: Closure | YearlyClosure) -> None:
    """Refuse a month and day that no year has."""
    if isinstance(closure, YearlyClosure):
        for month, day in (closure.first, closure.last):
            dt.date(_LEAP_YEAR, month, day)


def _days(first: dt.date, last: dt.date, start: int, end: int) -> range:
    return range(max(day_number(first), start), min(day_number(last), end) + 1)


def _closed_days(closure: Closure | YearlyClosure, first: int, last: int) -> Iterator[int]:
    """The days of the closure from `first` to `last`."""
    if isinstance(closure, Closure):
        yield from _days(closure.first, closure.last, first, last)
        return
    crosses = closure.last < closure.first
    spans = [(_NEW_YEAR, closure.last), (closure.first, _NEW_YEARS_EVE)] if crosses else [(closure.first, closure.last)]
    for year in range(year_of(first), year_of(last) + 1):
        for opening, closing in spans:
            yield from range(max(first, _first(year, opening)), min(last, _last(year, closing)) + 1)


def _first(year: int, month_and_day: tuple[int, int]) -> int:
    """The day, or the one after it in years that lack it (29 February)."""
    month, day = month_and_day
    return day_number(dt.date(year, month, 1)) + day - 1


def _last(year: int, month_and_day: tuple[int, int]) -> int:
    """The day, or the one before it in years that lack it (29 February)."""
    month, day = month_and_day
    return day_number(dt.date(year, month, 1)) + min(day, monthrange(year, month)[1]) - 1


def _within_week(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """The intervals, each begun inside the week and at most a week long."""
    for interval in intervals:
        start = interval.start % WEEK
        yield Interval(start, start + min(interval.end - interval.start, WEEK))


def _by_day(intervals: Iterable[Interval], modulo: int | None = None) -> dict[int, list[Seconds]]:
    """The intervals cut at their midnights: for each day after the first, the seconds of that day."""
    days: dict[int, list[Seconds]] = {}
    for interval in intervals:
        if interval.end <= interval.start:
            message = f"an interval must end after it starts: {interval}"
            raise ValueError(message)
        for day in range(interval.start // DAY, -(-interval.end // DAY)):
            seconds = (max(interval.start - day * DAY, 0), min(interval.end - day * DAY, DAY))
            days.setdefault(day % modulo if modulo else day, []).append(seconds)
    return {day: overlap([[seconds] for seconds in pieces], 1) for day, pieces in days.items()}
