"""What local clocks show, for many instants at once, as arrays. Whole seconds since 1970, as in `zones`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .dates import year_of
from .hours import DAY
from .zones import offsets

Seconds = NDArray[np.int64]


class Walls:
    """The stretches of some years in which a zone's clock keeps one distance from UTC."""

    def __init__(self, timezone: str, first_year: int, last_year: int) -> None:
        """Gather them. ZoneInfoNotFoundError if there is no such zone."""
        found = [stretch for year in range(first_year, last_year + 1) for stretch in offsets(timezone, year)]
        self.starts, self.ends, self.offsets = (np.array(each, dtype=np.int64) for each in zip(*found, strict=True))
        self._local_ends = self.ends + self.offsets

    def shown(self, instants: Seconds) -> Seconds:
        """What the clock shows at these instants: seconds since a local 1970."""
        shown: Seconds = instants + self.offsets[np.searchsorted(self.ends, instants, side="right")]
        return shown

    def first(self, shown: Seconds) -> Seconds:
        """The first instants at which the clock shows so much or more; see `zones.first_instant`."""
        place = np.searchsorted(self._local_ends, shown, side="right")
        first: Seconds = np.maximum(self.starts[place], shown - self.offsets[place])
        return first

    def instants(self, shown: Seconds) -> Seconds:
        """The instants that local times mean, as Python has it: the first in an hour repeated, in one left out by the clock before it."""
        place = np.searchsorted(self._local_ends, shown, side="right")
        left_out = shown < self.starts[place] + self.offsets[place]
        meant: Seconds = shown - self.offsets[place - left_out]
        return meant


def walls(timezone: str, low: int, high: int) -> Walls:
    """The clock for instants, or local times, from `low` to `high`."""
    return _walls(timezone, year_of(low // DAY - 2), year_of(high // DAY + 2))


@lru_cache(maxsize=64)
def _walls(timezone: str, first_year: int, last_year: int) -> Walls:
    return Walls(timezone, first_year, last_year)
