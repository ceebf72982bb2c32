"""Updates and escalation at the desk: columns that move on by themselves, alarms that lead from cycle to cycle."""

from __future__ import annotations

from datetime import datetime

import pytest

from parola.desk.accounts.models import Brand
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, operations, queries, vocabulary
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import World, after

# Critical: first response 30 min, an update every 2 h, escalation 4 h, around the clock.


@pytest.fixture
def altamar(world: World) -> Brand:
    return worlds.altamar(world)


def critical(world: World, brand: Brand) -> Ticket:
    """A critical request of MONDAY, answered after ten minutes."""
    ticket = world.ticket(brand=brand, priority="critical")
    return operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=after(minutes=10))


def sweep_all(now: datetime) -> None:
    while alarms.sweep(now=now):
        pass


def raised(ticket: Ticket) -> list[tuple[str, int, str, datetime, bool]]:
    """The alarms: metric, cycle, step, instant, whether somebody was told."""
    facts = [(event.at, event.fact) for event in queries.history(ticket)]
    return [
        (fact.metric, fact.cycle, fact.step, at, fact.told)
        for at, fact in facts
        if isinstance(fact, vocabulary.AlarmFired)
    ]


def test_the_columns_are_those_of_the_clock_that_is_due_first(world: World, altamar: Brand) -> None:
    ticket = world.ticket(brand=altamar, priority="critical")
    assert (ticket.due_metric, ticket.due_at) == ("first_response", after(minutes=30))
    ticket = operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=after(minutes=10))
    assert (ticket.due_metric, ticket.due_at) == ("update", after(minutes=130))
    assert ticket.next_alarm_at == after(minutes=70)


def test_each_alarm_leads_to_the_next_from_cycle_to_cycle(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    for _ in range(14):
        ticket.refresh_from_db()
        assert ticket.next_alarm_at is not None
        sweep_all(ticket.next_alarm_at)
    ticket.refresh_from_db()
    assert [(metric, cycle, step) for metric, cycle, step, _, _ in raised(ticket)] == [
        ("update", 2, "warning-50"),
        ("update", 2, "warning-80"),
        ("escalation", 1, "warning-50"),
        ("update", 2, "remind"),
        ("update", 2, "due"),
        ("update", 3, "warning-50"),
        ("escalation", 1, "warning-80"),
        ("update", 3, "warning-80"),
        ("escalation", 1, "escalate"),
        ("update", 3, "remind"),
        ("update", 3, "due"),
        ("update", 4, "warning-50"),
        ("update", 4, "warning-80"),
        ("escalation", 2, "warning-50"),
    ]
    assert ticket.missed == 2  # the updates 2 and 3
    assert (ticket.due_metric, ticket.due_at) == ("update", after(minutes=370))


def test_a_late_sweep_records_what_one_in_time_would_have_and_tells_the_latest_news(
    world: World, altamar: Brand
) -> None:
    """All but what follows from the escalation: that is an act, and counts when it is done."""
    in_time = critical(world, altamar)
    for minutes in range(0, 720, 5):
        sweep_all(after(minutes=minutes))
    late = critical(world, altamar)
    sweep_all(after(minutes=720))

    def updates(ticket: Ticket) -> list[tuple[str, int, str, datetime]]:
        return [alarm[:4] for alarm in raised(ticket) if alarm[0] == "update"]

    assert updates(late) == updates(in_time)
    told = [alarm[:3] for alarm in raised(late) if alarm[4]]
    assert told == [
        ("escalation", 1, "escalate"),
        ("escalation", 1, "due"),
        ("update", 6, "due"),
        ("update", 7, "warning-80"),
    ]


def test_a_second_sweep_does_nothing(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(after(hours=9))
    before = (raised(ticket), OutboxRow.objects.count())
    sweep_all(after(hours=9))
    assert (raised(ticket), OutboxRow.objects.count()) == before


def test_a_message_to_the_customer_begins_the_next_period(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(after(hours=5))
    ticket = operations.reply(ticket=ticket, by=world.bob, text="Still on it.", now=after(hours=5))
    updates = [clock for clock in queries.timeline(ticket).clocks if clock.metric == "update"]
    states = [str(clock.state(after(hours=5))) for clock in updates]
    assert states == ["met", "missed", "missed", "met", "running"]
    assert updates[-1].due == after(hours=7)
    sweep_all(after(hours=6))
    assert raised(ticket)[-1][:3] == ("update", updates[-1].cycle, "warning-50")


def test_what_is_missed_stays_first_in_the_queue_until_it_is_done(world: World, altamar: Brand) -> None:
    ticket = world.ticket(brand=altamar, priority="critical")
    sweep_all(after(hours=30))
    ticket.refresh_from_db()
    assert (ticket.due_metric, ticket.due_at) == ("first_response", after(minutes=30))
