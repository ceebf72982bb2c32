"""Alarms reach somebody: those of the team that holds the ticket who are there, and a ticket goes where its tier is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, escalating, operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.verification import verify
from parola.desk.tickets.vocabulary import AlarmFired, Assigned, Escalated
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.tickets import ruled
from tests.desk.world import MONDAY, World, after

HALF = after(minutes=60)
AHEAD = after(minutes=228)
"""When a critical ticket of the brand with tiers is escalated by the desk."""


@pytest.fixture
def bea(world: World) -> Person:
    return worlds.posted("bea", world.credenti, "agent")


def fired(ticket: Ticket) -> AlarmFired:
    """The one alarm of the ticket."""
    (found,) = [event.fact for event in queries.history(ticket) if isinstance(event.fact, AlarmFired)]
    return found


def written_to() -> list[int]:
    return [row.payload["to"] for row in OutboxRow.objects.filter(payload__template="alarm").order_by("pk")]


def test_who_is_on_shift_is_told_and_the_event_says_why(world: World, bea: Person) -> None:
    mornings, evenings = (made.team(world.credenti, name, who) for name, who in (("a", world.bob), ("b", bea)))
    made.shift(mornings, 8, 14)
    made.shift(evenings, 14, 22)
    ticket = world.ticket(priority="P1")
    alarms.sweep(now=HALF)
    assert (fired(ticket).to, fired(ticket).because) == ([world.bob.pk], {world.bob.pk: "team"})
    assert written_to() == [world.bob.pk]


def test_who_has_it_and_is_there_needs_no_reason(world: World) -> None:
    made.shift(made.team(world.credenti, "a", world.bob, world.lea), 8, 18)
    ticket = operations.assign(ticket=world.ticket(priority="P1"), by=world.bob, assignee=world.bob, now=MONDAY)
    alarms.sweep(now=HALF)
    assert (fired(ticket).to, fired(ticket).because) == ([world.bob.pk], {})


def test_who_is_away_is_stood_in_for(world: World, bea: Person) -> None:
    made.team(world.credenti, "a", world.bob, bea)
    ticket = operations.assign(ticket=world.ticket(priority="P1"), by=world.bob, assignee=world.bob, now=MONDAY)
    made.away(world.bob, MONDAY, bea, days=3)
    alarms.sweep(now=HALF)
    assert fired(ticket).instead_of == {bea.pk: world.bob.pk}
    assert written_to() == [bea.pk]


def test_what_waits_for_hours_is_told_to_who_is_there_then(world: World, bea: Person) -> None:
    """The team's hours are those of the instant at which the notice leaves, not of the alarm."""
    vendor = worlds.brand("late", "LAT")
    source = worlds.varied_credenti()
    source += "\nalarms: {on: contract}\n"
    agreements.publish(brand=vendor, source=source, by=None, now=after(days=-100))
    agreements.sign(
        organization=world.acme,
        brand=vendor,
        plan="premium",
        first_day=worlds.SIGNED,
        timezone="Europe/Madrid",
        now=MONDAY,
    )
    for somebody in (world.bob, bea):
        Post.objects.create(person=somebody, brand=vendor, role="agent")
    nights, days = made.team(vendor, "nights", world.bob), made.team(vendor, "days", bea)
    made.shift(nights, 20, 6)
    made.shift(days, 8, 20)
    at = after(hours=12)
    ticket = world.ticket(brand=vendor, priority="P1", submitted_at=at, now=at)
    alarms.sweep(now=after(hours=12, minutes=15))
    assert fired(ticket).held_until == after(hours=23)
    assert fired(ticket).to == [bea.pk]


def test_where_nobody_works_any_more_the_administrator_is_told(world: World) -> None:
    for somebody in (world.bob, world.lea):
        made.away(somebody, MONDAY, days=3)
    ticket = world.ticket(priority="P1")
    alarms.sweep(now=HALF)
    assert fired(ticket).because == {world.root.pk: "administrator"}


