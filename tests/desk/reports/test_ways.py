"""Which way tickets went counts in the month in which they came to their end, by the functions that a replay counts with."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports.queries import NotAllowed
from parola.desk.reports.ways import Ways, ways
from parola.desk.tickets import escalating, ledger, operations, passing, queries
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.summary import Summary
from parola.desk.tickets.vocabulary import Closed, Escalated, Fact, Reopened, Resolved, Resumed, Waiting, for_clock
from parola.sla.handoffs import Path
from parola.sla.waits import reopenings, standings, waits
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


def reopened(counts: Ways) -> int:
    return sum(len(way.tickets) for way in counts.each if way.reopened)


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
    assert sum(len(way.tickets) for way in counts.each if way.tiers.ping_pong) == 1
    assert counts.waited == {"customer": 1}
    assert reopened(counts) == 1


def test_a_month_reads_no_further_than_its_end(world: World, vendor: Brand) -> None:
    ticket = solved(world.ticket(brand=vendor, priority="critical"), world.root, 60)
    ticket = operations.reopen(ticket=ticket, by=world.root, now=after(hours=30))
    solved(up(ticket, world.root, 31 * 60), world.root, 32 * 60)
    earlier, later = found(world, vendor, last=after(hours=24)), found(world, vendor, first=after(hours=24))
    assert (earlier.tiers.paths, reopened(earlier)) == ({"1": 1}, 0)
    assert (later.tiers.paths, reopened(later)) == ({"1-2": 1}, 1)
    assert found(world, vendor, first=after(hours=40)).tickets == 0


def test_they_are_for_those_who_read_reports_and_can_be_one_customers(world: World, vendor: Brand) -> None:
    ticket = solved(world.ticket(brand=vendor, priority="critical"), world.root, 5)
    period: dict[str, Any] = {"brand": vendor, "first": MONDAY, "last": LAST, "now": LAST}
    with pytest.raises(NotAllowed):
        ways(person=world.ana, **period)
    assert ticket.organization is not None
    of = [ways(person=world.root, **period, organization=key).tickets for key in (ticket.organization.pk, 10**6)]
    assert of == [1, 0]


FACTS: tuple[Fact, ...] = (
    *(Escalated(tier=tier) for tier in (1, 2, 3)),
    SentBack(handed=1, tier=1, before=2, body="", digest=""),
    *(Waiting(reason=reason) for reason in ("customer", "third_party")),
    *(Resumed(), Reopened(), Resolved(), Resolved(), Closed()),
)
LIVES = st.lists(st.tuples(st.sampled_from(FACTS), st.integers(1, 40)), min_size=1, max_size=6)
"""What happened, and after how many hours; what is recorded later may have happened before."""


@given(st.lists(LIVES, min_size=1, max_size=4))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_of_one_is_true_of_all_that_went_alike(
    world: World, vendor: Brand, lives: list[list[tuple[Fact, int]]]
) -> None:
    for life in lives:
        ticket = world.ticket(brand=vendor, priority="critical")
        entries = [Entry(fact=fact, at=after(hours=hours), by=world.root) for fact, hours in life]
        with ledger.changing(ticket) as present:
            ledger.append(ticket=present, entries=entries, now=LAST)
    for last in (after(hours=20), LAST):
        told = found(world, vendor, last=last)
        each = Counter((way.tiers, way.waited, way.reopened) for way in told.each for _ticket in way.tickets)
        assert each == one_by_one(vendor, last)


def one_by_one(brand: Brand, last: datetime) -> Counter[tuple[Path[int], tuple[str, ...], int]]:
    """The way of each ticket that came to its end, from all of its events."""
    counts = Counter[tuple[Path[int], tuple[str, ...], int]]()
    for ticket in Ticket.objects.filter(brand=brand):
        history = [event for event in queries.history(ticket) if event.at < last]
        if any(isinstance(event.fact, Resolved | Closed) for event in history):
            stood = standings([each for event in history if (each := for_clock(event)) is not None])
            waited = tuple(wait.reason for wait in waits(stood, last))
            counts[passing.way(history, queries.terms(ticket).plan), waited, reopenings(stood)] += 1
    return counts
