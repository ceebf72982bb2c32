"""The desk event by event: what is asked waits in queues, the due first; whoever can and is free takes the first of them.

Instants are whole microseconds of UTC since 1970, as in the core's tables. Nothing is drawn here: all chances were taken when
the load was made, so that the same load meets every roster alike.

The heap of what comes next holds whole numbers, an instant and who it is about in one: comparing these costs less than tuples.
What is known from the start (arrivals, shifts that begin) stands in a list beside it, and is never put into the heap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace

import numpy as np
from numpy.typing import NDArray

from parola.sla.table import NEVER

_BITS = 26
_LOW = (1 << _BITS) - 1
MOST = 1 << (_BITS - 1)
"""So many turns, and no more, fit into one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the desk is asked: tickets in the order of their opening, each with one turn of work or several, which follow one another.

    `opened` has the instant and `starts` the first turn of each ticket. For each turn: `skill`, whose queue it waits in; `works`,
    how long the work takes; `waits`, how long after its end the ticket's next turn is asked for, -1 at the last. `due` orders the
    first turns: of each ticket, `NEVER` where nothing is.
    """

    opened: Sequence[int]
    starts: Sequence[int]
    due: Sequence[int]
    skill: Sequence[int]
    works: Sequence[int]
    waits: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody who works: when they are there (`[start, end)` each, in order, apart), and which queues they serve.

    Work begun that ends at most `stays` after a shift is done before they leave; other work goes on with their next shift.
    """

    there: Sequence[tuple[int, int]]
    skills: frozenset[int]
    stays: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """What became of each turn: when it was asked for, taken up and done; `NEVER` for what was not, as far as the run went."""

    asked: list[int]
    begun: list[int]
    done: list[int]


Again = Callable[[int, int], int]
"""The due instant of a turn that is asked for at an instant."""


def run(load: Load, agents: Sequence[Agent], until: int, again: Again | None = None) -> Course:
    """Let the agents do the load, from the first instant to `until`. Without `again`, what comes back is due when it comes."""
    if in_turn(load, agents, until):
        return first_come(load, len(agents), until)
    return by_events(load, agents, until, again)


def by_events(load: Load, agents: Sequence[Agent], until: int, again: Again | None = None) -> Course:
    """The same for any desk, event by event."""
    return _Desk(load, agents, again or (lambda _, at: at)).run(until)


def in_turn(load: Load, agents: Sequence[Agent], until: int) -> bool:
    """Whether who comes first is served first: one skill, one turn a ticket, what comes first due first, everybody always there."""
    if not load.works or not agents or len(load.opened) < len(load.works):
        return False
    skills, due = np.asarray(load.skill), np.asarray(load.due)
    there = {tuple(agent.there) for agent in agents}
    return (
        int(skills.min()) == int(skills.max())
        and bool((np.diff(due) >= 0).all())
        and all(load.skill[0] in agent.skills for agent in agents)
        and all(len(spans) == 1 and spans[0][0] <= load.opened[0] and spans[0][1] >= until for spans in there)
    )


def first_come(load: Load, count: int, until: int) -> Course:
    """Such a desk, without events: each ticket begins when somebody of `count` is free (Kiefer and Wolfowitz, 1955)."""
    free, begun = [0] * count, []
    for at, work in zip(load.opened, load.works, strict=True):
        since = free[0]
        if at > since:  # noqa: PLR1730  # half the time of max(), in the one line that counts
            since = at
        begun.append(since)
        heapreplace(free, since + work)
    done = np.asarray(begun, dtype=np.int64) + np.asarray(load.works, dtype=np.int64)
    return Course(*(_until(np.asarray(each, dtype=np.int64), until) for each in (load.opened, begun, done)))


def _until(instants: NDArray[np.int64], until: int) -> list[int]:
    known: list[int] = np.where(instants < until, instants, NEVER).tolist()
    return known


