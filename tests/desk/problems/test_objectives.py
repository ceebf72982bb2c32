"""What the agreement sets for problems: due by the same fold as a ticket's promises, under the version of the opening."""

from __future__ import annotations

import pytest

from parola.desk.agreements import operations as agreements
from parola.desk.problems import operations, queries
from parola.desk.problems.models import Problem
from parola.desk.problems.verification import verify
from parola.policy import library
from parola.sla.clock import State
from parola.sla.metric import Metric
from tests.desk.world import MONDAY, World, after

AIMS = """
problems:
  workaround: {on: always, P1: 4h, all: 8h}
  cause: {on: always, all: 2d}
  resolution: {on: always, P1: 10d, all: best effort}
"""


@pytest.fixture
def aiming(world: World) -> World:
    """Credenti sets itself times for problems since this morning."""
    source = library.load("credenti").source + AIMS
    agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    return world


def opened(world: World, priority: str = "P2") -> Problem:
    return operations.open_problem(
        brand=world.credenti, tickets=[], title="No login", priority=priority, by=world.bob, now=MONDAY
    )


def states(problem: Problem, hours: float) -> dict[Metric, State]:
    now = after(hours=hours)
    return {clock.metric: clock.state(now) for clock in queries.timeline(problem).at(now).clocks}


def test_without_objectives_nothing_is_due(world: World) -> None:
    problem = opened(world)
    assert (problem.due_at, problem.next_alarm_at) == (None, None)
    assert queries.timeline(problem).clocks == ()


def test_what_is_due_first_is_known(aiming: World) -> None:
    problem = opened(aiming)
    assert (problem.due_at, problem.due_metric) == (after(hours=8), "workaround")
    problem = operations.write_workaround(
        problem=problem, texts={"en": "Use the app."}, by=aiming.bob, now=after(hours=5)
    )
    assert (problem.due_at, problem.due_metric) == (after(hours=48), "cause")


def test_what_came_in_time_is_kept_and_what_came_late_is_missed(aiming: World) -> None:
    problem = operations.write_workaround(
        problem=opened(aiming), texts={"en": "Use the app."}, by=aiming.bob, now=after(hours=9)
    )
    problem = operations.find_cause(problem=problem, cause="A leak.", by=aiming.bob, now=after(hours=20))
    problem = operations.solve(problem=problem, texts={"en": "It holds."}, by=aiming.bob, now=after(hours=90))
    assert states(problem, 100) == {
        Metric.WORKAROUND: State.MISSED, Metric.CAUSE: State.MET, Metric.RESOLUTION: State.BEST_EFFORT,
    }  # fmt: skip
    assert (problem.due_at, problem.missed) == (None, 1)


def test_what_proved_wrong_was_never_reached(aiming: World) -> None:
    problem = operations.write_workaround(
        problem=opened(aiming), texts={"en": "Use the app."}, by=aiming.bob, now=after(hours=5)
    )
    problem = operations.withdraw(
        problem=problem, found="workaround", reason="It fails", by=aiming.bob, now=after(hours=6)
    )
    assert (problem.due_at, problem.due_metric) == (after(hours=8), "workaround")


def test_another_priority_counts_as_on_a_ticket(aiming: World) -> None:
    problem = operations.set_impact(
        problem=opened(aiming), priority="P1", reason="All hospitals", by=aiming.bob, now=after(hours=1)
    )
    assert problem.due_at == after(hours=5)


def test_a_later_version_of_the_agreement_changes_nothing(aiming: World) -> None:
    problem = opened(aiming)
    source = library.load("credenti").source + AIMS.replace("all: 8h", "all: 1h")
    agreements.publish(brand=aiming.credenti, source=source, by=None, now=after(hours=1))
    problem = operations.note(problem=problem, text="Look.", by=aiming.bob, now=after(hours=1))
    assert problem.due_at == after(hours=8)
    assert verify().findings == ()
