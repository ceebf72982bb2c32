"""The cheapest roster that keeps the objectives: how many people each shift needs.

It is assumed that one more never hurts. That holds of one queue and of the mean over many runs; where shifts have different skills it
is a good rule and no law. So: with all other shifts at their most, the fewest that each needs are found by halving; from there rosters
are tried from the cheapest on, and those that have no more people anywhere than one that failed are passed over. The first that keeps every
objective, by the lower end of its interval, is the cheapest. Every roster meets the same tickets; the one found is then
simulated with tickets that it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from .roster import Roster
from .runs import Progress, Ready, Result, Scenario, draw, meet, result, simulate

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The roster that was chosen, and what it makes of other tickets. `tried`: how many were simulated.

    `keeps`: whether it kept the objectives where it was chosen; if not, it is the largest allowed. `cheapest`: whether all that are
    cheaper are known to fail; if not, the search was given up before.
    """

    roster: Roster
    result: Result
    tried: int
    keeps: bool
    cheapest: bool


class _TooMany(Exception):
    """As many rosters were tried as may be."""


def cheapest(scenario: Scenario, roster: Roster, *, most: int, told: Progress | None = None) -> Found:
    """Search among the rosters with at least `least` and at most `most` people in each shift; `most` rosters are tried, and no more."""
    search = _Search(scenario, roster, most, told)
    keeps, proved = search.tries(search.top), False
    best = search.top
    if keeps:
        try:
            best = search.fewer(best)
            best = search.first(search.least_each(), best)
            proved = True
        except _TooMany:
            best = search.best
    found = roster.with_counts(best)
    fresh = replace(scenario, seed=scenario.seed + 1)
    return Found(
        roster=found, result=simulate(fresh, found), tried=len(search.known), keeps=keeps, cheapest=keeps and proved
    )


class _Search:
    """What is known of each roster so far."""

    def __init__(self, scenario: Scenario, roster: Roster, most: int, told: Progress | None) -> None:
        self.scenario, self.roster, self.most, self.told = scenario, roster, most, told
        fixed = [bool(shift.names) for shift in roster.shifts]
        self.low: Counts = tuple(
            shift.count if own else min(shift.least, shift.most)
            for shift, own in zip(roster.shifts, fixed, strict=True)
        )
        self.top: Counts = tuple(
            shift.count if own else shift.most for shift, own in zip(roster.shifts, fixed, strict=True)
        )
        self.best = self.top
        self.known: dict[Counts, bool] = {}
        self.ready: list[Ready] = [draw(scenario, number) for number in range(scenario.runs)]

    def cost(self, counts: Counts) -> float:
        """What so many people cost a week."""
        return self.roster.with_counts(counts).cost

    def tries(self, counts: Counts) -> bool:
        """Whether so many keep every objective; simulated once each. _TooMany."""
        if counts not in self.known:
            if len(self.known) >= self.most:
                raise _TooMany
            self.known[counts] = self._keeps(counts)
            if self.told:
                self.told(len(self.known), self.most)
        if self.known[counts] and self.cost(counts) <= self.cost(self.best):
            self.best = counts
        return self.known[counts]

    def _keeps(self, counts: Counts) -> bool:
        if any(not kept and _within(counts, other) for other, kept in self.known.items()):
            return False
        roster = self.roster.with_counts(counts)
        return result(self.scenario, roster, [meet(each, roster, self.scenario) for each in self.ready]).sure

    def fewer(self, counts: Counts) -> Counts:
        """Take away one after another, the dearest first, as long as the objectives are kept."""
        order = sorted(range(len(counts)), key=lambda place: (-self.roster.shifts[place].cost, place))
        for place in order:
            while counts[place] > self.low[place] and self.tries(_changed(counts, place, counts[place] - 1)):
                counts = _changed(counts, place, counts[place] - 1)
        return counts

    def least_each(self) -> Counts:
        """The fewest that each shift needs, if all the others have their most."""
        return tuple(self._least(place) for place in range(len(self.top)))

    def _least(self, place: int) -> int:
        low, high = self.low[place], self.top[place]
        while low < high:
            middle = (low + high) // 2
            if self.tries(_changed(self.top, place, middle)):
                high = middle
            else:
                low = middle + 1
        return high

    def first(self, least: Counts, best: Counts) -> Counts:
        """The first that keeps the objectives, from the cheapest on; `best` is one that does."""
        coming, seen = [(self.cost(least), least)], {least}
        while coming:
            cost, counts = heappop(coming)
            if cost >= self.cost(best):
                return best
            if self.tries(counts):
                return counts
            for more in self._more(counts):
                if more not in seen:
                    seen.add(more)
                    heappush(coming, (self.cost(more), more))
        return best

    def _more(self, counts: Counts) -> Iterator[Counts]:
        for place, count in enumerate(counts):
            if count < self.top[place]:
                yield _changed(counts, place, count + 1)


def _changed(counts: Counts, place: int, count: int) -> Counts:
    return (*counts[:place], count, *counts[place + 1 :])


def _within(counts: Sequence[int], other: Sequence[int]) -> bool:
    """Whether there are nowhere more than in the other."""
    return all(own <= most for own, most in zip(counts, other, strict=True))
