"""How long answers and solutions took: not the mean alone, but how they lie. In working time, as the fold measured each clock.

Counted is what was done, of the clocks that ended in the part, whatever was promised (best effort too); a ticket once for each
cycle, however many thresholds it has. What was not done has no length yet.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet

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
    """Those of a metric. Four questions, however many there are."""
    up_to = {f"e{place}": Count("pk", filter=Q(length__lte=edge // US)) for place, edge in enumerate(EDGES)}
    done = _done(part, metric)
    found = done.aggregate(**up_to, every=Count("pk"), mean=Avg("length"))
    mean = found.pop("mean")
    reached = list(found.values())
    ordered = done.order_by("length").values_list("length", flat=True)
    ranks = [ceil(share * reached[-1]) - 1 for share in SHARES] if reached[-1] else []
    return Lengths(
        counts=tuple(count - before for before, count in zip([0, *reached], reached, strict=False)),
        mean=None if mean is None else float(mean) * US,
        within=tuple(ordered[rank] * US for rank in ranks),
    )


def place_of(length: timedelta) -> float:
    """Where a length lies among EDGES, counted in places: half way through the second is 1.5."""
    at = bisect_left(EDGES, length)
    if at == len(EDGES):
        return at + 0.5
    before = EDGES[at - 1] if at else timedelta()
    return at + (length - before) / (EDGES[at] - before)


def _done(part: Part, metric: Metric) -> QuerySet[Any, Any]:
    """A row for each ticket and cycle that was done, with its `length` in microseconds."""
    rows = Outcome.objects.filter(part.within("at"), brand=part.brand, metric=metric.value, goal=False, elsewhere=False)
    if part.organization:
        rows = rows.filter(organization=part.organization)
    counting = rows.filter(took__isnull=False).exclude(state=State.VOID.value).order_by()
    return counting.values("ticket", "cycle").annotate(length=Max("took"))
