"""What became of the promises of a simulated run: the same rules as everywhere (`sla.attainment`), for all tickets at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.sla.agreement import Metric
from parola.sla.attainment import Promised
from parola.sla.table import NEVER

from .demand import Demand, Kind
from .draws import Micros
from .engine import Again
from .load import Course, Load
from .promises import Lane, due_paused, lanes_of, promised_by
from .week import HOURS, hours_of_week

_FOR_CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """The clocks of one kind: of which tickets, since when they run, when they are due and when they were done (`NEVER`: not at all)."""

    promised: Promised
    ticket: NDArray[np.intp]
    began: Micros
    due: Micros
    done: Micros

    @property
    def met(self) -> NDArray[np.bool_]:
        """Which were done at or before their due instant."""
        return self.done <= self.due

    def counted(self, since: int, until: int) -> NDArray[np.bool_]:
        """Which of them ended in `[since, until)` with a verdict: met when done, missed when due."""
        at = np.minimum(self.done, self.due)
        return (since <= at) & (at < until) & (self.due < NEVER)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A demand with what it is promised: which clocks each ticket has, and in which order its turns are taken."""

    demand: Demand
    lanes: tuple[tuple[Lane, ...], ...]
    """The sets of clocks that occur."""
    of_ticket: NDArray[np.intp]
    """Which of them each ticket has."""
    due: Micros
    """When the first of a ticket's promises is due, by its opening."""

    def again(self) -> Again | None:
        """When the answer is due that is owed to a customer who writes again; None where none is ever promised."""
        owed = [
            [lane for lane in lanes if lane.metric is Metric.NEXT_RESPONSE and not lane.goal] for lanes in self.lanes
        ]
        if not any(owed):
            return None
        wanted, lanes_of_turn = self.demand.wanted, self.of_ticket[self.demand.ticket]

        def due(turn: int, at: int) -> int:
            answers = owed[lanes_of_turn[turn]] if wanted[turn] else []
            return min((lane.due_again(at) for lane in answers), default=NEVER)

        return due

    def load(self, skills: NDArray[np.intp]) -> Load:
        """What the engine is given; `skills` are the queues of the turns."""
        known = self.demand
        return Load(
            opened=known.opened,
            starts=known.starts,
            due=self.due[known.ticket],
            skill=skills,
            works=known.works,
            waits=known.waits,
        )


def prepare(known: Demand) -> Prepared:
    """Find out what each ticket is promised."""
    lanes: list[tuple[Lane, ...]] = []
    of_ticket = np.zeros(len(known.opened), dtype=np.intp)
    due = np.full(len(known.opened), NEVER)
    for number, stream in enumerate(known.streams):
        own = np.flatnonzero(known.stream == number)
        if not len(own):
            continue
        for chosen, found in lanes_of(stream.kind, known.opened[own]):
            some = own[chosen]
            of_ticket[some] = len(lanes)
            lanes.append(found)
            for lane in found:
                if lane.metric is not Metric.NEXT_RESPONSE and not lane.goal:
                    due[some] = np.minimum(due[some], lane.due(known.opened[some])[0])
    return Prepared(known, tuple(lanes), of_ticket, due)


def ended(prepared: Prepared, course: Course) -> Iterator[Ended]:
    """The clocks of all tickets."""
    asked, done = course.asked, course.done
    answered = answers(prepared.demand, course)
    for number, lanes in enumerate(prepared.lanes):
        tickets = np.flatnonzero(prepared.of_ticket == number)
        for lane in lanes:
            if lane.metric is Metric.FIRST_RESPONSE:
                yield from _answers(prepared, lane, prepared.demand.starts[tickets], asked, answered)
            elif lane.metric is Metric.NEXT_RESPONSE:
                yield from _answers(prepared, lane, _later(prepared.demand, tickets, asked), asked, answered)
            else:
                yield from _resolutions(prepared, lane, tickets, asked, done)


