"""How many promises were kept: the clocks of a period that were met and missed, by what was promised (design, section 4, "Reports").

A clock counts in the period in which it ended: when it was met, or, missed, when it was due. Best effort and void clocks
never enter the share. They are counted beside it, so that nobody can make a share look better by voiding clocks unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from .agreement import Metric
from .clock import Clock, State
from .objective import Credit, Objective

DUE = (State.MET, State.MISSED)
"""The states that make up a share."""


class Promised(NamedTuple):
    """What is counted together: a metric's clocks of one threshold at one priority. A `goal` is aimed at, and never promised."""

    metric: Metric
    priority: str
    threshold: str = ""
    goal: bool = False


class Outcome(NamedTuple):
    """How a clock ended: in which state, and at which instant it counts. `took` is the working time until it was done; None: it was not."""

    promised: Promised
    state: State
    at: datetime
    took: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How many of the clocks of one kind ended how in the period."""

    promised: Promised
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
    """How an objective fared for a metric: for one priority if the agreement counts each by itself, else for all (`priority=None`).

    `within` is the working time in which the objective's share of the clocks was done, the same thing as a percentile; None
    where fewer were done.
    """

    objective: Objective
    metric: Metric
    priority: str | None
    met: int
    missed: int
    within: timedelta | None = None

    @property
    def share(self) -> float | None:
        """The part that was met (0 to 1); None if nothing was due."""
        return share(self.met, self.missed)

    @property
    def judged(self) -> bool:
        """Whether enough clocks were due to say anything."""
        return self.met + self.missed >= self.objective.minimum

    @property
    def reached(self) -> bool | None:
        """Whether the objective was reached, by whole counts, unrounded; None if it is not judged."""
        return not self._kept_less(self.objective.share) if self.judged else None

    @property
    def bears(self) -> int | None:
        """How many more may be missed, if nothing else ends, until the share is broken; None where it is broken or none is asked."""
        wanted = exact(self.objective.share)
        if not wanted or self._kept_less(self.objective.share):
            return None
        return int(self.met / wanted) - self.met - self.missed

    @property
    def mends(self) -> int | None:
        """How many in a row must be kept until a broken share is reached again; None where it is not broken, or cannot be mended."""
        wanted = exact(self.objective.share)
        if wanted == 1 or not self._kept_less(self.objective.share):
            return None
        return ceil((wanted * (self.met + self.missed) - self.met) / (1 - wanted))

    @property
    def credit(self) -> Credit | None:
        """What the customer is credited: the highest of what is owed by the share that was kept and the misses; None: nothing."""
        owed = [credit for credit in self.objective.credits if self._owes(credit)] if self.judged else []
        return max(owed, key=lambda credit: credit.percent, default=None)

    def _owes(self, credit: Credit) -> bool:
        return 0 < credit.misses <= self.missed or self._kept_less(credit.below)

    def _kept_less(self, wanted: float) -> bool:
        """Whether less than that share was kept; of nothing, all was."""
        return self.met < exact(wanted) * (self.met + self.missed)


def exact(share: float) -> Fraction:
    """The share that the agreement wrote: 0.07 is 7 of 100, and not a little more."""
    return Fraction(share).limit_denominator(1_000_000)


def share(met: int, missed: int) -> float | None:
    """The part of the clocks that were due which was met; None if none was due."""
    return met / (met + missed) if met + missed else None


def outcomes(clocks: Iterable[Clock], now: datetime) -> Iterator[Outcome]:
    """How those of the clocks ended that have ended, as known at `now`."""
    return (found for clock in clocks if (found := outcome(clock, now)) is not None)


def outcome(clock: Clock, now: datetime) -> Outcome | None:
    """How the clock ended, as known at `now`; None where it has not."""
    state = clock.state(now)
    at = clock.due if state is State.MISSED else clock.ended
    if at is None:
        return None
    return Outcome(promised(clock), state, at, clock.elapsed(now) if clock.done else None)


def promised(clock: Clock) -> Promised:
    """What a clock is counted with."""
    return Promised(clock.metric, clock.priority, clock.threshold, clock.goal)


def attain(found: Iterable[Outcome]) -> tuple[Row, ...]:
    """The outcomes counted, in the order of the metrics, thresholds and priority ids, goals last."""
    counts = Counter((outcome.promised, outcome.state) for outcome in found)
    return tuple(_row(key, counts) for key in sorted({key for key, _ in counts}, key=place))


def place(key: Promised) -> tuple[bool, int, str, str]:
    return key.goal, list(Metric).index(key.metric), key.threshold, key.priority


def _row(key: Promised, counts: Counter[tuple[Promised, State]]) -> Row:
    return Row(
        promised=key,
        met=counts[key, State.MET],
        missed=counts[key, State.MISSED],
        best_effort=counts[key, State.BEST_EFFORT],
        void=counts[key, State.VOID],
    )


def achieve(objective: Objective, found: Iterable[Outcome]) -> tuple[Achievement, ...]:
    """How the objective fared with these outcomes: for each of its metrics, and for each priority if it says so."""
    groups: dict[tuple[Metric, str | None], list[Outcome]] = {}
    for outcome in found:
        kind = outcome.promised
        if kind.metric in objective.metrics and kind.threshold == objective.threshold and not kind.goal:
            key = kind.metric, kind.priority if objective.by_priority else None
            groups.setdefault(key, []).append(outcome)
    ordered = sorted(groups.items(), key=lambda group: (objective.metrics.index(group[0][0]), group[0][1] or ""))
    return tuple(_achievement(objective, metric, priority, some) for (metric, priority), some in ordered)


def _achievement(objective: Objective, metric: Metric, priority: str | None, found: Iterable[Outcome]) -> Achievement:
    due = [outcome for outcome in found if outcome.state in DUE]
    met = sum(outcome.state is State.MET for outcome in due)
    return Achievement(
        objective=objective,
        metric=metric,
        priority=priority,
        met=met,
        missed=len(due) - met,
        within=percentile([outcome.took for outcome in due], objective.share),
    )


def percentile(took: Iterable[timedelta | None], share: float) -> timedelta | None:
    """The time in which that share was done, by the nearest rank; None where it was not, or nothing was to be done."""
    lengths = sorted(timedelta.max if length is None else length for length in took)
    if not lengths:
        return None
    found = lengths[ceil(exact(share) * len(lengths)) - 1]
    return found if found != timedelta.max else None
