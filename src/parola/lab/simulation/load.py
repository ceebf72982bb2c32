"""What a run is given and what it gives: all turns of work, as arrays outside, and as the lists of ticks that the events are made of.

A *tick* is an instant in microseconds since the first ticket, shifted left; the room below has who or what an event is about.
Lists are made by NumPy where 64 bits suffice, and number by number in a run so long and so full that they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.sla.table import NEVER

from .draws import Micros

BACK = 1 << 12
"""The code of turn 0 when its customer comes back; those below are of crews."""
FOLLOWED = 1 << 100
"""Lies on top of the work of a turn that another one follows: so one comparison finds all work that is not plain."""
_ROOM = 63
"""The bits of an array's numbers that may be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What became of each turn: when it was asked for, taken up and done; `NEVER` for what was not, as far as the run went."""

    asked: Micros
    begun: Micros
    done: Micros


class Load:
    """What the desk is asked: tickets in the order of their opening, each with one turn of work or several, which follow one another.

    `opened` has the instant and `starts` the first turn of each ticket. For each turn: `skill`, whose queue it waits in; `works`,
    how long the work takes; `waits`, how long after its end the ticket's next turn is asked for, -1 at the last; `due`, by which
    those that wait are ordered, `NEVER` where nothing is.
    """

    def __init__(
        self,
        *,
        opened: Sequence[int] | Micros,
        starts: Sequence[int] | Micros,
        due: Sequence[int] | Micros,
        skill: Sequence[int] | NDArray[np.intp],
        works: Sequence[int] | Micros,
        waits: Sequence[int] | Micros,
    ) -> None:
        """Make the lists, once for all rosters that it meets."""
        self.opened, self.starts, self.works, self.waits = map(_array, (opened, starts, works, waits))
        self.origin = int(self.opened[0]) if len(self.opened) else 0
        self.bits = (BACK + len(self.works)).bit_length()
        self.low = (1 << self.bits) - 1
        """The code of a change of shifts, and what takes the code out of an event."""
        self.firsts: list[int] = self.starts.tolist()
        self.skills: list[int] = _array(skill).tolist()
        self.opens = self._ticks(self.opened - self.origin)
        self.orders = self._orders(_array(due))
        self.kinds = 1 + max(self.skills, default=0)
        """How many skills there may be."""
        single = len(self.firsts) == len(self.orders)
        self.first_skills = self.skills if single else [self.skills[turn] for turn in self.firsts]
        self.first_orders = self.orders if single else [self.orders[turn] for turn in self.firsts]
        self.lengths, self.backs = self._lengths()

    def tick(self, instant: int) -> int:
        """An instant as a tick."""
        return (instant - self.origin) << self.bits

    def instant(self, event: int) -> int:
        """When an event is."""
        return (event >> self.bits) + self.origin

    def instants(self, events: Sequence[int]) -> Micros:
        """When each of these is."""
        try:
            return (np.array(events, dtype=np.int64) >> self.bits) + self.origin
        except OverflowError:
            return np.array([self.instant(event) for event in events], dtype=np.int64)

    def _ticks(self, lengths: Micros, codes: Micros | int = 0) -> list[int]:
        """Lengths of time in ticks, each with its code."""
        if int(np.abs(lengths).max(initial=0)).bit_length() + self.bits <= _ROOM:
            quick: list[int] = ((lengths << self.bits) + codes).tolist()
            return quick
        told = np.broadcast_to(codes, lengths.shape).tolist()
        return [(length << self.bits) + code for length, code in zip(lengths.tolist(), told, strict=True)]

    def _orders(self, due: Micros) -> list[int]:
        """By turn, what it waits by: the due instant, and the turn."""
        never = due == NEVER
        orders = self._ticks(np.where(never, 0, due - self.origin), np.arange(len(due)))
        for turn in np.flatnonzero(never).tolist():
            orders[turn] += self.tick(NEVER)
        return orders

    def _lengths(self) -> tuple[list[int], list[int]]:
        """By turn: what lies between the event in which it begins and that in which it is done, and from there to the next turn's."""
        lengths, waits = self._ticks(self.works), self._ticks(np.maximum(self.waits, 0))
        for turn in np.flatnonzero(self.waits >= 0).tolist():
            lengths[turn] += FOLLOWED
            waits[turn] += BACK + turn + 1
        return lengths, waits


def _array(numbers: Sequence[int] | Micros) -> Micros:
    return np.asarray(numbers, dtype=np.int64)
