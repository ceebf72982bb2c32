"""What comes in: tickets of several kinds, when they come, and how much work each takes. All chance is taken here.

Arrivals come at random (a Poisson process) at the rate of each hour of the local week, or exactly when a history had them. A
ticket's turns of work: the first answer; perhaps one at the next tier, to which it is passed on; and one for each time that
the customer writes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.sla.agreement import Terms
from parola.sla.table import SECOND

from .draws import Draw, Micros
from .week import hours_of_week

_SLOT = 900 * SECOND
"""Zones differ from UTC by whole quarters of an hour; within one the rate is the same."""
_SLOTS_AN_HOUR = 4
_MOST_ROUNDS = 50
NEXT_DAY = Draw(form="lognormal", mean=8 * 3600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Tickets that are promised the same."""

    terms: Terms
    priority: str
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How a kind of ticket is worked on: each turn takes `work`; with the chance `again` the customer writes once more, after `reply`.

    The customer is answered at the end of the turn, or `answer` after its beginning if that is earlier.
    With the chance `passes` the first answer is followed by work at the next tier.
    """

    work: Draw
    answer: Draw | None = None
    again: float = 0.0
    reply: Draw = NEXT_DAY
    passes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A kind of ticket: how many come in each hour of the week of a zone (168 rates), or `instants` at which they came."""

    kind: Kind
    handling: Handling
    week: tuple[float, ...] = ()
    timezone: str = "UTC"
    instants: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """All tickets of a run in the order of their opening, each with its stream, and their turns, those of a ticket one after another.

    Of each turn: the ticket, the tier, the work, after how much of it the customer is answered, how
    long the customer takes afterwards (-1: the ticket is done), and whether it was asked
    for by the customer (and not passed on by a tier).
    """

    streams: tuple[Stream, ...]
    opened: Micros
    stream: NDArray[np.intp]
    starts: NDArray[np.int64]
    ticket: NDArray[np.intp]
    tier: NDArray[np.int64]
    works: Micros
    answers: Micros
    waits: Micros
    wanted: NDArray[np.bool_]


def demand(streams: Sequence[Stream], start: int, end: int, seed: np.random.SeedSequence) -> Demand:
    """The tickets that are opened from `start` to `end`. Each stream has chances of its own, so that one does not change the others'."""
    chances = [np.random.default_rng(child) for child in seed.spawn(len(streams))]
    comings = [_comings(each, start, end, chance) for each, chance in zip(streams, chances, strict=True)]
    courses = [_courses(each, coming, chance) for each, coming, chance in zip(streams, comings, chances, strict=True)]
    tickets = np.concatenate([np.empty((0, 3), dtype=np.int64), *courses])
    order = np.argsort(tickets[:, 0], kind="stable")
    stream = np.repeat(np.arange(len(streams)), [len(coming) for coming in comings])[order]
    return _turns(tuple(streams), tickets[order], stream, chances)


def _comings(stream: Stream, start: int, end: int, chance: np.random.Generator) -> Micros:
    if stream.instants:
        known = np.array(stream.instants, dtype=np.int64)
        return np.sort(known[(known >= start) & (known < end)])
    slots = np.arange(start - start % _SLOT, end, _SLOT, dtype=np.int64)
    rates = np.asarray(stream.week)[hours_of_week(stream.timezone, slots)] / _SLOTS_AN_HOUR
    counts = chance.poisson(rates)
    found = np.repeat(slots, counts) + chance.integers(_SLOT, size=int(counts.sum()))
    return np.sort(found[(found >= start) & (found < end)])


def _courses(stream: Stream, comings: Micros, chance: np.random.Generator) -> NDArray[np.int64]:
    """For each ticket: when it is opened, how often the customer writes again, and whether it is passed on."""
    rounds = np.minimum(chance.geometric(1 - stream.handling.again, len(comings)) - 1, _MOST_ROUNDS)
    return np.stack([comings, rounds, chance.random(len(comings)) < stream.handling.passes], axis=1)


def _turns(
    streams: tuple[Stream, ...],
    tickets: NDArray[np.int64],
    stream: NDArray[np.intp],
    chances: list[np.random.Generator],
) -> Demand:
    opened, rounds, passed = tickets.T
    counts = 1 + rounds + passed
    starts = np.cumsum(counts) - counts
    ticket = np.repeat(np.arange(len(opened)), counts)
    place = np.arange(len(ticket)) - starts[ticket]
    second = (place == 1) & (passed[ticket] == 1)
    works, answers, waits = (np.empty(len(ticket), dtype=np.int64) for _ in range(3))
    for number, (each, chance) in enumerate(zip(streams, chances, strict=True)):
        own, how = np.flatnonzero(stream[ticket] == number), each.handling
        works[own] = how.work.lengths(chance, len(own))
        answers[own] = np.minimum(works[own], how.answer.lengths(chance, len(own))) if how.answer else works[own]
        waits[own] = how.reply.lengths(chance, len(own))
    waits[np.flatnonzero(second) - 1] = 0
    waits[starts + counts - 1] = -1
    tier = np.where((place >= 1) & (passed[ticket] == 1), 2, 1)
    return Demand(streams, opened, stream, starts, ticket, tier, works, answers, waits, ~second)
