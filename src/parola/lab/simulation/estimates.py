"""How sure a simulated share is: the mean of independent runs, and Student's interval around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from parola.sla.attainment import Achievement, Promised
from parola.sla.metric import Metric
from parola.sla.objective import Objective

from .outcomes import Tally

_STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""The 97.5th percentile of Student's t for 1 to 30 degrees of freedom (any statistical table)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the runs, from 0 to 1, with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How an objective fares: the share that is kept, in how many of the runs it was reached, and of how many clocks a run."""

    objective: Objective
    achieved: tuple[Achievement, ...]
    share: Estimate

    @property
    def metric(self) -> Metric:
        """Of which metric it is."""
        return self.achieved[0].metric

    @property
    def priority(self) -> str | None:
        """And of which priority; None: of all together."""
        return self.achieved[0].priority

    @property
    def reached(self) -> float:
        """The part of the runs in which it was reached."""
        judged = [each.reached for each in self.achieved if each.reached is not None]
        return sum(judged) / len(judged) if judged else 0.0

    @property
    def holds(self) -> bool:
        """Whether the mean share is at least what is undertaken."""
        return self.share.mean >= self.objective.share

    @property
    def sure(self) -> bool:
        """Whether the lower end of the interval is."""
        return self.share.low >= self.objective.share


def estimate(counts: Sequence[tuple[int, int]]) -> Estimate | None:
    """The share that is met, from what each run met and missed; None where no run had anything to count.

    Where all runs met all, or none any, their shares say nothing of what may still happen: then it is the rule of three, which gives
    3/n for an event that was not seen in n (Hanley and Lippman-Hand, JAMA 249, 1983).
    """
    shares = [met / (met + missed) for met, missed in counts if met + missed]
    if not shares:
        return None
    mean, total = fmean(shares), sum(met + missed for met, missed in counts)
    unseen = min(1.0, 3 / total)
    if mean in (0.0, 1.0):
        return Estimate(mean, max(0.0, mean - unseen), min(1.0, mean + unseen))
    half = _half(shares)
    return Estimate(mean, max(0.0, mean - half), min(1.0, mean + half))


def _half(shares: Sequence[float]) -> float:
    """Half the width of the 95% interval of the mean: the whole range where there is one run alone."""
    freedom = len(shares) - 1
    if not freedom:
        return 1.0
    quantile = _STUDENT[freedom - 1] if freedom <= len(_STUDENT) else 1.96 + 2.5 / freedom
    return quantile * stdev(shares) / sqrt(len(shares))


def kept(objectives: Sequence[Objective], runs: Sequence[Tally]) -> tuple[Kept, ...]:
    """How each objective fares over the runs: for each of its metrics of which anything ended, and for each priority if it says so."""
    return tuple(found for objective in objectives for found in _kept(objective, runs))


def _kept(objective: Objective, runs: Sequence[Tally]) -> Iterator[Kept]:
    kinds = {kind for each in runs for kind in each.met if _meant(objective, kind)}
    keys = {(kind.metric, kind.priority if objective.by_priority else None) for kind in kinds}
    for metric, priority in sorted(keys, key=lambda key: (objective.metrics.index(key[0]), key[1] or "")):
        own = [kind for kind in kinds if kind.metric is metric and priority in (None, kind.priority)]
        achieved = tuple(_achieved(objective, metric, priority, own, each) for each in runs)
        share = estimate([(each.met, each.missed) for each in achieved])
        if share is not None:
            yield Kept(objective=objective, achieved=achieved, share=share)


def _meant(objective: Objective, kind: Promised) -> bool:
    return kind.metric in objective.metrics and kind.threshold == objective.threshold and not kind.goal


def _achieved(
    objective: Objective, metric: Metric, priority: str | None, kinds: Sequence[Promised], run: Tally
) -> Achievement:
    met, missed = sum(run.met[kind] for kind in kinds), sum(run.missed[kind] for kind in kinds)
    return Achievement(objective=objective, metric=metric, priority=priority, met=met, missed=missed)
