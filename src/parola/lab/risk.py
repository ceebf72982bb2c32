"""What chance an open clock has of being missed: that of the clocks like it which had taken as long, from the desk's own past.

Of the clocks that ended, those that were not done yet when they had used up the same part of their time are asked how many of them
were missed. So a clock that has just begun has the chance of all, and one whose time is nearly up that of the slow ones. Parts are
of working time, so that a night is no risk. No model stands behind it: who doubts a chance can count it again.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import NamedTuple

NEVER = inf
"""The part of its time that a clock took which was never done."""
FEWEST = 12
"""With fewer clocks like it nothing is said."""
MARKS = (0.0, 0.25, 0.5, 0.75)
"""At which used-up parts of its time the chance of each past clock is told again, to see how good it was."""
BINS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""The upper bounds of the chances that are looked at together."""


class Kind(NamedTuple):
    """What clocks have in common that are alike; without a priority: of all priorities."""

    metric: str
    threshold: str
    priority: str | None

    @property
    def wider(self) -> Kind:
        """The same of all priorities."""
        return self._replace(priority=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A clock that was met or missed: when it started, when that was known, and what part of its time it took (or NEVER)."""

    kind: Kind
    started: datetime
    at: datetime
    used: float

    @property
    def missed(self) -> bool:
        """Whether it took longer than it was given."""
        return self.used > 1


class Chance(NamedTuple):
    """Of so many clocks like it, so many were missed; `wide`: of all priorities, since there are few of its own."""

    missed: int
    of: int
    wide: bool

    @property
    def share(self) -> float:
        """The chance, 0 to 1: with half a clock more on either side, since few clocks prove no certainty."""
        return (self.missed + 0.5) / (self.of + 1)


@dataclass(slots=True)
class Past:
    """What is known of clocks that ended, by kind: the parts of their time that they took, in order."""

    taken: dict[Kind, list[float]] = field(default_factory=dict)

    @classmethod
    def of(cls, ended: Iterable[Ended]) -> Past:
        """All these at once."""
        past = cls()
        for one in ended:
            for kind in (one.kind, one.kind.wider):
                past.taken.setdefault(kind, []).append(one.used)
        for taken in past.taken.values():
            taken.sort()
        return past

    def learn(self, one: Ended) -> None:
        """One more has ended."""
        for kind in (one.kind, one.kind.wider):
            insort(self.taken.setdefault(kind, []), one.used)

    def chance(self, kind: Kind, used: float) -> Chance | None:
        """The chance of a clock that has used up this part of its time and is not done; None where too few are like it."""
        for like in (kind, kind.wider):
            taken = self.taken.get(like, [])
            longer = len(taken) - bisect_right(taken, used)
            if longer >= FEWEST:
                return Chance(len(taken) - bisect_right(taken, 1), longer, wide=like.priority is None)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The chances between two bounds: how many were told, what they said on average, and how many of these clocks were missed."""

    above: float
    upto: float
    of: int
    said: float
    missed: int

    @property
    def came(self) -> float:
        """The share that was missed, 0 to 1."""
        return self.missed / self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How good the chances were: bins in which something was told, and the mean squared error (Brier), beside that of always the mean."""

    bins: tuple[Bin, ...]
    told: int
    error: float
    plain_error: float


def calibrate(ended: Iterable[Ended]) -> Calibration | None:
    """Tell each past clock's chance again, from nothing but what had ended before it started; None where none could be told."""
    told = list(_told(sorted(ended, key=lambda one: one.at)))
    if not told:
        return None
    mean = sum(missed for _, missed in told) / len(told)
    return Calibration(
        bins=tuple(_bins(told)),
        told=len(told),
        error=sum((chance - missed) ** 2 for chance, missed in told) / len(told),
        plain_error=mean * (1 - mean),
    )


def _told(ended: Sequence[Ended]) -> Iterator[tuple[float, bool]]:
    """The chance at each mark at which the clock was not done, and whether it was missed."""
    past, known = Past(), 0
    for one in sorted(ended, key=lambda each: each.started):
        while ended[known].at < one.started:
            past.learn(ended[known])
            known += 1
        for mark in MARKS:
            chance = past.chance(one.kind, mark) if one.used > mark else None
            if chance is not None:
                yield chance.share, one.missed


def _bins(told: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    above = 0.0
    for upto in BINS:
        here = [(chance, missed) for chance, missed in told if above < chance <= upto]
        if here:
            said = sum(chance for chance, _ in here) / len(here)
            yield Bin(above=above, upto=upto, of=len(here), said=said, missed=sum(missed for _, missed in here))
        above = upto
