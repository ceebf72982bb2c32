"""Where a ticket was while it was at work is what its record says, however the worker came to read it; and the flow is counted of that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Brand
from parola.desk.reports import backlog, load, parts, stays
from parola.desk.reports.models import Stay
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import escalating, joining, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.summary import Summary
from parola.sla.zones import zone_of
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after

DAY = timedelta(days=1)
SUMMARY = Summary(asked="No login", tried="Restarted it.", searched="Nothing fits.", missing="")


@pytest.fixture
def vendor(world: World) -> Brand:
    """A vendor of three tiers."""
    return worlds.altamar(world, "hybrid")


def followed() -> None:
    while stays.follow():
        pass
    stays.follow()


def of(world: World, brand: Brand, **given: Any) -> parts.Part:
    """Ten days."""
    last = MONDAY + 10 * DAY
    return parts.part(person=world.root, brand=brand, **{"first": MONDAY, "last": last, "now": last} | given)


def told(ticket: Ticket) -> list[tuple[Any, ...]]:
    rows = Stay.objects.filter(ticket=ticket).order_by("first_at")
    return [(row.began, row.tier, row.person_id, row.first_at, row.last_at, row.done) for row in rows]


def test_a_stay_ends_where_the_ticket_changes_hands_or_comes_to_its_end(world: World, vendor: Brand) -> None:
    ticket = world.ticket(brand=vendor, priority="critical")
    root = world.root.pk
    ticket = operations.assign(ticket=ticket, by=world.root, assignee=world.root, now=after(hours=1))
    ticket = escalating.escalate(ticket=ticket, by=world.root, summary=SUMMARY, now=after(hours=2))
    had = ticket.assignee_id
    ticket = operations.resolve(ticket=ticket, by=world.root, now=after(hours=3))
    ticket = operations.reopen(ticket=ticket, by=world.root, now=after(hours=9))
    followed()
    assert told(ticket) == [
        ("opened", 1, None, ticket.opened_at, after(hours=1), False),
        ("moved", 1, root, after(hours=1), after(hours=2), False),
        ("moved", 2, had, after(hours=2), after(hours=3), True),
        ("reopened", 2, had, after(hours=9), None, False),
    ]
    assert stays.read_up_to() is None


def test_one_that_turned_out_to_be_none_was_nowhere(world: World, vendor: Brand) -> None:
    ticket = world.ticket(brand=vendor, priority="critical")
    followed()
    assert len(told(ticket)) == 1
    joining.mark_spam(ticket=ticket, by=world.root, now=after(hours=1))
    assert stays.read_up_to() == after(hours=1)
    followed()
    assert told(ticket) == []


def test_read_again_from_the_beginning_the_record_says_the_same(world: World, vendor: Brand) -> None:
    tickets = [world.ticket(brand=vendor, priority="critical") for _ in range(3)]
    operations.resolve(ticket=tickets[0], by=world.root, now=after(hours=3))
    followed()
    before = [told(ticket) for ticket in tickets]
    stays.begin_anew()
    followed()
    assert [told(ticket) for ticket in tickets] == before


@pytest.fixture
def some(world: World, vendor: Brand) -> list[Ticket]:
    """Of four tickets of a day, one is done on its day, one two days later and again after three, two go on."""
    tickets = [world.ticket(brand=vendor, priority="critical") for _ in range(4)]
    operations.resolve(ticket=tickets[0], by=world.root, now=after(hours=1))
    again = operations.resolve(ticket=tickets[1], by=world.root, now=after(days=2))
    again = operations.reopen(ticket=again, by=world.root, now=after(days=4))
    operations.resolve(ticket=again, by=world.root, now=after(days=5))
    operations.assign(ticket=tickets[2], by=world.root, assignee=world.root, now=after(days=1))
    followed()
    return tickets


@pytest.mark.usefixtures("some")
def test_what_is_left_over_is_what_came_less_what_was_done(world: World, vendor: Brand) -> None:
    found = backlog.movements(of(world, vendor))
    assert [each.arrived for each in found][:6] == [4, 0, 0, 0, 0, 0]
    assert [each.reopened for each in found][:6] == [0, 0, 0, 0, 1, 0]
    assert [each.done for each in found][:6] == [1, 0, 1, 0, 0, 1]
    assert [each.left for each in found][:6] == [3, 3, 2, 2, 3, 2]


@pytest.mark.usefixtures("some")
def test_a_part_begins_with_what_was_left_before_it(world: World, vendor: Brand) -> None:
    for days in range(1, 9):
        later = backlog.movements(of(world, vendor, first=MONDAY.replace(hour=0) + days * DAY))
        whole = backlog.movements(of(world, vendor))
        assert later == whole[days:]


@pytest.mark.usefixtures("some")
def test_ages_are_those_at_the_end_of_the_part(world: World, vendor: Brand) -> None:
    assert backlog.ages(of(world, vendor)) == [0, 0, 0, 2, 0]
    assert backlog.ages(of(world, vendor, now=MONDAY + timedelta(hours=12))) == [3, 0, 0, 0, 0]


@pytest.mark.usefixtures("some")
def test_arrivals_are_told_by_the_brands_own_clock(world: World, vendor: Brand) -> None:
    local = MONDAY.astimezone(zone_of(vendor.timezone))
    assert backlog.arrivals(of(world, vendor)) == {(local.isoweekday(), local.hour): 4}


@pytest.mark.usefixtures("some")
def test_who_had_tickets_had_them_for_as_long_as_the_part_reaches(world: World, vendor: Brand) -> None:
    part = of(world, vendor, last=MONDAY + 3 * DAY, now=MONDAY + 20 * DAY)
    people = {key: each for key, _name, each in load.loads(part).people}
    held = part.until - after(days=1)
    assert people[world.root.pk] == load.Load(stays=1, left=1, held=held)
    nobody = timedelta(hours=1) + timedelta(days=2) + timedelta(days=1) + (part.until - MONDAY)
    assert people[None] == load.Load(stays=4, done=2, left=1, held=nobody)
    assert load.loads(part).tiers == {1: people[None] + people[world.root.pk]}


def test_what_is_asked_does_not_depend_on_how_much_there_is(world: World, vendor: Brand, some: list[Ticket]) -> None:
    asks: list[Callable[[parts.Part], object]] = [
        *(backlog.movements, backlog.ages, backlog.arrivals, load.loads, load.came),
    ]

    def questions(until: datetime) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for ask in asks:
                ask(of(world, vendor, last=until))
        return len(asked)

    assert len(some) == 4
    assert questions(MONDAY + DAY) == questions(MONDAY + 300 * DAY) <= 20


@pytest.mark.usefixtures("some")
def test_it_is_for_those_who_read_reports_and_can_be_one_customers(world: World, vendor: Brand) -> None:
    with pytest.raises(NotAllowed):
        parts.part(person=world.ana, brand=vendor, first=MONDAY, last=MONDAY + DAY, now=MONDAY)
    assert sum(backlog.ages(of(world, vendor, organization=10**6))) == 0
    key = world.ticket(brand=vendor, priority="critical").organization_id
    assert sum(backlog.ages(of(world, vendor, organization=key))) == 2
