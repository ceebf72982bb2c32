"""The simulated desk beside the same one in SimPy, and where the formula applies beside Erlang C.

    python -m bench.lab staffing [TICKETS]

Both sides are given the same draws, and must begin every turn at the same instant; but in a `simpy.PriorityStore` another takes it
of several who are free, so that there the mean wait must be the same within a hundredth. Times are medians of processor time, the
rounds of both sides taken in turn. A load is made once and meets many rosters; what it takes to make it is told apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.erlang import Queue
from bench.in_simpy import Turns, by_people, by_resource, by_store
from parola.lab.simulation import engine
from parola.lab.simulation.crews import Agent
from parola.lab.simulation.load import Course, Load
from parola.sla.table import NEVER, SECOND

WORK, HOUR, DAY, ROUNDS = 600.0, 3600 * SECOND, 86_400 * SECOND, 5
TARGETS = np.array([15 * 60, 3600, 8 * 3600]) * SECOND
LATER = HOUR // 4
ALL, FRONT, SECOND_TIER = frozenset({0, 1}), frozenset({0}), frozenset({1})
Drawn = dict[str, NDArray[np.int64]]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A desk to compare by, and how it is written with SimPy; `alike` where every turn is begun at the same instant."""

    name: str
    drawn: Drawn
    agents: Sequence[Agent]
    other: Callable[[Turns, Sequence[Agent], int], list[int]] = by_people
    alike: bool = True
    formula: Queue | None = None

    @property
    def until(self) -> int:
        """When a day has passed since the last ticket."""
        return int(self.drawn["opened"][-1]) + DAY


def main(arguments: list[str]) -> None:
    """Print the table."""
    count = int(arguments[0]) if arguments else 40_000
    columns = ("µs a turn: run", "making the load", "SimPy", "times faster", "the load too", "mean wait", "Erlang C")
    table = Table("desk", "busy", *columns)
    for desk in desks(count):
        table.add_row(desk.name, *told(desk))
    Console(width=150).print(table)


def desks(count: int) -> Iterator[Desk]:
    """From the plainest on."""
    for people, busy in ((1, 0.8), (5, 0.9), (20, 0.9), (100, 0.95)):
        queue = Queue(rate=busy * people / WORK, work=WORK, agents=people)
        drawn = evenly(queue, count)
        crew = [Agent(there=[(0, NEVER)], skills=FRONT)] * people
        yield Desk(name=f"M/M/{people}", drawn=drawn, agents=crew, other=by_resource, formula=queue)
    chance = np.random.default_rng(2)
    urgent = drawn | {"due": drawn["opened"] + TARGETS[chance.choice(3, count, p=(0.1, 0.3, 0.6))]}
    yield Desk(name="the same, three priorities", drawn=urgent, agents=crew, other=by_resource)
    drawn = by_day(count, again=0.0)
    same = drawn | {"skill": np.zeros_like(drawn["skill"])}
    crew = people_of(drawn, FRONT)
    yield Desk(name="and shifts, SimPy with a store", drawn=same, agents=crew, other=by_store, alike=False)
    yield Desk(name="and shifts, SimPy by hand", drawn=same, agents=crew)
    yield Desk(name="and two skills", drawn=drawn, agents=people_of(drawn, ALL, SECOND_TIER))
    drawn = by_day(count, again=0.35)
    yield Desk(name="and customers who come back", drawn=drawn, agents=people_of(drawn, ALL, SECOND_TIER))


def evenly(queue: Queue, count: int) -> Drawn:
    """M/M/n, the oldest first."""
    chance = np.random.default_rng(1)
    opened = (np.cumsum(chance.exponential(1 / queue.rate, count)) * SECOND).astype(np.int64)
    works = (chance.exponential(queue.work, count) * SECOND).astype(np.int64)
    return {"opened": opened, "due": opened, "works": works, **_plain(count)}


def _plain(count: int) -> Drawn:
    nothing = np.zeros(count, dtype=np.int64)
    return {"starts": np.arange(count), "skill": nothing, "waits": nothing - 1}


