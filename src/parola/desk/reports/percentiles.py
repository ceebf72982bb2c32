"""In which time an objective's share was done, read from the rows in order: no more of them than could be the one that is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from parola.desk.tickets.models import Outcome
from parola.sla import attainment
from parola.sla.agreement import Metric
from parola.sla.attainment import DUE, Judged, judged_with, rank
from parola.sla.objective import Objective

Places = Mapping[Judged, range]


def within(
    objective: Objective, rows: QuerySet[Outcome], due: Mapping[Judged, int], folded: Iterable[attainment.Outcome]
) -> dict[Judged, timedelta | None]:
    """What `attainment.percentile` gives for the rows and what was folded beside them, of which `due` were due; one question.

    The one at a rank is, of the rows, at that place or earlier by as many as were folded.
    """
    beside: dict[Judged, list[timedelta]] = {group: [] for group in due}
    for each in folded:
        group = judged_with(objective, each.promised)
        if group is not None and each.state in DUE:
            beside[group].append(_length(each.took))
    ranks = {group: rank(objective.share, count) for group, count in due.items() if count}
    places = {group: range(max(1, at - len(beside[group])), at + 1) for group, at in ranks.items()}
    for group, took in _read(objective, rows, places):
        beside[group].append(took)
    found = {group: sorted(beside[group])[at - places[group][0]] for group, at in ranks.items()}
    return {group: None if took == timedelta.max else took for group, took in found.items()}


def _length(took: timedelta | None) -> timedelta:
    return timedelta.max if took is None else took


def _read(objective: Objective, rows: QuerySet[Outcome], places: Places) -> Iterator[tuple[Judged, timedelta]]:
    """What stands at these places of the rows of each group, the shortest first, what was never done last."""
    wanted = {place for some in places.values() for place in some}
    if not wanted:
        return
    apart = ["metric", "priority"] if objective.by_priority else ["metric"]
    order = F("took").asc(nulls_last=True)
    due = rows.order_by().filter(metric__in=objective.metrics, threshold=objective.threshold, goal=False, state__in=DUE)
    placed = due.annotate(place=Window(RowNumber(), partition_by=[F(each) for each in apart], order_by=order))
    for place, took, metric, *priority in placed.filter(place__in=wanted).values_list("place", "took", *apart):
        group = Judged(Metric(metric), priority[0] if priority else None)
        if place in places.get(group, ()):
            yield group, _length(None if took is None else took * timedelta.resolution)
