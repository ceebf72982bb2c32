"""Desks as one writes them with SimPy. They are given what `parola.lab` is given, and tell when each turn is begun; -1 where it is not.

- `by_resource`: each ticket is a process, and the desk a `simpy.PriorityResource`. So it stands in every introduction; it knows no shifts.
- `by_store`: each person is a process, which waits for a `simpy.PriorityStore` or for the end of the shift. It knows one skill.
- `by_people`: each ticket and each person is a process, and what is between them is made by hand of heaps and events, as leanly as
  they allow: SimPy has nothing of its own in which somebody waits for the first of several queues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import simpy

from parola.lab.simulation.crews import Agent

Happening = Iterator[simpy.Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """A load as lists: see `parola.lab.simulation.load.Load`."""

    opened: list[int]
    starts: list[int]
    due: list[int]
    skill: list[int]
    works: list[int]
    waits: list[int]


def by_resource(turns: Turns, agents: Sequence[Agent], until: int) -> list[int]:
    """One queue, and people who are always there."""
    world = simpy.Environment()
    desk, begun = simpy.PriorityResource(world, len(agents)), [-1] * len(turns.works)
    due, works = turns.due, turns.works

    def ticket(number: int) -> Happening:
        with desk.request(priority=due[number]) as turn:
            yield turn
            begun[number] = world.now
            yield world.timeout(works[number])

    def source() -> Happening:
        for number, at in enumerate(turns.opened):
            yield world.timeout(at - world.now)
            world.process(ticket(number))

    world.process(source())
    world.run(until)
    return begun


def by_store(turns: Turns, agents: Sequence[Agent], until: int) -> list[int]:
    """One queue and shifts. Of several who are free the one who waits longest takes what comes."""
    world = simpy.Environment()
    store, begun = simpy.PriorityStore(world), [-1] * len(turns.works)

    def source() -> Happening:
        for turn, at in enumerate(turns.opened):
            yield world.timeout(at - world.now)
            store.put((turns.due[turn], turn))

    world.process(source())
    for agent in agents:
        world.process(_at_store(world, store, agent, turns.works, begun))
    world.run(until)
    return begun


def _at_store(
    world: simpy.Environment, store: simpy.PriorityStore, agent: Agent, works: list[int], begun: list[int]
) -> Happening:
    """One shift after another."""
    turn, left = None, 0
    for start, end in agent.there:
        if start > world.now:
            yield world.timeout(start - world.now)
        over = world.timeout(max(0, end - world.now))
        while turn is not None or world.now < end:
            if turn is None:
                wanted = store.get()
                yield wanted | over
                if not wanted.triggered:
                    wanted.cancel()
                    break
                turn = wanted.value[1]
                begun[turn], left = world.now, works[turn]
            if world.now + left > end + agent.stays:
                worked = max(0, end - world.now)
                left -= worked
                yield world.timeout(worked)
                break
            yield world.timeout(left)
            turn = None


def by_people(turns: Turns, agents: Sequence[Agent], until: int) -> list[int]:
    """Any turns, shifts and skills."""
    desk = _Desk(turns, agents)
    desk.world.run(until)
    return desk.begun


class _Desk:
    """People and tickets, and the heaps between them."""

    def __init__(self, turns: Turns, agents: Sequence[Agent]) -> None:
        self.turns, self.world = turns, simpy.Environment()
        self.begun = [-1] * len(turns.works)
        self.queues: list[list[tuple[int, int]]] = [[] for _ in range(1 + max(turns.skill))]
        self.done: dict[int, simpy.Event] = {}
        able = sorted({agent.skills for agent in agents}, key=lambda skills: (len(skills), sorted(skills)))
        idle: dict[frozenset[int], list[simpy.Event]] = {skills: [] for skills in able}
        self.helpers = [[idle[skills] for skills in able if skill in skills] for skill in range(len(self.queues))]
        self.free: list[simpy.Event | None] = [None] * len(agents)
        for number, agent in enumerate(agents):
            self.world.process(self.leaving(number, agent, idle[agent.skills]))
            self.world.process(self.person(number, agent, idle[agent.skills]))
        self.world.process(self.source())

    def source(self) -> Happening:
        for at, first in zip(self.turns.opened, self.turns.starts, strict=True):
            yield self.world.timeout(at - self.world.now)
            self.world.process(self.ticket(first))

    def ticket(self, turn: int) -> Happening:
        waits = self.turns.waits
        while True:
            yield self.asked(turn)
            if waits[turn] < 0:
                return
            yield self.world.timeout(waits[turn])
            turn += 1

    def asked(self, turn: int) -> simpy.Event:
        """Somebody who is free takes the turn, or it waits; the event is that it is done."""
        self.done[turn] = done = self.world.event()
        skill = self.turns.skill[turn]
        for idle in self.helpers[skill]:
            if idle:
                idle.pop().succeed(turn)
                return done
        heappush(self.queues[skill], (self.turns.due[turn], turn))
        return done

    def first(self, served: list[list[tuple[int, int]]]) -> int | None:
        """What is due first."""
        queue = min(filter(None, served), default=None)
        return heappop(queue)[1] if queue else None

    def person(self, number: int, agent: Agent, idle: list[simpy.Event]) -> Happening:
        """One shift after another; who has nothing to do waits for an event: a turn, or None at the end of the shift."""
        world, begun, works, done = self.world, self.begun, self.turns.works, self.done
        served = [self.queues[skill] for skill in sorted(agent.skills) if skill < len(self.queues)]
        turn, left = None, 0
        for start, end in agent.there:
            if start > world.now:
                yield world.timeout(start - world.now)
            while turn is not None or world.now < end:
                if turn is None:
                    turn = self.first(served)
                    if turn is None:
                        self.free[number] = free = world.event()
                        idle.append(free)
                        turn = yield free
                        if turn is None:
                            break
                    begun[turn], left = world.now, works[turn]
                if world.now + left > end + agent.stays:
                    worked = max(0, end - world.now)
                    left -= worked
                    yield world.timeout(worked)
                    break
                yield world.timeout(left)
                done.pop(turn).succeed()
                turn = None

    def leaving(self, number: int, agent: Agent, idle: list[simpy.Event]) -> Happening:
        """At the end of each shift, who is free goes."""
        for _, end in agent.there:
            yield self.world.timeout(end - self.world.now)
            free = self.free[number]
            if free in idle:
                idle.remove(free)
                free.succeed(None)
