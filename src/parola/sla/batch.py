"""Working time for many tickets at once, as NumPy arrays: for reports, replays and simulations.

NumPy is used here, in `batchdays` and in `walls`, and nowhere else in the core.

Instants are `datetime64`, meant as UTC; durations are `timedelta64`. Both are counted in microseconds, as in the tables.
Ticket by ticket the answers are those of `Calendar.add` and `Calendar.between`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .calendar import Calendar
from .table import NEVER, Table

Instants = NDArray[np.datetime64]
Durations = NDArray[np.timedelta64]
Micros = NDArray[np.int64]

_CHUNK = 1 << 14
"""Tickets worked on at a time, so that what is in between stays in the processor's cache."""
_SLOTS = 1 << 16
"""Slots of a direct index at most: half a megabyte."""


def add(calendar: Calendar, starts: Instants, worked: Durations | np.timedelta64) -> Instants:
    """For each ticket the instant by which `worked` has passed since its start; see `Calendar.add`.

    `worked` may be one duration for all. ValueError if one is negative, NeverOpens if one never passes.
    """
    first, lengths = np.broadcast_arrays(_micros(starts, "M"), _micros(np.asarray(worked), "m"))
    if first.size == 0:
        return first.astype("M8[us]")
    if lengths.min() < 0:
        message = "working time cannot be negative"
        raise ValueError(message)
    table = calendar.covering(int(first.min()), int(first.max()))
    goals = _by_chunks(lambda start, length: _arrays(table).worked_at(start) + length, first, lengths)
    table = calendar.reaching(table, int(goals.max()))
    due = _by_chunks(lambda goal, _: _arrays(table).reached(goal), goals, lengths)
    return np.where(lengths > 0, due, first).view("M8[us]")


def between(calendar: Calendar, starts: Instants, ends: Instants) -> Durations:
    """For each ticket the working time from its start to its end; see `Calendar.between`."""
    first, last = np.broadcast_arrays(_micros(starts, "M"), _micros(ends, "M"))
    if first.size == 0:
        return first.astype("m8[us]")
    low, high = min(first.min(), last.min()), max(first.max(), last.max())
    arrays = _arrays(calendar.covering(int(low), int(high)))
    return _by_chunks(
        lambda start, end: np.maximum(arrays.worked_at(end) - arrays.worked_at(start), 0), first, last
    ).view("m8[us]")


class _Index:
    """Counts, for many points at once, the bounds that are not after each: `bisect_right` without the search.

    The range of the points is cut into slots of equal width, a power of two; for each slot it is known how many bounds lie
    before it, and `steps` looks at the next bound settle the rest. A slot no wider than the least distance of two
    bounds needs one look.
    """

    def __init__(self, bounds: Micros, low: int, high: int) -> None:
        """Index sorted bounds for points from `low` to `high`."""
        nearest = int(np.diff(bounds).min(initial=high - low + 1))
        self.low = low
        self.shift = max(nearest.bit_length() - 1, ((high - low) // _SLOTS).bit_length())
        slots = low + (np.arange(((high - low) >> self.shift) + 2) << self.shift)
        before = np.searchsorted(bounds, slots, side="right")
        self.before = before[:-1]
        self.steps = int(np.diff(before).max(initial=0))
        self.bounds = np.append(bounds, NEVER)

    def find(self, points: Micros) -> NDArray[np.intp]:
        """How many bounds are not after each point."""
        found = self.before.take((points - self.low) >> self.shift, mode="clip")
        for _ in range(self.steps):
            found += self.bounds.take(found, mode="clip") <= points
        return found


class _Arrays:
    """A table as arrays, with direct indexes by instant and by running total."""

    def __init__(self, table: Table) -> None:
        """Convert the table."""
        opens, worked = np.array(table.opens), np.array(table.worked)
        self.worked = worked
        self.lag = opens - worked
        """How far the running total of an open stretch lags behind the clock."""
        self.by_instant = _Index(np.array(table.closes, dtype=np.int64), table.start, table.end)
        self.by_total = _Index(worked[1:], int(worked[0]), int(worked[-1]))

    def worked_at(self, instants: Micros) -> Micros:
        """The running totals at these instants."""
        found = self.by_instant.find(instants)
        before: Micros = self.worked.take(found, mode="clip")
        lag: Micros = self.lag.take(found, mode="clip")
        within: Micros = np.maximum(before, instants - lag)
        return within

    def reached(self, goals: Micros) -> Micros:
        """The first instants at which the running total has reached these goals, each beyond the table's origin."""
        lag: Micros = self.lag.take(self.by_total.find(goals - 1), mode="clip")
        return goals + lag


@lru_cache(maxsize=32)
def _arrays(table: Table) -> _Arrays:
    return _Arrays(table)


def _micros(values: NDArray[np.datetime64] | NDArray[np.timedelta64], kind: Literal["M", "m"]) -> Micros:
    """Microseconds. TypeError for anything but instants or durations, ValueError where one is missing (NaT)."""
    if values.dtype.kind != kind:
        message = f"an array of {'datetime64' if kind == 'M' else 'timedelta64'} is needed, not of {values.dtype}"
        raise TypeError(message)
    if np.isnat(values).any():
        message = "an instant or a duration is missing (NaT)"
        raise ValueError(message)
    return values.astype(f"{kind}8[us]", copy=False).view(np.int64)


def _by_chunks(work: Callable[[Micros, Micros], Micros], a: Micros, b: Micros) -> Micros:
    """Do the work a chunk at a time."""
    flat_a, flat_b = a.reshape(-1), b.reshape(-1)
    result = np.empty(flat_a.shape, dtype=np.int64)
    for start in range(0, flat_a.size, _CHUNK):
        chunk = slice(start, start + _CHUNK)
        result[chunk] = work(flat_a[chunk], flat_b[chunk])
    return result.reshape(a.shape)
