"""The hours of a local week: 168 of them, the first from Monday 00:00 to 01:00 by the wall clock of a zone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parola.sla.compiled import micros, moment
from parola.sla.spans import Span
from parola.sla.table import SECOND
from parola.sla.zones import offsets

HOURS = 168
WEEK = 604_800 * SECOND
_HOUR, _QUARTER = 3600, 900 * SECOND
_THURSDAY = 3 * 24
"""1970 began on a Thursday."""


def hours_of_week(timezone: str, instants: NDArray[np.int64]) -> NDArray[np.intp]:
    """For each instant (microseconds of UTC) the hour of its local week, 0 to 167."""
    if instants.size == 0:
        return np.empty(0, dtype=np.intp)
    seconds = instants // SECOND
    years = range(moment(int(instants.min())).year, moment(int(instants.max())).year + 1)
    stretches = [stretch for year in years for stretch in offsets(timezone, year)]
    places = np.searchsorted([stretch.start for stretch in stretches], seconds, side="right") - 1
    ahead = np.array([stretch.seconds for stretch in stretches], dtype=np.int64)[places]
    hours: NDArray[np.intp] = (((seconds + ahead) // _HOUR + _THURSDAY) % HOURS).astype(np.intp)
    return hours


def people_by_hour(timezone: str, start: int, spans: Iterable[tuple[Span, int]]) -> NDArray[np.float64]:
    """How many are there on average in each hour of the local week, by the week from `start` on: so many in each of these spans."""
    quarters = np.arange(start, start + WEEK, _QUARTER, dtype=np.int64)
    there = np.zeros(len(quarters))
    for span, count in spans:
        there += count * ((micros(span.start) <= quarters) & (quarters < micros(span.end)))
    hours = hours_of_week(timezone, quarters)
    sums = np.bincount(hours, weights=there, minlength=HOURS)
    return sums / np.maximum(1, np.bincount(hours, minlength=HOURS))