def by_day(count: int, again: float) -> Drawn:
    """Tickets of four weeks, six times as many in an hour of the day as of the night; a fifth of the turns ask for the second tier."""
    chance = np.random.default_rng(3)
    hours = np.arange(28 * 24)
    weights = np.where((hours % 24 >= 8) & (hours % 24 < 20), 6.0, 1.0)
    opened = np.sort(chance.choice(hours, count, p=weights / weights.sum()) * HOUR + chance.integers(HOUR, size=count))
    turns = chance.geometric(1 - again, count)
    ends = np.cumsum(turns)
    waits = (chance.exponential(4 * 3600, ends[-1]) * SECOND).astype(np.int64)
    waits[ends - 1] = -1
    due = np.repeat(opened + TARGETS[chance.choice(3, count, p=(0.1, 0.3, 0.6))], turns)
    works = (chance.lognormal(np.log(WORK), 0.7, ends[-1]) * SECOND).astype(np.int64)
    skill = (chance.random(ends[-1]) < 0.2).astype(np.int64)
    return {"opened": opened, "starts": ends - turns, "due": due, "skill": skill, "works": works, "waits": waits}


def people_of(drawn: Drawn, *skills: frozenset[int]) -> list[Agent]:
    """Three shifts around the clock, in each people of these skills; together they are at work some 85% of their time.

    Those of other skills come a quarter of an hour later: at one instant SimPy's processes go on in no order that can be stated.
    """
    day = int(drawn["works"].sum()) / 28 / DAY * 24 / 8 / 0.85
    shifts = ((7, 15, 0.4), (12, 20, 0.42), (20, 31, 0.13))
    return [
        Agent(
            there=[(at * DAY + start * HOUR + place * LATER, at * DAY + end * HOUR) for at in range(30)],
            skills=known,
            stays=HOUR // 2,
        )
        for start, end, part in shifts
        for place, known in enumerate(skills)
        for _ in range(max(1, round(day * part * (1, 0.15)[place])))
    ]


def told(desk: Desk) -> Iterator[str]:
    """Both sides' times, which must have done the same."""
    turns, load = Turns(**{name: each.tolist() for name, each in desk.drawn.items()}), Load(**desk.drawn)
    course = engine.run(load, desk.agents, desk.until)

    def theirs() -> list[int]:
        return desk.other(turns, desk.agents, desk.until)

    compare(desk, course, np.array(theirs()))
    run, making, simpy = times(lambda: engine.run(load, desk.agents, desk.until), lambda: Load(**desk.drawn), theirs)
    done = course.done < NEVER
    last = int(desk.drawn["opened"][-1])
    there = sum(max(0, min(end, last) - start) for agent in desk.agents for start, end in agent.there)
    yield f"{int(load.works[done].sum()) / there:.0%}"
    yield from (f"{each * 1e6 / len(load.works):.2f}" for each in (run, making, simpy))
    yield from (f"{simpy / each:.1f}" for each in (run, run + making))
    yield f"{(course.begun - course.asked)[done].mean() / SECOND:.1f} s"
    yield f"{desk.formula.mean_wait:.1f} s" if desk.formula else ""


def compare(desk: Desk, course: Course, theirs: NDArray[np.int64]) -> None:
    """Raises AssertionError where SimPy's desk is another."""
    begun = course.begun < NEVER
    mean, other = (float((each - course.asked)[begun].mean()) for each in (course.begun, theirs))
    same = np.array_equal(np.where(begun, course.begun, -1), theirs) if desk.alike else abs(mean / other - 1) < 0.01
    if not same:
        message = f"{desk.name}: SimPy begins other turns, or at other instants"
        raise AssertionError(message)


def times(*works: Callable[[], object]) -> list[float]:
    """The median processor time of each, in seconds."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, own in zip(works, found, strict=True):
            begun = time.process_time()
            work()
            own.append(time.process_time() - begun)
    return [median(own) for own in found]
