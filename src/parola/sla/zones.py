"""Time zones as stretches of UTC time in which the local clock keeps one distance from UTC. Whole seconds since 1970.

Inside a stretch, local time is UTC plus a constant, so "what does the wall clock say" needs no rule for the hours that a
change of the clocks leaves out or repeats: an hour left out lies in no stretch, an hour repeated lies in two.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .dates import first_day, year_of
from .hours import DAY

_SECOND = timedelta(seconds=1)
_PROBE = 3 * DAY
"""No zone has ever changed its distance from UTC twice within less than four days (Freetown, September 1939)."""

_FIRST = -62_135_510_400  # 2 January of the year 1: a day inside what a datetime can say, wherever one is
_LAST = 253_402_128_000  # 30 December 9999


class Offset(NamedTuple):
    """From UTC second `start` to `end` (not in it) the local clock shows UTC plus `seconds`."""

    start: int
    end: int
    seconds: int


@lru_cache(maxsize=8192)
def offsets(timezone: str, year: int) -> tuple[Offset, ...]:
    """The stretches of one UTC year, in order, without gaps. ZoneInfoNotFoundError if there is no such zone."""
    zone = ZoneInfo(timezone)
    start, end = first_day(year) * DAY, first_day(year + 1) * DAY
    found: list[Offset] = []
    since, standing = start, _offset(zone, start)
    for probe in (*range(start + _PROBE, end, _PROBE), end - 1):
        offset = _offset(zone, probe)
        if offset != standing:
            change = _change(zone, probe - _PROBE, probe, standing)
            found.append(Offset(since, change, standing // _SECOND))
            since, standing = change, offset
    found.append(Offset(since, end, standing // _SECOND))
    return tuple(found)


def first_instant(timezone: str, wall: int) -> int:
    """The first UTC second at which the local clock shows `wall` (seconds since a local 1970) or later."""
    year = year_of((wall - DAY) // DAY)
    for offset in (*offsets(timezone, year), *offsets(timezone, year + 1)):
        instant = max(offset.start, wall - offset.seconds)
        if instant < offset.end:
            return instant
    message = "no datetime reaches that far"
    raise OverflowError(message)


def wall_clock(timezone: str, instant: int) -> int:
    """What the local clock shows at a UTC second: seconds since a local 1970."""
    return instant + _offset(ZoneInfo(timezone), instant) // _SECOND


def _offset(zone: ZoneInfo, instant: int) -> timedelta:
    moment = datetime.fromtimestamp(min(max(instant, _FIRST), _LAST), zone)
    return moment.utcoffset() or timedelta()


def _change(zone: ZoneInfo, before: int, after: int, standing: timedelta) -> int:
    """The second at which `standing` ends, somewhere after `before` and not after `after`."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == standing:
            before = middle
        else:
            after = middle
    return after
