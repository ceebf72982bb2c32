"""How long answers and solutions took: not the mean alone, but how they lie. In working time, as the fold measured each clock.

Counted is what was done, of the clocks that ended in the part, whatever was promised (best effort too); a ticket once for each
cycle, however many thresholds it has. What was not done has no length yet.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Aggregate, Count, Field, Max, Q, QuerySet, Sum
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


NONE = Lengths(counts=(0,) * (len(EDGES) + 1), mean=None, within=())


def lengths(part: Part, metrics: Sequence[Metric]) -> dict[Metric, Lengths]:
    """Those of these metrics. PostgreSQL reckons them in one question; else each is read, in one, or two where there are thresholds."""
    if connection.vendor != "postgresql":
        return {metric: _of(_read(part, metric)) for metric in metrics}
    found = dict.fromkeys(metrics, NONE)
    for each in _reckoned(part, metrics):
        metric = Metric(each["metric"])
        found[metric] = _of(_read(part, metric)) if each["threshold"] else _told(each)
    return found


def _of(done: NDArray[np.int64]) -> Lengths:
    """What is told of these lengths."""
    if not done.size:
        return NONE
    done = np.sort(done)
    reached = np.searchsorted(done, [edge // US for edge in EDGES], side="right")
    return Lengths(
        counts=tuple(int(count) for count in np.diff(reached, prepend=0, append=done.size)),
        mean=int(done.sum()) / int(done.size) * US,
        within=tuple(int(done[ceil(share * done.size) - 1]) * US for share in SHARES),
    )


class Within(Aggregate):
    """In which time each of SHARES was done, by the nearest rank: as PostgreSQL tells it of many at once."""

    template = f"percentile_disc(ARRAY[{', '.join(map(str, SHARES))}]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Field[Any, Any] = Field()


def _reckoned(part: Part, metrics: Sequence[Metric]) -> QuerySet[Outcome, Any]:
    """The same by the database, for each metric and threshold, those without one first."""
    rows = _done(part, metrics).values("metric", "threshold").order_by("threshold")
    reached = {f"by_{place}": Count("pk", filter=Q(took__lte=edge // US)) for place, edge in enumerate(EDGES)}
    return rows.annotate(**reached, every=Count("pk"), total=Sum("took"), within=Within("took"))


def _told(row: dict[str, Any]) -> Lengths:
    reached = [0, *(row[f"by_{place}"] for place in range(len(EDGES))), row["every"]]
    return Lengths(
        counts=tuple(after - before for before, after in pairwise(reached)),
        mean=int(row["total"]) / row["every"] * US,
        within=tuple(length * US for length in row["within"]),
    )


def place_of(length: timedelta) -> float:
    """Where a length lies among EDGES, counted in places: half way through the second is 1.5."""
    at = bisect_left(EDGES, length)
    if at == len(EDGES):
        return at + 0.5
    before = EDGES[at - 1] if at else timedelta()
    return at + (length - before) / (EDGES[at] - before)


def _done(part: Part, metrics: Sequence[Metric]) -> QuerySet[Outcome]:
    """The rows of what was done."""
    names = [metric.value for metric in metrics]
    rows = Outcome.objects.filter(part.within("at"), brand=part.brand, metric__in=names, goal=False, elsewhere=False)
    if part.organization:
        rows = rows.filter(organization=part.organization)
    return rows.filter(took__isnull=False).exclude(state=State.VOID.value).order_by()


def _read(part: Part, metric: Metric) -> NDArray[np.int64]:
    """The length of each ticket and cycle that was done, in microseconds. They are told apart where there are several thresholds."""
    counting, found = _done(part, [metric]), array("q")
    for took, threshold in counting.values_list("took", "threshold").iterator(10_000):
        if threshold:
            grouped = counting.values("ticket", "cycle").annotate(length=Max("took"))
            return np.fromiter(grouped.values_list("length", flat=True).iterator(10_000), dtype=np.int64)
        if took is not None:
            found.append(took)
    return np.array(found, dtype=np.int64)
