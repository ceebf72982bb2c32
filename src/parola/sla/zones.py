"""Time zones as stretches of UTC time in which the local clock keeps one distance from UTC. Whole seconds since 1970.

Inside a stretch, local time is UTC plus a constant, so "what does the wall clock say" needs no rule for the hours that a
change of the clocks leaves out or repeats: an hour left out lies in no stretch, an hour repeated lies in two.

A zone is named as the IANA database does (`Europe/Madrid`), or by a distance from UTC that never changes (`+03:00`).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .dates import first_day, year_of
from .hours import DAY

FIXED = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")
"""A fixed distance from UTC: no place is further from it than 14 hours and some minutes."""

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


@lru_cache(maxsize=1024)
def zone_of(name: str) -> tzinfo:
    """The zone of that name. ZoneInfoNotFoundError (or what else ZoneInfo raises) if there is none."""
    found = FIXED.fullmatch(name)
    if found is None:
        return ZoneInfo(name)
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(ahead if found[1] == "+" else -ahead, name)


@lru_cache(maxsize=8192)
def offsets(timezone: str, year: int) -> tuple[Offset, ...]:
    """The stretches of one UTC year, in order, without gaps. ZoneInfoNotFoundError if there is no such zone."""
    zone = zone_of(timezone)
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


def next_change(timezone: str, after: int, until: int) -> tuple[Offset, Offset] | None:
    """The stretch that ends by the next change of the clocks after a UTC second, and the one that follows; None: none by `until`."""
    years = range(year_of(after // DAY), year_of(until // DAY) + 1)
    stretches = [offset for year in years for offset in offsets(timezone, year)]
    for before, following in pairwise(stretches):
        if after < following.start <= until and before.seconds != following.seconds:
            return before, following
    return None


def wall_clock(timezone: str, instant: int) -> int:
    """What the local clock shows at a UTC second: seconds since a local 1970."""
    return instant + _offset(zone_of(timezone), instant) // _SECOND


def _offset(zone: tzinfo, instant: int) -> timedelta:
    moment = datetime.fromtimestamp(min(max(instant, _FIRST), _LAST), zone)
    return moment.utcoffset() or timedelta()


def _change(zone: tzinfo, before: int, after: int, standing: timedelta) -> int:
    """The second at which `standing` ends, somewhere after `before` and not after `after`."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == standing:
            before = middle
        else:
            after = middle
    return after
