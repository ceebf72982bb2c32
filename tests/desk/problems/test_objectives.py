"""What the agreement sets for problems: due by the same fold as a ticket's promises, under the version of the opening."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from parola.desk.accounts.models import Person
from parola.desk.agreements import operations as agreements
from parola.desk.outbox.models import OutboxRow
from parola.desk.problems import alarms, operations, queries
from parola.desk.problems.models import Problem
from parola.desk.problems.verification import verify
from parola.desk.problems.vocabulary import AlarmFired
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


def fired(problem: Problem) -> list[tuple[str, tuple[str, ...]]]:
    facts = [each.fact for each in queries.history(problem) if isinstance(each.fact, AlarmFired)]
    names = dict(Person.objects.values_list("pk", "name"))
    return [(fact.key, tuple(names[person] for person in fact.to)) for fact in facts]


def test_the_owner_is_warned_and_who_leads_hears_of_a_miss(aiming: World) -> None:
    problem = opened(aiming)
    assert problem.next_alarm_at == after(hours=4)
    alarms.sweep(now=after(hours=4))
    alarms.sweep(now=after(hours=4))
    assert fired(problem) == [("workaround:1:P2:warning-50", ("Bob",))]
    alarms.sweep(now=after(hours=8))
    assert fired(problem)[1:] == [("workaround:1:P2:warning-80", ()), ("workaround:1:P2:due", ("Bob", "Lea"))]
    assert OutboxRow.objects.filter(kind=alarms.KIND).count() == 3
    assert verify().findings == ()


def test_it_is_told_by_mail_unless_it_is_solved_by_then(aiming: World) -> None:
    problem = opened(aiming)
    alarms.sweep(now=after(hours=8))
    row = OutboxRow.objects.filter(kind=alarms.KIND).order_by("pk")[0]
    mail = alarms.envelope(row, after(hours=8))
    assert mail is not None
    assert "CRE-PRB-1" in message_from_bytes(mail.data, policy=default)["Subject"]
    operations.solve(problem=problem, texts={"en": "It holds."}, by=aiming.bob, now=after(hours=9))
    assert alarms.envelope(row, after(hours=9)) is None
