"""Who is told at which step, and in which hours, as the agreement says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from parola.desk.accounts.models import Person
from parola.desk.teams.queries import crew_of
from parola.desk.tickets import notices, operations, queries
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import AlarmPolicy, Metric, NamedStep, Terms
from parola.sla.alarms import Alarm
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World


@dataclass(frozen=True)
class Desk:
    """Bob and Bea are agents, Lea leads, Max manages, Audrey audits."""

    world: World
    bea: Person
    max: Person

    def told(self, step: str, ticket: Ticket, policy: AlarmPolicy | None = None) -> list[str]:
        crew = crew_of(self.world.credenti, MONDAY)
        told = notices.recipients(
            alarm(Metric.FIRST_RESPONSE, step),
            ticket,
            crew,
            policy or AlarmPolicy(),
            top=ticket.tier,
            due=None,
            at=MONDAY,
        )
        return [crew.people[each.person].name for each in told]


@pytest.fixture
def desk(world: World) -> Desk:
    bea, boss = worlds.posted("bea", world.credenti, "agent"), worlds.posted("max", world.credenti, "manager")
    return Desk(world=world, bea=bea, max=boss)


@pytest.fixture
def taken(world: World) -> Ticket:
    """Bob has it."""
    return operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)


@pytest.mark.parametrize(
    ("step", "people"),
    [
        ("warning-50", ["Bob"]),
        ("warning-80", ["Bob", "Lea"]),
        ("due", ["Bob", "Lea", "Max"]),
        ("escalate", ["Bob", "Lea", "Bea"]),
        ("remind", ["Bob"]),
        ("silent", ["Lea", "Max"]),
        ("silent-day-3", []),
        ("warning-25", ["Bob"]),
        ("warning-65", ["Bob"]),
        ("warning-90", ["Bob", "Lea"]),
    ],
)
def test_as_usual(desk: Desk, taken: Ticket, step: str, people: list[str]) -> None:
    assert desk.told(step, taken) == people


def test_where_nobody_has_the_ticket_agents_and_leads_are_told_in_place_of_the_assignee(desk: Desk) -> None:
    ticket = desk.world.ticket()
    assert desk.told("warning-50", ticket) == ["Bob", "Lea", "Bea"]
    assert desk.told("due", ticket) == ["Bob", "Lea", "Bea", "Max"]


def test_who_has_left_is_not_told(desk: Desk, taken: Ticket) -> None:
    Person.objects.filter(pk=desk.world.bob.pk).update(is_active=False)
    present = queries.with_relations(Ticket.objects.all()).get(pk=taken.pk)
    assert desk.told("warning-50", present) == ["Lea", "Bea"]


def test_the_agreement_says_who(desk: Desk, taken: Ticket) -> None:
    policy = AlarmPolicy(tell={"warning-50": ("manager",), "warning-80": ("lead", "manager"), "due": ("assignee",)})
    assert desk.told("warning-50", taken, policy) == ["Max"]
    assert desk.told("warning-60", taken, policy) == ["Max"]
    assert desk.told("warning-80", taken, policy) == ["Lea", "Max"]
    assert desk.told("due", taken, policy) == ["Bob"]


def test_a_named_step_says_who(desk: Desk, taken: Ticket) -> None:
    step = NamedStep(id="duty", metric=Metric.RESOLUTION, after=0.5, tell=("manager",), name={}, text={})
    assert desk.told("step-duty", taken, AlarmPolicy(steps=(step,))) == ["Max"]


def test_what_would_be_for_nobody_is_for_the_agents(desk: Desk, taken: Ticket) -> None:
    desk.max.posts.all().delete()
    assert desk.told("due", taken, AlarmPolicy(tell={"due": ("manager",)})) == ["Bob", "Lea", "Bea"]


def alarm(metric: Metric, step: str = "due") -> Alarm:
    return Alarm(at=MONDAY, metric=metric, cycle=1, priority="P1", step=step)


def with_hours(terms: Terms, **calendars: str) -> Terms:
    policy = AlarmPolicy(calendars={Metric(metric): calendar for metric, calendar in calendars.items()})
    return replace(terms, agreement=replace(terms.agreement, alarms=policy))


def test_outside_the_hours_of_a_metric_people_are_told_at_the_opening(world: World) -> None:
    """The contract's hours are 09:00 to 17:00 in Madrid."""
    terms = with_hours(queries.terms(world.ticket()), update="contract")
    saturday = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
    assert notices.opening(alarm(Metric.UPDATE), terms, saturday) == datetime.fromisoformat("2026-11-23T08:00:00+00:00")
    assert notices.opening(alarm(Metric.FIRST_RESPONSE), terms, saturday) is None
    assert notices.opening(alarm(Metric.UPDATE), terms, MONDAY) is None
