"""What the simulation makes of a ticket is what the fold makes of its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from parola.lab.simulation.demand import demand
from parola.lab.simulation.draws import Draw
from parola.lab.simulation.engine import run
from parola.lab.simulation.load import Course
from parola.lab.simulation.outcomes import Prepared, answers, ended, prepare
from parola.lab.simulation.promises import METRICS
from parola.lab.simulation.roster import Roster, skills_of
from parola.policy import holidays
from parola.policy.read import read
from parola.policy.terms import ContractTerms, resolve
from parola.sla.agreement import Terms
from parola.sla.attainment import Promised, outcomes
from parola.sla.clock import State
from parola.sla.compiled import moment
from parola.sla.events import Event, Message, Opened, Resolved, Resumed, Waiting
from parola.sla.table import NEVER
from parola.sla.timeline import fold
from tests.lab.simulation.support import MONDAY, shift, stream, terms

WEEK = 7 * 86_400_000_000
END = MONDAY + 2 * WEEK

EVERYTHING = """
id: everything
title: A desk
vendor: A vendor
languages: [en]
priorities:
  P1: {name: Urgent, definition: Down, example: Down}
  P2: {name: Normal, definition: A question, example: A question}
default_priority: P2
calendars:
  office: {name: Office, hours: mon-fri 09:00-17:00}
contract_calendars: [office]
pauses: {resolution: [customer]}
plans:
  all:
    name: All
    channels: [web]
    hours: Office hours
    targets:
      first_response: {on: contract, P1: 1h, P2: end of business day 1}
      next_response: {on: contract, P1: 30m, P2: 4h}
      resolution: {on: contract, P1: 4h, P2: 2 business days}
"""


def everything() -> Terms:
    """Promises of every kind that is simulated, by the hour and by the day, resolution standing still for the customer."""
    return resolve(read(EVERYTHING).agreement, "all", ContractTerms(timezone="Europe/Madrid"), holidays.table(()))


def prepared(known: Terms, priorities: tuple[str, ...], answer: Draw | None) -> tuple[Prepared, Course]:
    """Two weeks of a desk that is a little too small."""
    streams = [stream(known, priority, 0.5, again=0.4, answer=answer) for priority in priorities]
    found = prepare(demand(streams, MONDAY, END, np.random.SeedSequence(7)))
    skills, queues = skills_of(found.demand)
    agents = Roster(shifts=(shift("day", "mon-fri 08:00-16:00", 4),), stays=600_000_000).agents(skills, MONDAY, END)
    return found, run(found.load(queues), agents, END, found.again())


def history(found: Prepared, course: Course, ticket: int) -> Iterator[Event]:
    """The events of a simulated ticket."""
    known, answered = found.demand, answers(found.demand, course)
    priority = known.streams[int(known.stream[ticket])].kind.priority
    yield Opened(at=moment(int(known.opened[ticket])), priority=priority)
    for turn in np.flatnonzero(known.ticket == ticket).tolist():
        if course.asked[turn] == NEVER:
            return
        if turn > known.starts[ticket]:
            yield Resumed(at=moment(course.asked[turn]))
            yield Message(at=moment(course.asked[turn]), sender="customer")
        if answered[turn] < END:
            yield Message(at=moment(int(answered[turn])), sender="support")
        if course.done[turn] == NEVER:
            return
        ends = known.waits[turn] < 0
        yield (
            Resolved(at=moment(course.done[turn])) if ends else Waiting(at=moment(course.done[turn]), reason="customer")
        )


@pytest.mark.parametrize("answer", [None, Draw(mean=300)], ids=["at-the-end", "early"])
@pytest.mark.parametrize(
    ("known", "priorities"),
    [
        (everything(), ("P1", "P2")),
        (terms("credenti", "premium"), ("P1", "P4")),
        (terms("cloudtalk", "advanced"), ("P1", "P3")),
        (terms("native", "native"), ("critical", "normal")),
    ],
    ids=["everything", "credenti", "cloudtalk", "native"],
)
def test_every_simulated_clock_ends_as_the_fold_of_its_ticket_says(
    known: Terms, priorities: tuple[str, ...], answer: Draw | None
) -> None:
    found, course = prepared(known, priorities, answer)
    simulated: Counter[tuple[Promised, State, int]] = Counter()
    for each in ended(found, course):
        over = each.counted(0, END)
        for due, done in zip(each.due[over].tolist(), each.done[over].tolist(), strict=True):
            simulated[each.promised, State.MET if done <= due else State.MISSED, min(due, done)] += 1
    folded: Counter[tuple[Promised, State, int]] = Counter()
    for ticket in range(len(found.demand.opened)):
        now = moment(END)
        for outcome in outcomes(fold(history(found, course, ticket), known).at(now).clocks, now):
            if outcome.promised.metric in METRICS and outcome.state in (State.MET, State.MISSED):
                micros = (outcome.at - moment(0)) // (moment(1) - moment(0))
                folded[outcome.promised, outcome.state, micros] += 1
    assert simulated == folded
    assert {state for _, state, _ in folded} == {State.MET, State.MISSED}