def escalated(ticket: Ticket) -> list[Escalated | Assigned]:
    """What its history says of tiers and of who has it."""
    return [event.fact for event in queries.history(ticket) if isinstance(event.fact, Escalated | Assigned)]


def taken(world: World, plan: str = "hybrid") -> Ticket:
    """A ticket of a brand with tiers, which Bob has."""
    vendor = worlds.altamar(world, plan)
    ticket = world.ticket(brand=vendor, priority="critical")
    return operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=MONDAY)


def test_at_the_next_tier_it_is_for_the_team_there(world: World) -> None:
    ticket = taken(world)
    made.team(ticket.brand, "first", world.bob, tiers=[1])
    made.team(ticket.brand, "second", world.lea, tiers=[2, 3])
    ticket = escalating.escalate(ticket=ticket, by=world.bob, now=MONDAY)
    assert (ticket.tier, ticket.holder, ticket.assignee) == (2, 2, None)
    assert escalated(ticket)[1:] == [Escalated(tier=2), Assigned(assignee=None, why="tier")]
    ticket = operations.assign(ticket=ticket, by=world.lea, assignee=world.lea, now=MONDAY)
    ticket = escalating.escalate(ticket=ticket, by=world.lea, now=MONDAY)
    assert (ticket.tier, ticket.assignee) == (3, world.lea)


def test_without_teams_whoever_has_it_keeps_it(world: World) -> None:
    ticket = escalating.escalate(ticket=taken(world), by=world.bob, now=MONDAY)
    assert (ticket.tier, ticket.assignee) == (2, world.bob)


def test_a_tier_that_is_only_informed_takes_nothing(world: World) -> None:
    ticket = taken(world, "native")
    made.team(ticket.brand, "first", world.bob, tiers=[1])
    made.team(ticket.brand, "second", world.lea, tiers=[2])
    ticket = escalating.escalate(ticket=ticket, by=world.bob, now=MONDAY)
    assert (ticket.tier, ticket.holder, ticket.assignee) == (2, 1, world.bob)


def test_an_escalation_by_the_desk_is_told_to_the_team_there_and_hands_the_ticket_on(world: World) -> None:
    ticket = taken(world)
    made.team(ticket.brand, "first", world.bob, tiers=[1])
    made.team(ticket.brand, "second", world.lea, tiers=[2, 3])
    ruled.sweep_all(AHEAD)
    ticket = queries.again(ticket)
    assert (ticket.tier, ticket.assignee) == (2, None)
    told = [event.fact for event in queries.history(ticket) if isinstance(event.fact, AlarmFired)]
    assert [fact.to for fact in told if fact.step == "escalate"] == [[world.lea.pk]]
    assert verify().findings == ()


def test_the_product_is_a_column(world: World) -> None:
    assert world.ticket(facts={"product": "vault"}).product == "vault"
    assert world.ticket().product == ""


@pytest.mark.parametrize("teams", [0, 6])
def test_a_sweep_asks_as_often_whatever_the_teams(world: World, teams: int, django_assert_max_num_queries: Any) -> None:
    for number in range(teams):
        team = made.team(world.credenti, f"team {number}", world.bob, world.lea)
        made.shift(team, number, number + 9)
        made.shift(team, number, number + 9, world.bob)
        made.away(world.lea, after(days=number), world.bob, hours=5)
    world.ticket(priority="P1")
    with django_assert_max_num_queries(45):
        alarms.sweep(now=HALF)


def test_a_swept_ticket_asks_nothing_of_its_own_about_teams(world: World) -> None:
    made.shift(made.team(world.credenti, "a", world.bob, world.lea), 8, 18)

    def questions(tickets: int) -> int:
        for _ in range(tickets):
            world.ticket(priority="P1")
        with CaptureQueriesContext(connection) as seen:
            alarms.sweep(now=HALF)
        return len([query for query in seen if '"teams_' in query["sql"] or "accounts_post" in query["sql"]])

    assert questions(1) == questions(5)
