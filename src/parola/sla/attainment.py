"""How many promises were kept: the clocks of a period that were met and missed, by what was promised (design, section 4, "Reports").

A clock counts in the period in which it ended: when it was met, or, missed, when it was due. Best effort and void clocks
never enter the share. They are counted beside it, so that nobody can make a share look better by voiding clocks unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
    return rows(Counter((outcome.promised, outcome.state) for outcome in found))


def rows(counts: Mapping[tuple[Promised, State], int]) -> tuple[Row, ...]:
    """The same of what is counted already."""
    return tuple(_row(key, counts) for key in sorted({key for key, _ in counts}, key=place))


def place(key: Promised) -> tuple[bool, int, str, str]:
    return key.goal, list(Metric).index(key.metric), key.threshold, key.priority


def _row(key: Promised, counts: Mapping[tuple[Promised, State], int]) -> Row:
    return Row(
        promised=key,
        met=counts.get((key, State.MET), 0),
        missed=counts.get((key, State.MISSED), 0),
        best_effort=counts.get((key, State.BEST_EFFORT), 0),
        void=counts.get((key, State.VOID), 0),
    )


class Judged(NamedTuple):
    """What an objective judges together: a metric, at one priority where the agreement counts each by itself, else at all (None)."""

    metric: Metric
    priority: str | None


def judged_with(objective: Objective, kind: Promised) -> Judged | None:
    """With what the objective judges that kind of clock; None where it has nothing to say of it."""
    if kind.metric not in objective.metrics or kind.threshold != objective.threshold or kind.goal:
        return None
    return Judged(kind.metric, kind.priority if objective.by_priority else None)


def achieve(objective: Objective, found: Iterable[Outcome]) -> tuple[Achievement, ...]:
    """How the objective fared with these outcomes: for each of its metrics, and for each priority if it says so."""
    found, took = list(found), dict[Judged, list[timedelta | None]]()
    for outcome in found:
        group = judged_with(objective, outcome.promised)
        if group is not None and outcome.state in DUE:
            took.setdefault(group, []).append(outcome.took)
    within = {group: percentile(lengths, objective.share) for group, lengths in took.items()}
    return achieved(objective, attain(found), within)


def achieved(
    objective: Objective, counted: Iterable[Row], within: Mapping[Judged, timedelta | None]
) -> tuple[Achievement, ...]:
    """The same of clocks that are counted already; `within` is the percentile of each group of which any was due."""
    groups: dict[Judged, tuple[int, int]] = {}
    for row in counted:
        if (group := judged_with(objective, row.promised)) is not None:
            met, missed = groups.get(group, (0, 0))
            groups[group] = met + row.met, missed + row.missed
    return tuple(
        Achievement(
            objective=objective,
            metric=group.metric,
            priority=group.priority,
            met=met,
            missed=missed,
            within=within.get(group),
        )
        for group, (met, missed) in sorted(groups.items(), key=lambda each: _order(objective, each[0]))
    )


def _order(objective: Objective, group: Judged) -> tuple[int, str]:
    return objective.metrics.index(group.metric), group.priority or ""


def percentile(took: Iterable[timedelta | None], share: float) -> timedelta | None:
    """The time in which that share was done, by the nearest rank; None where it was not, or nothing was to be done."""
    lengths = sorted(timedelta.max if length is None else length for length in took)
    if not lengths:
        return None
    found = lengths[rank(share, len(lengths)) - 1]
    return found if found != timedelta.max else None


def rank(share: float, count: int) -> int:
    """At which place of so many, the shortest first and counted from 1, that share is done: the nearest rank."""
    return ceil(exact(share) * count) or count
