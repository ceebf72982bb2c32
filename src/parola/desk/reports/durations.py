"""How long answers and solutions took: not the mean alone, but how they lie. In working time, as the fold measured each clock.

Counted is what was done, of the clocks that ended in the part, whatever was promised (best effort too); a ticket once for each
cycle, however many thresholds it has. What was not done has no length yet.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from parola.desk.reports.parts import Part
from parola.desk.tickets.models import Outcome
from parola.sla.agreement import Metric
from parola.sla.clock import State

EDGES = tuple(timedelta(minutes=each) for each in (5, 15, 30, 60, 120, 240, 480, 960, 1440, 2880, 5760))
"""A length belongs to the first of these that it does not exceed; the longest ones lie beyond."""
SHARES = (0.5, 0.9, 0.95)
US = timedelta.resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Of one metric: how many took at most each of EDGES and more than the one before, and beyond; within what each of SHARES was done."""

    counts: tuple[int, ...]
    mean: timedelta | None
    within: tuple[timedelta, ...]

    @property
    def done(self) -> int:
        """How many in all."""
        return sum(self.counts)


def lengths(part: Part, metric: Metric) -> Lengths:
    """Those of a metric. One question, or two where there are thresholds; the numbers are sorted here, which is faster than to ask for each percentile."""
    done = np.sort(_done(part, metric))
    if not done.size:
        return Lengths(counts=(0,) * (len(EDGES) + 1), mean=None, within=())
    reached = np.searchsorted(done, [edge // US for edge in EDGES], side="right")
    return Lengths(
        counts=tuple(int(count) for count in np.diff(reached, prepend=0, append=done.size)),
        mean=float(done.mean()) * US,
        within=tuple(int(done[ceil(share * done.size) - 1]) * US for share in SHARES),
    )


def place_of(length: timedelta) -> float:
    """Where a length lies among EDGES, counted in places: half way through the second is 1.5."""
    at = bisect_left(EDGES, length)
    if at == len(EDGES):
        return at + 0.5
    before = EDGES[at - 1] if at else timedelta()
    return at + (length - before) / (EDGES[at] - before)


def _done(part: Part, metric: Metric) -> NDArray[np.int64]:
    """The length of each ticket and cycle that was done, in microseconds. They are told apart where there are several thresholds."""
    rows = Outcome.objects.filter(part.within("at"), brand=part.brand, metric=metric.value, goal=False, elsewhere=False)
    if part.organization:
        rows = rows.filter(organization=part.organization)
    counting = rows.filter(took__isnull=False).exclude(state=State.VOID.value).order_by()
    found = array("q")
    for took, threshold in counting.values_list("took", "threshold").iterator(10_000):
        if threshold:
            grouped = counting.values("ticket", "cycle").annotate(length=Max("took"))
            return np.fromiter(grouped.values_list("length", flat=True).iterator(10_000), dtype=np.int64)
        if took is not None:
            found.append(took)
    return np.array(found, dtype=np.int64)
