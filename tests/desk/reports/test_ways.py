"""Which way tickets went counts in the month in which they came to their end, by the functions that a replay counts with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports.queries import NotAllowed
from parola.desk.reports.ways import Ways, ways
from parola.desk.tickets import escalating, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.summary import Summary
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after

LAST = after(days=20)


@pytest.fixture
def vendor(world: World) -> Brand:
    """A vendor of three tiers."""
    return worlds.altamar(world, "hybrid")


def up(ticket: Ticket, by: Person, minutes: int) -> Ticket:
    summary = Summary(asked="No login", tried="Restarted it.", searched="Nothing fits.", missing="")
    return escalating.escalate(ticket=ticket, by=by, summary=summary, now=after(minutes=minutes))


def solved(ticket: Ticket, by: Person, minutes: int) -> Ticket:
    return operations.resolve(ticket=ticket, by=by, now=after(minutes=minutes))


def found(world: World, brand: Brand, *, first: datetime = MONDAY, last: datetime = LAST) -> Ways:
    return ways(person=world.root, brand=brand, first=first, last=last, now=LAST)


def test_tiers_waits_and_what_came_back_are_counted_of_what_came_to_its_end(world: World, vendor: Brand) -> None:
    solved(world.ticket(brand=vendor, priority="critical"), world.root, 5)
    back = up(world.ticket(brand=vendor, priority="critical"), world.root, 10)
    back = escalating.send_back(ticket=back, by=world.root, question="Which server?", now=after(minutes=20))
    solved(back, world.root, 30)
    waited = operations.wait(
        ticket=world.ticket(brand=vendor, priority="critical"), by=world.root, reason="customer", now=after(hours=1)
    )
    again = solved(operations.resume(ticket=waited, by=world.root, now=after(hours=3)), world.root, 200)
    operations.resolve(
        ticket=operations.reopen(ticket=again, by=world.root, now=after(hours=4)), by=world.root, now=after(hours=5)
    )
    up(world.ticket(brand=vendor, priority="critical"), world.root, 10)  # not at its end: counted nowhere yet
    counts = found(world, vendor)
    assert counts.tickets == 3
    assert (counts.tiers.paths, counts.tiers.solved_in_front) == ({"1": 2, "1-2-1": 1}, 2)
    assert (counts.handovers.handovers, counts.handovers.ping_pong) == (2, 1)
    assert (counts.waits.waited, counts.waits.by_reason["customer"].plain) == (1, timedelta(hours=2))
    assert counts.reopened == 1


def test_a_month_reads_no_further_than_its_end(world: World, vendor: Brand) -> None:
    ticket = solved(world.ticket(brand=vendor, priority="critical"), world.root, 60)
    ticket = operations.reopen(ticket=ticket, by=world.root, now=after(hours=30))
    solved(up(ticket, world.root, 31 * 60), world.root, 32 * 60)
    earlier, later = found(world, vendor, last=after(hours=24)), found(world, vendor, first=after(hours=24))
    assert (earlier.tiers.paths, earlier.reopened) == ({"1": 1}, 0)
    assert (later.tiers.paths, later.reopened) == ({"1-2": 1}, 1)
    assert found(world, vendor, first=after(hours=40)).tickets == 0


def test_they_are_for_those_who_read_reports_and_can_be_one_customers(world: World, vendor: Brand) -> None:
    ticket = solved(world.ticket(brand=vendor, priority="critical"), world.root, 5)
    period: dict[str, Any] = {"brand": vendor, "first": MONDAY, "last": LAST, "now": LAST}
    with pytest.raises(NotAllowed):
        ways(person=world.ana, **period)
    assert ticket.organization is not None
    of = [ways(person=world.root, **period, organization=key).tickets for key in (ticket.organization.pk, 10**6)]
    assert of == [1, 0]