class _Desk:
    """The state of a run."""

    def __init__(self, load: Load, agents: Sequence[Agent], again: Again) -> None:
        turns = len(load.works)
        if turns + len(agents) > MOST:
            message = f"too much for one run: {turns} turns of work"
            raise ValueError(message)
        self.load, self.agents, self.again = load, agents, again
        self.course = Course([NEVER] * turns, [NEVER] * turns, [NEVER] * turns)
        self.coming: list[int] = []
        """What comes next: an instant, and an agent who is done, or a turn that is asked for."""
        self.queues: list[list[int]] = [[] for _ in range(1 + max(load.skill, default=0))]
        groups = sorted({agent.skills for agent in agents}, key=lambda skills: (len(skills), sorted(skills)))
        self.group = [groups.index(agent.skills) for agent in agents]
        self.serves = [
            [self.queues[skill] for skill in sorted(skills) if skill < len(self.queues)] for skills in groups
        ]
        self.idle: list[list[int]] = [[] for _ in groups]
        """Who of each group is free, the last to become so first. Some of them may have left meanwhile."""
        self.helpers = [
            [idle for idle, skills in zip(self.idle, groups, strict=True) if skill in skills]
            for skill in range(len(self.queues))
        ]
        """For each queue the groups that serve it: those that can do least first, so that who can do much stays free for it."""
        self.shift = [-1] * len(agents)
        self.leaves = [0] * len(agents)
        self.doing = [-1] * len(agents)
        self.listed = [False] * len(agents)

    def run(self, until: int) -> Course:
        """Every event in its turn."""
        times, codes = self._known(until)
        asked, starts, due, skill = self.course.asked, self.load.starts, self.load.due, self.load.skill
        coming, queues, helpers, later = self.coming, self.queues, self.helpers, self._later
        for at, code in zip(times, codes, strict=True):
            if coming and coming[0] < at << _BITS:
                later(at << _BITS)
            if code < 0:
                self._arrive(~code, at)
                continue
            turn = starts[code]
            asked[turn] = at
            agent = self._free(helpers[skill[turn]], at)
            if agent < 0:
                heappush(queues[skill[turn]], due[code] << _BITS | turn)
            else:
                heappush(coming, self._take(agent, turn, at))
        later(until << _BITS)
        return self.course

    def _known(self, until: int) -> tuple[list[int], list[int]]:
        """What is known from the start, in the order of time: tickets by their number, agents who come by its complement."""
        shifts = [
            (start, ~number) for number, agent in enumerate(self.agents) for start, _ in agent.there if start < until
        ]
        known = sorted([*shifts, *((at, number) for number, at in enumerate(self.load.opened) if at < until)])
        return [at for at, _ in known], [code for _, code in known]

    def _later(self, limit: int) -> None:
        """What comes before the limit: agents are done, customers come back."""
        coming, group, serves, leaves = self.coming, self.group, self.serves, self.leaves
        doing, done, waits, count = self.doing, self.course.done, self.load.waits, len(self.agents)
        while coming and coming[0] < limit:
            code = coming[0]
            at, who = code >> _BITS, code & _LOW
            if who >= count:
                heappop(coming)
                self._ask(who - count, at)
                continue
            turn = doing[who]
            done[turn] = at
            queue = self._first(serves[group[who]]) if at < leaves[who] else None
            if queue is None:
                heappop(coming)
                self._rest(who, at)
            else:
                heapreplace(coming, self._take(who, heappop(queue) & _LOW, at))
            if waits[turn] >= 0:
                heappush(coming, (at + waits[turn]) << _BITS | (turn + 1 + count))

    def _first(self, served: list[list[int]]) -> list[int] | None:
        """The queue with what is due first, of those that one serves; None if all are empty."""
        if len(served) == 1:
            return served[0] or None
        return min((queue for queue in served if queue), key=lambda queue: queue[0], default=None)

    def _take(self, agent: int, turn: int, at: int) -> int:
        """The agent begins with a turn; gives when that is done."""
        self.course.begun[turn] = at
        self.doing[agent] = turn
        end = at + self.load.works[turn]
        who = self.agents[agent]
        if end > self.leaves[agent] + who.stays:
            end = self._carried(agent, turn, at)
        return end << _BITS | agent

    def _carried(self, agent: int, turn: int, at: int) -> int:
        """When work that is longer than the shift is done, in the shifts that follow."""
        who = self.agents[agent]
        left, since = self.load.works[turn], at
        for start, end in who.there[self.shift[agent] :]:
            since = max(start, since)
            if since + left <= end + who.stays:
                return since + left
            left -= max(0, end - since)
        return NEVER

    def _free(self, helpers: list[list[int]], at: int) -> int:
        """One who is free and there; -1 if nobody is."""
        for idle in helpers:
            while idle:
                agent = idle.pop()
                self.listed[agent] = False
                if at < self.leaves[agent]:
                    return agent
        return -1

    def _rest(self, agent: int, at: int) -> None:
        """Nothing to do, or the shift is over."""
        self.doing[agent] = -1
        if at < self.leaves[agent]:
            self.idle[self.group[agent]].append(agent)
            self.listed[agent] = True

    def _arrive(self, agent: int, at: int) -> None:
        """A shift begins: the agent takes what is due first, unless work of the last one goes on."""
        self.shift[agent] += 1
        self.leaves[agent] = self.agents[agent].there[self.shift[agent]][1]
        if self.doing[agent] >= 0 or self.listed[agent]:
            return
        queue = self._first(self.serves[self.group[agent]])
        if queue is None:
            self._rest(agent, at)
        else:
            heappush(self.coming, self._take(agent, heappop(queue) & _LOW, at))

    def _ask(self, turn: int, at: int) -> None:
        """A ticket comes back."""
        self.course.asked[turn] = at
        skill = self.load.skill[turn]
        agent = self._free(self.helpers[skill], at)
        if agent < 0:
            heappush(self.queues[skill], self.again(turn, at) << _BITS | turn)
        else:
            heappush(self.coming, self._take(agent, turn, at))
