"""How many promises were kept: met and missed clocks of a period, by metric and priority (design, section 4, "Reports").

A clock counts in the period in which it ended: when it was met, or, missed, when it was due. Best effort and void clocks
never enter the share. They are counted beside it, so that nobody can make a share look better by voiding clocks unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .agreement import Metric, Objective
from .clock import Clock, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The clocks of a metric at a priority that ended in the period."""

    metric: Metric
    priority: str
    met: int = 0
    missed: int = 0
    best_effort: int = 0
    void: int = 0

    @property
    def share(self) -> float | None:
        """The part that was met (0 to 1), of those that were met or missed; None if there was none."""
        return share(self.met, self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """How an objective fared: for one priority if the agreement counts each by itself, else for all (`priority=None`)."""

    objective: Objective
    metric: Metric
    priority: str | None
    met: int
    missed: int

    @property
    def share(self) -> float | None:
        """The part that was met (0 to 1); None if nothing was due."""
        return share(self.met, self.missed)

    @property
    def reached(self) -> bool | None:
        """Whether the objective was reached, by whole counts, unrounded; None if nothing was due."""
        due = self.met + self.missed
        return self.met >= self.objective.share * due if due else None


def share(met: int, missed: int) -> float | None:
    """The part of the clocks that were due which was met; None if none was due."""
    return met / (met + missed) if met + missed else None


def attain(clocks: Iterable[Clock], first: datetime, last: datetime, now: datetime) -> tuple[Row, ...]:
    """The rows of the period `[first, last)`, as known at `now`, ordered by metric and priority id."""
    counts: Counter[tuple[Metric, str, State]] = Counter()
    for clock in clocks:
        state = clock.state(now)
        ended = _counts_at(clock, state)
        if ended is not None and first <= ended < last:
            counts[clock.metric, clock.priority, state] += 1
    places = sorted({(metric, priority) for metric, priority, _ in counts}, key=_place)
    return tuple(_row(metric, priority, counts) for metric, priority in places)


def _counts_at(clock: Clock, state: State) -> datetime | None:
    """The instant at which the clock counts; None while it has not ended."""
    return clock.due if state is State.MISSED else clock.ended


def _place(key: tuple[Metric, str]) -> tuple[int, str]:
    metric, priority = key
    return list(Metric).index(metric), priority


def _row(metric: Metric, priority: str, counts: Counter[tuple[Metric, str, State]]) -> Row:
    def count(state: State) -> int:
        return counts[metric, priority, state]

    return Row(
        metric=metric,
        priority=priority,
        met=count(State.MET),
        missed=count(State.MISSED),
        best_effort=count(State.BEST_EFFORT),
        void=count(State.VOID),
    )


def achieve(objective: Objective, rows: Iterable[Row]) -> tuple[Achievement, ...]:
    """How the objective fared over these rows: for each of its metrics, and for each priority if it says so."""
    sums: dict[tuple[Metric, str | None], tuple[int, int]] = {}
    for row in rows:
        if row.metric in objective.metrics:
            key = (row.metric, row.priority if objective.by_priority else None)
            met, missed = sums.get(key, (0, 0))
            sums[key] = (met + row.met, missed + row.missed)
    return tuple(
        Achievement(objective=objective, metric=metric, priority=priority, met=met, missed=missed)
        for (metric, priority), (met, missed) in sums.items()
    )