def answers(known: Demand, course: Course) -> Micros:
    """When the customer is answered in each turn; `NEVER` where it was not taken up."""
    early = np.minimum(course.begun + known.answers, NEVER)
    return np.where(known.answers < known.works, early, course.done)


def _later(known: Demand, tickets: NDArray[np.intp], asked: Micros) -> NDArray[np.intp]:
    """The turns of these tickets for which the customer wrote once more."""
    later = known.wanted & (asked < NEVER)
    later[known.starts] = False
    return np.flatnonzero(later & np.isin(known.ticket, tickets))


def _answers(
    prepared: Prepared, lane: Lane, turns: NDArray[np.intp] | NDArray[np.int64], asked: Micros, done: Micros
) -> Iterator[Ended]:
    known = turns[asked[turns] < NEVER]
    if len(known):
        due, ruling = lane.due(asked[known])
        ticket = prepared.demand.ticket[known]
        yield from _by_target(lane, ruling, Ended(lane.own, ticket, asked[known], due, done[known]))


def _resolutions(
    prepared: Prepared, lane: Lane, tickets: NDArray[np.intp], asked: Micros, done: Micros
) -> Iterator[Ended]:
    """Resolutions: the last turn is the end. While the customer has to write the clock stands still, where the agreement says so."""
    known = prepared.demand
    tickets = tickets[asked[known.starts[tickets]] < NEVER]
    if not len(tickets):
        return
    last = np.append(known.starts[1:], len(known.ticket))[tickets] - 1
    due, ruling = lane.due(asked[known.starts[tickets]])
    if _pauses(known.streams[int(known.stream[tickets[0]])].kind):
        for place in np.flatnonzero(last > known.starts[tickets]).tolist():
            turns = slice(int(known.starts[tickets[place]]), int(last[place]) + 1)
            due[place], ruling[place] = _paused(lane, asked[turns], done[turns])
    yield from _by_target(lane, ruling, Ended(lane.own, tickets, asked[known.starts[tickets]], due, done[last]))


def _pauses(kind: Kind) -> bool:
    return _FOR_CUSTOMER in kind.terms.agreement.pauses.get(Metric.RESOLUTION, frozenset())


def _paused(lane: Lane, asked: Micros, done: Micros) -> tuple[int, int]:
    """When the resolution is due, and by which target."""
    count = int((asked < NEVER).sum())
    turns = asked[:count].tolist(), done[:count].tolist()
    dues = [due_paused(target, calendar, *turns) for target, calendar in lane.targets]
    return min(dues), dues.index(min(dues))


def _by_target(lane: Lane, ruling: NDArray[np.intp], clocks: Ended) -> Iterator[Ended]:
    """The clocks by the target that rules them: it says the priority and whether it is a promise."""
    for place in np.unique(ruling).tolist():
        own = ruling == place
        yield Ended(
            promised_by(lane.targets[place][0]),
            clocks.ticket[own],
            clocks.began[own],
            clocks.due[own],
            clocks.done[own],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What ended in a stretch of time: met and missed by what was promised, and by the hour of the week in which it was asked."""

    met: Counter[Promised]
    missed: Counter[Promised]
    asked_in: NDArray[np.int64]
    missed_in: NDArray[np.int64]


def tally(found: Iterable[Ended], since: int, until: int, timezone: str) -> Tally:
    """Count what ended in `[since, until)`; hours are those of the zone. Goals are counted, but are no part of the hours."""
    met: Counter[Promised] = Counter()
    missed: Counter[Promised] = Counter()
    asked_in, missed_in = np.zeros(HOURS, dtype=np.int64), np.zeros(HOURS, dtype=np.int64)
    for each in found:
        counted = each.counted(since, until)
        kept = each.met[counted]
        met[each.promised] += int(kept.sum())
        missed[each.promised] += int((~kept).sum())
        if not each.promised.goal:
            hours = hours_of_week(timezone, each.began[counted])
            asked_in += np.bincount(hours, minlength=HOURS)
            missed_in += np.bincount(hours[~kept], minlength=HOURS)
    return Tally(met, missed, asked_in, missed_in)
