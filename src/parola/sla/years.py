"""Working time year by year: from opening hours to spans of UTC seconds, and the reasons for the gaps between them.

The wall clock decides instant by instant. Inside a stretch of one offset from UTC a local interval is a UTC interval,
moved; so local times that a change of the clocks leaves out are never reached, and those it repeats count both times.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from .dates import first_day, year_of
from .hours import DAY, WEEK, AllOf, AnyOf, Hours, OpeningHours, Text, Window
from .localdays import LocalDays, Reason, Seconds
from .spans import overlap
from .zones import first_instant, offsets

_MARGIN = 2
"""Local days looked at beyond a UTC year: no zone is further than that from UTC."""
_MONDAY = 4 * DAY
"""5 January 1970, the first Monday."""


class ClosedTime(NamedTuple):
    """UTC seconds `[start, end)` that are not worked, and why."""

    start: int
    end: int
    reason: Reason
    name: Text


class Years(Protocol):
    """Hours, ready to give the working time of any UTC year."""

    timezone: str
    last_year: int
    """The last year for which the hours name a single date."""
    recurs: bool
    """Whether the hours can open without a date that is named."""

    def opened(self, year: int) -> list[Seconds]:
        """The working time of a UTC year: sorted, apart."""
        ...

    def closed(self, start: int, end: int) -> list[ClosedTime]:
        """The time from `start` to `end` that is not worked: sorted, cut where the reason changes."""
        ...


def years_of(hours: Hours) -> Years:
    """The hours made ready. ValueError if they contradict themselves, ZoneInfoNotFoundError for an unknown zone."""
    if isinstance(hours, OpeningHours):
        return Place(hours)
    if isinstance(hours, Window):
        return Crossing(hours)
    return Combination(hours)


class Place:
    """One place's hours."""

    def __init__(self, hours: OpeningHours) -> None:
        """Check the hours."""
        self.timezone = hours.timezone
        self._days = LocalDays(hours)
        self.last_year = self._days.last_year
        self.recurs = any(self._days.week)

    def opened(self, year: int) -> list[Seconds]:
        """See `Years.opened`."""
        starts, ends = self._days.opened(first_day(year) - _MARGIN, first_day(year + 1) + _MARGIN)
        found: list[Seconds] = []
        for start, end, offset in offsets(self.timezone, year):
            wall_start, wall_end = start + offset, end + offset
            first, last = bisect_right(ends, wall_start), bisect_left(starts, wall_end)
            moved = [
                (opening - offset, closing - offset)
                for opening, closing in zip(starts[first:last], ends[first:last], strict=True)
            ]
            _trim(moved, start, end)
            join(found, moved)
        return found

    def closed(self, start: int, end: int) -> list[ClosedTime]:
        """See `Years.closed`. A closed stretch is cut at the local midnights at which the reason changes."""
        exceptions = self._days.exceptions(start // DAY - _MARGIN, end // DAY + _MARGIN)
        found: list[ClosedTime] = []
        for since, until in _gaps(_opened(self, start, end), start, end):
            for day, first, last in _local_days(self.timezone, since, until):
                rule = exceptions.get(day)
                if rule is None or (rule.reason != "special" and not self._days.weekly(day)):
                    _append(found, ClosedTime(first, last, "closed", {}))
                else:
                    _append(found, ClosedTime(first, last, rule.reason, rule.name))
        return found


class Crossing:
    """A week that opens in one zone and closes in another."""

    last_year = 0
    recurs = True

    def __init__(self, window: Window) -> None:
        """Take the window; its zones are looked up when a year is asked for."""
        self.timezone = window.opens_in
        self._window = window

    def opened(self, year: int) -> list[Seconds]:
        """See `Years.opened`."""
        start, end = first_day(year) * DAY, first_day(year + 1) * DAY
        closings = self._moments(self._window.closes_in, self._window.closes, start, end)
        spans = []
        for opening in self._moments(self._window.opens_in, self._window.opens, start, end):
            closing = next((each for each in closings if each > opening), end)
            spans.append((max(opening, start), min(closing, end)))
        return overlap([[span] for span in spans if span[0] < span[1]], 1)

    def closed(self, start: int, end: int) -> list[ClosedTime]:
        """See `Years.closed`."""
        return [ClosedTime(*gap, "closed", {}) for gap in _gaps(_opened(self, start, end), start, end)]

    def _moments(self, timezone: str, second: int, start: int, end: int) -> list[int]:
        """When the local clock of a zone shows a second of the week, from two weeks before `start` to two after `end`."""
        weeks = range((start - _MONDAY) // WEEK - 2, (end - _MONDAY) // WEEK + 3)
        return [first_instant(timezone, _MONDAY + week * WEEK + second) for week in weeks]


class Combination:
    """The hours of several places: when any of them works, or when all of them do."""

    def __init__(self, hours: AnyOf | AllOf) -> None:
        """Check the parts. ValueError if there is none."""
        self._parts = [years_of(part) for part in hours.parts]
        if not self._parts:
            message = "a union or an intersection needs at least one part"
            raise ValueError(message)
        any_of = isinstance(hours, AnyOf)
        self._needed = 1 if any_of else len(self._parts)
        self.timezone = self._parts[0].timezone
        self.last_year = max(part.last_year for part in self._parts)
        recurring = [part.recurs for part in self._parts]
        self.recurs = any(recurring) if any_of else all(recurring)

    def opened(self, year: int) -> list[Seconds]:
        """See `Years.opened`."""
        return overlap([part.opened(year) for part in self._parts], self._needed)

    def closed(self, start: int, end: int) -> list[ClosedTime]:
        """See `Years.closed`. Of the parts that are closed, the first with more to say than that gives the reason."""
        stretches = [stretch for part in self._parts for stretch in part.closed(start, end)]
        cuts = sorted({cut for stretch in stretches for cut in stretch[:2]})
        missed = len(self._parts) - self._needed + 1
        found: list[ClosedTime] = []
        for since, until in itertools.pairwise(cuts):
            closed = [stretch for stretch in stretches if stretch.start <= since < stretch.end]
            if len(closed) >= missed:
                told = next((stretch for stretch in closed if stretch.reason != "closed"), closed[0])
                _append(found, ClosedTime(since, until, told.reason, told.name))
        return found


def join(spans: list[Seconds], more: list[Seconds]) -> None:
    """Add later spans to earlier ones, making one of two that touch."""
    if spans and more and spans[-1][1] == more[0][0]:
        more = [(spans.pop()[0], more[0][1]), *more[1:]]
    spans += more


def _trim(spans: list[Seconds], start: int, end: int) -> None:
    """Cut the first and the last span so that none reaches outside `[start, end)`."""
    if spans:
        spans[0] = (max(spans[0][0], start), spans[0][1])
        spans[-1] = (spans[-1][0], min(spans[-1][1], end))


def _opened(years: Years, start: int, end: int) -> Iterator[Seconds]:
    for year in range(year_of(start // DAY), year_of(end // DAY) + 1):
        yield from years.opened(year)


def _gaps(opened: Iterable[Seconds], start: int, end: int) -> Iterator[Seconds]:
    """The time in `[start, end)` outside the sorted spans."""
    for opening, closing in opened:
        if start < min(opening, end):
            yield start, min(opening, end)
        start = max(start, closing)
    if start < end:
        yield start, end


def _local_days(timezone: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The local days that `[start, end)` touches, each with its part of it."""
    for year in range(year_of(start // DAY), year_of(end // DAY) + 1):
        for stretch in offsets(timezone, year):
            first, last = max(start, stretch.start), min(end, stretch.end)
            while first < last:
                day = (first + stretch.seconds) // DAY
                midnight = (day + 1) * DAY - stretch.seconds
                yield day, first, min(midnight, last)
                first = midnight


def _append(found: list[ClosedTime], piece: ClosedTime) -> None:
    """Add a piece, joined to the one before if that touches it and has the same reason."""
    before = found[-1] if found else None
    if before and before.end == piece.start and before[2:] == piece[2:]:
        found[-1] = before._replace(end=piece.end)
    else:
        found.append(piece)
