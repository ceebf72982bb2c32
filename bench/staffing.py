"""The simulated desk against the same model in SimPy, and both against Erlang C: M/M/n, with the oldest first.

    python -m bench.lab staffing [TICKETS]

Each is measured twice: as `run` does it, which serves such a desk without events, and by events, as it does any other desk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import simpy
from rich.console import Console
from rich.table import Table

from parola.lab.simulation import engine
from parola.lab.simulation.erlang import Queue
from parola.sla.table import SECOND

WORK, FOREVER, ROUNDS = 600.0, 1 << 60, 3
DESKS = ((1, 0.8), (5, 0.9), (20, 0.9), (100, 0.95))


def main(arguments: list[str]) -> None:
    """Print the table."""
    count = int(arguments[0]) if arguments else 200_000
    table = Table(
        "agents", "busy", "µs a ticket", "by events", "SimPy", "times faster", "by events", "mean wait", "Erlang C"
    )
    for agents, busy in DESKS:
        queue = Queue(rate=busy * agents / WORK, work=WORK, agents=agents)
        table.add_row(str(agents), f"{busy:.0%}", *told(queue, count))
    Console().print(table)


def told(queue: Queue, count: int) -> Iterator[str]:
    chance = np.random.default_rng(1)
    opened = (np.cumsum(chance.exponential(1 / queue.rate, count)) * SECOND).astype(int).tolist()
    works = (chance.exponential(queue.work, count) * SECOND).astype(int).tolist()
    load = engine.Load(
        opened=opened, starts=range(count), due=opened, skill=[0] * count, works=works, waits=[-1] * count
    )
    crew = [engine.Agent(there=[(0, FOREVER)], skills=frozenset({0}))] * queue.agents
    few = max(count // 5, 1)
    ours = best(lambda: engine.run(load, crew, FOREVER)) / count
    events = best(lambda: engine.by_events(load, crew, FOREVER)) / count
    theirs = best(lambda: in_simpy(opened[:few], works[:few], queue.agents)) / few
    waited = np.array(engine.run(load, crew, FOREVER).begun) - np.array(opened)
    yield from (f"{each * 1e6:.2f}" for each in (ours, events, theirs))
    yield from (f"{theirs / each:.1f}" for each in (ours, events))
    yield from (f"{each:.1f} s" for each in (waited.mean() / SECOND, queue.mean_wait))


def best(work: Callable[[], object]) -> float:
    """The least processor time of some rounds."""
    found = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def in_simpy(opened: list[int], works: list[int], agents: int) -> list[int]:
    """When each ticket is begun, by processes and a resource that serves the oldest first."""
    world = simpy.Environment()
    desk, begun = simpy.PriorityResource(world, agents), [0] * len(opened)

    def ticket(number: int) -> Iterator[simpy.Event]:
        with desk.request(priority=opened[number]) as turn:
            yield turn
            begun[number] = world.now
            yield world.timeout(works[number])

    def source() -> Iterator[simpy.Event]:
        for number, at in enumerate(opened):
            yield world.timeout(at - world.now)
            world.process(ticket(number))

    world.process(source())
    world.run()
    return begun
