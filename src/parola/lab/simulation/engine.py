"""The desk event by event: what is asked waits in queues, the due first; whoever can and is free takes the first of them.

Instants are whole microseconds of UTC since 1970, as in the core's tables. Nothing is drawn here: all chances were taken when
the load was made, so that the same load meets every roster alike.

At one instant shifts end and begin first, then tickets are opened, then work is done, and last customers come back. Of several
who are free and can do equally little, the one who became free last takes what comes.

An *event* is a whole number: an instant in ticks (see `load`), and below it whom it is about: a crew of which somebody is done, a turn
whose customer comes back, or a change of shifts. Added to the event in which a turn begins, its length gives the event in which
it is done. What is known from the start is never put into the heap of events: tickets stand in a list, and of the changes
of shifts the next one alone is in the heap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush, heapreplace
from itertools import chain, islice

import numpy as np

from parola.sla.table import NEVER

from .crews import Agent, Crew, Queue, staff
from .load import BACK, FOLLOWED, Course, Load

Again = Callable[[int, int], int]
"""When what a turn owes is due, if it is asked for at an instant."""
_LAST = 1 << 120
"""After every event."""


def run(load: Load, agents: Sequence[Agent], until: int, again: Again | None = None) -> Course:
    """Let the agents do the load, from the first instant to `until`.

    What comes back is due when the load says, or by `again` if that is earlier. ValueError where the agents are of too many kinds.
    """
    return _Desk(load, agents, until, again).run()


class _Desk:
    """The state of a run."""

    def __init__(self, load: Load, agents: Sequence[Agent], until: int, again: Again | None) -> None:
        self.load, self.until, self.again = load, until, again
        known = staff(agents, load.kinds)
        self.crews, self.queues, self.helpers = known.crews, known.queues, known.helpers
        if len(self.crews) > BACK:
            message = f"too many kinds of people for one run: {len(self.crews)}"
            raise ValueError(message)
        self.coming = [_LAST]
        """A heap of the events that come."""
        self.changes = sorted(self._changes(), reverse=True)
        self._await_change()
        self.back: list[int] = []
        """The events in which customers came back."""
        self.begun = [0] * len(load.works)
        """By turn, the event in which it was taken up; 0 where it did not wait."""
        self.carried: dict[int, int] = {}
        """When work was done that went on with a later shift, by turn."""
        self.serves: list[Queue] = [[] for _ in self.crews]
        """By crew, which queue it serves: while nobody of it is there, one in which nothing ever waits."""
        self.others: list[tuple[Queue, ...]] = [() for _ in self.crews]
        """And which more."""
        self.homes = [crew.away for crew in self.crews]
        """Where who is done stays while nothing waits: with those who are free, or away."""
        self.limits = [0] * len(self.crews)
        """By which event work is done if it does not go on with a later shift."""

    def run(self) -> Course:  # noqa: C901  # the one loop that counts: calls would double what most events cost
        """Every event in its turn: what is earlier than each ticket, then the ticket. The last is none, and is there to end the run."""
        load, coming, begun, homes, limits = self.load, self.coming, self.begun, self.homes, self.limits
        serves, others, lengths, crews, low = self.serves, self.others, load.lengths, len(self.crews), load.low
        helpers, queues = [*self.helpers, []], [*self.queues, []]
        over = load.tick(self.until)
        count = bisect_left(load.opens, over)
        tickets = islice(zip(load.opens, load.firsts, load.first_skills, load.first_orders, strict=True), count)
        for at, turn, skill, order in chain(tickets, [(over, -1, -1, 0)]):
            while (event := coming[0]) < at:
                crew = event & low
                if crew >= crews:
                    self._other(event, crew)
                    continue
                queue = serves[crew]
                for other in others[crew]:
                    if other and (not queue or other[0] < queue[0]):
                        queue = other
                if queue:
                    following = heappop(queue) & low
                    begun[following] = event
                    done = event + lengths[following]
                    heapreplace(coming, done if done <= limits[crew] else self._longer(done, crew, following))
                else:
                    homes[crew].append(crew)
                    heappop(coming)
            for idle in helpers[skill]:
                if idle:
                    crew = idle.pop()
                    done = at + crew + lengths[turn]
                    heappush(coming, done if done <= limits[crew] else self._longer(done, crew, turn))
                    break
            else:
                heappush(queues[skill], order)
        return self._course(count)

    def _longer(self, done: int, crew: int, turn: int) -> int:
        """The event in which work is done that the ticket's next turn follows, or that goes on with a later shift."""
        back = self.load.backs[turn]
        if back:
            done -= FOLLOWED
        if done > self.limits[crew]:
            work = int(self.load.works[turn])
            self.carried[turn] = self.crews[crew].finish(self.load.instant(done) - work, work)
            done = self.load.tick(self.carried[turn]) + crew
        if back:
            heappush(self.coming, done - crew + back)
        return done

    def _other(self, event: int, code: int) -> None:
        """A change of shifts, or a customer who comes back."""
        heappop(self.coming)
        if code == self.load.low:
            self._change()
            return
        self.back.append(event)
        turn, at = code - BACK, event - code
        skill = self.load.skills[turn]
        for idle in self.helpers[skill]:
            if idle:
                self._take(idle.pop(), turn, at)
                return
        order = self.load.orders[turn]
        if self.again is not None:
            order = min(order, self.load.tick(self.again(turn, self.load.instant(at))) + turn)
        heappush(self.queues[skill], order)

    def _take(self, crew: int, turn: int, at: int) -> None:
        """One of a crew begins with a turn."""
        done = at + crew + self.load.lengths[turn]
        heappush(self.coming, done if done <= self.limits[crew] else self._longer(done, crew, turn))

    def _changes(self) -> Iterator[tuple[int, bool, int]]:
        """When shifts end and begin, and of which crew."""
        for crew in self.crews:
            for start, end in crew.there:
                if start < self.until:
                    yield start, True, crew.number
                    yield end, False, crew.number

    def _await_change(self) -> None:
        """The next change comes before all else of its instant: it is the last event of the microsecond before."""
        if self.changes:
            heappush(self.coming, self.load.tick(self.changes[-1][0]) - 1)

    def _change(self) -> None:
        at, begins, number = self.changes.pop()
        if begins:
            self._begin(self.crews[number], self.load.tick(at))
        else:
            self._end(self.crews[number])
        self._await_change()

    def _begin(self, crew: Crew, at: int) -> None:
        """A shift begins: each takes what is due first, but who still works on what the one before left."""
        crew.shift += 1
        number, came = crew.number, len(crew.away)
        self.serves[number], self.others[number] = crew.queues[0], crew.queues[1:]
        self.homes[number] = crew.idle
        self.limits[number] = self.load.tick(crew.there[crew.shift][1] + crew.stays) + self.load.low
        crew.away.clear()
        while came and (waiting := [queue for queue in crew.queues if queue]):
            turn = heappop(min(waiting)) & self.load.low
            self.begun[turn] = at
            self._take(number, turn, at)
            came -= 1
        crew.idle += [number] * came

    def _end(self, crew: Crew) -> None:
        """A shift ends: who is free goes, and who is at work when it is done."""
        number = crew.number
        self.serves[number], self.others[number], self.homes[number] = [], (), crew.away
        crew.away.extend(each for each in crew.idle if each == number)
        crew.idle[:] = [each for each in crew.idle if each != number]

    def _course(self, count: int) -> Course:
        """What became of each turn, of so many tickets."""
        load = self.load
        asked = np.full(len(load.works), NEVER)
        asked[load.starts[:count]] = load.opened[:count]
        asked[[(event & load.low) - BACK for event in self.back]] = load.instants(self.back)
        begun = load.instants(self.begun)
        begun = np.where(begun > load.origin, begun, asked)
        begun[[order & load.low for queue in self.queues for order in queue]] = NEVER
        done = np.where(begun < NEVER, begun + load.works, NEVER)
        done[list(self.carried)] = list(self.carried.values())
        done[done >= self.until] = NEVER
        return Course(asked, begun, done)
