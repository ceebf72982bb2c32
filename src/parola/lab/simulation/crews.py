"""Who works, gathered for a run: people who are alike are a crew, and skills that the same people have are one queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parola.sla.table import NEVER

Queue = list[int]
"""A heap of what waits: due instants with their turns, as `load.Load` makes them."""
Idle = list[int]
"""Crews, as often as somebody of them is free: the last to become so at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody who works: when they are there (`[start, end)` each, in order, apart), and which queues they serve.

    Work begun that ends at most `stays` after a shift is done before they leave; other work goes on with their next shift.
    """

    there: Sequence[tuple[int, int]]
    skills: frozenset[int]
    stays: int = 0


@dataclass(slots=True, eq=False)
class Crew:
    """People who are there at the same time and have the same skills. `away` is them, as often as one is not there."""

    number: int
    there: Sequence[tuple[int, int]]
    stays: int
    idle: Idle
    """Where they wait, with all others of these skills."""
    queues: tuple[Queue, ...]
    """What they serve."""
    away: Idle = field(default_factory=list)
    shift: int = -1
    """Which of their shifts it is, or was last."""

    def finish(self, begun: int, work: int) -> int:
        """When work is done that begins now, this shift or in those that follow; `NEVER` if in none."""
        left, since = work, begun
        for start, end in self.there[self.shift :]:
            since = max(start, since)
            if since + left <= end + self.stays:
                return since + left
            left -= max(0, end - since)
        return NEVER


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """All crews, and for each skill the queue in which it waits and those who may be free for it.

    Those that can do least come first, so that who can do much stays free for it.
    """

    crews: list[Crew]
    queues: list[Queue]
    helpers: list[list[Idle]]


def staff(agents: Sequence[Agent], skills: int) -> Staff:
    """Gather the agents of a run that asks for so many skills."""
    able = sorted({agent.skills for agent in agents}, key=lambda known: (len(known), sorted(known)))
    idle: list[Idle] = [[] for _ in able]
    who = [tuple(place for place, known in enumerate(able) if skill in known) for skill in range(skills)]
    shared: dict[tuple[int, ...], Queue] = {}
    queues = [shared.setdefault(places, []) for places in who]
    crews: dict[tuple[object, ...], Crew] = {}
    for agent in agents:
        place = able.index(agent.skills)
        served = tuple(queue for places, queue in shared.items() if place in places)
        key = (place, agent.stays, *agent.there)
        if served:
            crew = crews.setdefault(key, Crew(len(crews), agent.there, agent.stays, idle[place], served))
            crew.away.append(crew.number)
    return Staff(list(crews.values()), queues, [[idle[place] for place in places] for places in who])
