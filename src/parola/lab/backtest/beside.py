"""A back-test's two sides beside each other, promise by promise and objective by objective."""

from __future__ import annotations

from typing import NamedTuple

from parola.sla.agreement import Metric
from parola.sla.attainment import Achievement, Promised, Row

from .counting import Attained, BackTest
from .verdicts import Turning

METRICS = list(Metric)


class Promises(NamedTuple):
    """What became of one promise at one priority, before and now."""

    promised: Promised
    before: Row
    after: Row


class Objectives(NamedTuple):
    """How one objective fared with one metric, at one priority or (None) at all; None on a side that does not state it so."""

    name: str
    metric: Metric
    threshold: str
    priority: str | None
    before: Achievement | None
    after: Achievement | None


def promises(found: BackTest) -> list[Promises]:
    """Every promise of either side, in the order of the metrics; goals last."""
    before, after = ({row.promised: row for row in side.rows} for side in (found.before, found.after))
    ordered = sorted(
        {*before, *after}, key=lambda key: (key.goal, METRICS.index(key.metric), key.threshold, key.priority)
    )
    return [Promises(key, before.get(key, Row(promised=key)), after.get(key, Row(promised=key))) for key in ordered]


def objectives(found: BackTest) -> list[Objectives]:
    """Every objective of either side, as far as anything ended that it counts."""
    before, after = (_by_place(side) for side in (found.before, found.after))
    names = [key[0] for key in (*after, *before)]
    ordered = sorted({**after, **before}, key=lambda key: names.index(key[0]))
    return [Objectives(*key, before.get(key), after.get(key)) for key in ordered]


def turned(found: BackTest) -> list[tuple[Turning, int]]:
    """How many tickets turn how, promise by promise, the most first."""
    return sorted(
        found.turnings.items(), key=lambda item: (METRICS.index(item[0].kind.metric), item[0].kind.threshold, -item[1])
    )


Place = tuple[str, Metric, str, str | None]


def _by_place(side: Attained) -> dict[Place, Achievement]:
    return {
        (each.objective.id, each.metric, each.objective.threshold, each.priority): each for each in side.achievements
    }
