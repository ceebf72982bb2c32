"""Opening hours as people write them: wall-clock intervals, holidays, closures. No instants here.

Times of day and of the week are whole seconds of wall-clock time. Intervals are half-open `[open, close)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

Text = Mapping[str, str]
"""Words in several languages: language code to text."""

DAY = 86_400
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Interval:
    """Wall-clock seconds `[start, end)` since a local midnight; `end` may lie beyond that day."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Holiday:
    """A local date that is not worked, and its name in the languages it is known in."""

    date: dt.date
    name: Text


@dataclass(frozen=True, slots=True)
class Closure:
    """The local dates `first` to `last`, both included, are not worked."""

    first: dt.date
    last: dt.date
    name: Text


@dataclass(frozen=True, slots=True)
class YearlyClosure:
    """The same days of every year, `(month, day)` both included; the span may cross New Year. 29 February exists in leap years only."""

    first: tuple[int, int]
    last: tuple[int, int]
    name: Text


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """Hours that replace those of the local dates `first` to `last`; they beat holidays and closures."""

    first: dt.date
    last: dt.date
    intervals: tuple[Interval, ...]
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """One place's hours: a time zone, a week (seconds since Monday 00:00, any order, may overlap and wrap), and its exceptions."""

    timezone: str
    week: tuple[Interval, ...]
    holidays: tuple[Holiday, ...] = ()
    closures: tuple[Closure | YearlyClosure, ...] = ()
    special: tuple[SpecialHours, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Open each week from a moment in one place to the first such moment after it in another, whatever the dates.

    Monday 08:00 in Sydney to Friday 17:00 in Los Angeles: `opens` and `closes` are wall-clock seconds since Monday 00:00,
    each in its own zone.
    """

    opens: int
    opens_in: str
    closes: int
    closes_in: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Open when any of the parts is (follow the sun)."""

    parts: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Open when all of the parts are (both sides at work)."""

    parts: tuple[Hours, ...]


Hours = OpeningHours | Window | AnyOf | AllOf


def with_windows(hours: OpeningHours, windows: tuple[Window, ...]) -> Hours:
    """The hours, and windows across zones beside them: open on every date of the hours' own zone that these do not close."""
    if not windows:
        return hours
    dates = replace(hours, week=(Interval(0, WEEK),))
    return AnyOf((hours, *(AllOf((dates, window)) for window in windows)))
