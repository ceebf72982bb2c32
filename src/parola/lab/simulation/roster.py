"""Who works when: shifts, how many people each has, what they can do, what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parola.sla.calendar import Calendar
from parola.sla.compiled import micros, moment
from parola.sla.spans import Span, union

from .crews import Agent
from .demand import Demand
from .week import WEEK, people_by_hour

Skill = tuple[str, int]
"""A product and a tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Hours of the week, and how many are there in them: `count` people, or those with `names`.

    No `products`, no `tiers`: all. `cost` is that of one person for a week. `least` and `most` are how many the search may put there.
    """

    name: str
    calendar: Calendar
    count: int
    names: tuple[str, ...] = ()
    products: frozenset[str] = frozenset()
    tiers: frozenset[int] = frozenset()
    cost: float = 0.0
    least: int = 0
    most: int = 0

    def serves(self, skill: Skill) -> bool:
        """Whether its people take such work."""
        product, tier = skill
        return (not self.products or product in self.products) and (not self.tiers or tier in self.tiers)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """When it is worked in `[start, end)`."""
        return tuple(self.calendar.spans(moment(start), moment(end)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All shifts. Work that is begun and ends at most `stays` (microseconds) after a shift is done before one leaves."""

    shifts: tuple[Shift, ...]
    stays: int = 0

    @property
    def cost(self) -> float:
        """What it costs a week."""
        return sum(shift.cost * shift.count for shift in self.shifts)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many people each shift has."""
        return tuple(shift.count for shift in self.shifts)

    def with_counts(self, counts: Iterable[int]) -> Roster:
        """The same shifts with so many people."""
        shifts = tuple(replace(each, count=count) for each, count in zip(self.shifts, counts, strict=True))
        return replace(self, shifts=shifts)

    def agents(self, skills: Sequence[Skill], start: int, end: int) -> list[Agent]:
        """Everybody, with when they are there in `[start, end)` and which of these skills they have. One name is one person."""
        found: list[Agent] = []
        named: dict[str, list[Shift]] = {}
        for shift in self.shifts:
            for name in shift.names:
                named.setdefault(name, []).append(shift)
            if not shift.names:
                found += [self._agent([shift], skills, start, end)] * shift.count
        return [*found, *(self._agent(shifts, skills, start, end) for shifts in named.values())]

    def _agent(self, shifts: Sequence[Shift], skills: Sequence[Skill], start: int, end: int) -> Agent:
        there = union(span for shift in shifts for span in shift.spans(start, end))
        can = frozenset(place for place, skill in enumerate(skills) if any(shift.serves(skill) for shift in shifts))
        return Agent(there=[(micros(span.start), micros(span.end)) for span in there], skills=can, stays=self.stays)

    def people(self, timezone: str, start: int) -> NDArray[np.float64]:
        """How many are there on average in each hour of the local week, by the week from `start` on."""
        worked = ((span, shift) for shift in self.shifts for span in shift.spans(start, start + WEEK))
        return people_by_hour(timezone, start, ((span, len(shift.names) or shift.count) for span, shift in worked))


def skills_of(known: Demand) -> tuple[tuple[Skill, ...], NDArray[np.intp]]:
    """The skills that a demand asks for, and for each turn which of them."""
    products = [stream.kind.product for stream in known.streams]
    names = sorted(set(products))
    product = np.array([names.index(each) for each in products] or [0], dtype=np.intp)[known.stream[known.ticket]]
    keys = product * 2 + known.tier - 1
    found, places = np.unique(keys, return_inverse=True)
    return tuple((names[key // 2], key % 2 + 1) for key in found.tolist()), places.astype(np.intp)
