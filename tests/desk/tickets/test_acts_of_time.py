"""What the desk does by itself ahead of a due time: it escalates, reminds, falls silent; each once, and counted when done."""

from __future__ import annotations

from datetime import datetime

import pytest

from parola.desk.accounts.models import Brand, Post
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, escalating, operations, queries, vocabulary
from parola.desk.tickets.models import Ticket
from parola.sla.clock import State
from tests.desk import world as worlds
from tests.desk.world import World, after

# Critical: first response 30 min, an update every 2 h, escalation 4 h, around the clock: the desk escalates after 3 h 48 min.
AHEAD, DUE = after(minutes=228), after(minutes=240)


@pytest.fixture
def altamar(world: World) -> Brand:
    return worlds.altamar(world)


def critical(world: World, brand: Brand) -> Ticket:
    return world.ticket(brand=brand, priority="critical")


def sweep_all(now: datetime) -> None:
    while alarms.sweep(now=now):
        pass


def arrivals(ticket: Ticket) -> list[tuple[int, bool, datetime]]:
    facts = [(event.at, event.fact) for event in queries.history(ticket)]
    return [(fact.tier, fact.by_desk, at) for at, fact in facts if isinstance(fact, vocabulary.Escalated)]


def fired(ticket: Ticket, step: str) -> list[vocabulary.AlarmFired]:
    facts = [event.fact for event in queries.history(ticket)]
    return [fact for fact in facts if isinstance(fact, vocabulary.AlarmFired) and fact.step == step]


def escalation(ticket: Ticket, now: datetime) -> list[str]:
    clocks = queries.timeline(ticket).at(now).clocks
    return [str(clock.state(now)) for clock in clocks if clock.metric == "escalation"]


def test_the_desk_takes_the_ticket_to_the_next_tier_before_it_is_due(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(AHEAD)
    ticket.refresh_from_db()
    assert ticket.tier == 2
    assert arrivals(ticket) == [(2, True, AHEAD)]
    assert escalation(ticket, DUE) == ["met", "running"]


def test_it_goes_on_to_the_last_tier_and_no_further(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    for hour in range(30):
        sweep_all(after(hours=hour))
    assert [tier for tier, _, _ in arrivals(ticket)] == [2, 3]


def test_what_is_done_late_is_late(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(after(hours=5))
    assert arrivals(ticket) == [(2, True, after(hours=5))]
    assert escalation(ticket, after(hours=5)) == [str(State.MISSED), str(State.RUNNING)]


def test_it_is_done_once(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    for minutes in (228, 228, 229):
        sweep_all(after(minutes=minutes))
    assert len(arrivals(ticket)) == 1


def test_where_somebody_was_faster_the_desk_does_nothing(world: World, altamar: Brand) -> None:
    ticket = escalating.escalate(ticket=critical(world, altamar), by=world.bob, now=after(hours=1))
    sweep_all(AHEAD)
    assert arrivals(ticket) == [(2, False, after(hours=1))]


def test_in_a_native_contract_the_next_tier_is_informed(world: World) -> None:
    ticket = critical(world, worlds.altamar(world, plan="native"))
    sweep_all(AHEAD)
    assert arrivals(ticket) == [(2, True, AHEAD)]
    assert escalation(ticket, DUE) == ["met"]


def test_a_ticket_that_waits_for_the_customer_is_escalated_once_it_no_longer_does(world: World, altamar: Brand) -> None:
    ticket = operations.wait(ticket=critical(world, altamar), by=world.bob, reason="customer", now=after(hours=1))
    sweep_all(after(hours=10))
    assert arrivals(ticket) == []
    operations.resume(ticket=ticket, by=world.bob, now=after(hours=11))
    sweep_all(after(hours=14))
    assert [tier for tier, _, _ in arrivals(ticket)] == [2]


def test_the_people_of_the_tier_are_told(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(AHEAD)
    assert [fact.to for fact in fired(ticket, "escalate")] == [[world.bob.pk, world.lea.pk]]


def test_who_has_the_ticket_is_reminded_of_an_update(world: World, altamar: Brand) -> None:
    ticket = operations.assign(ticket=critical(world, altamar), by=world.bob, assignee=world.bob, now=after(minutes=1))
    sweep_all(after(minutes=114))
    (reminder,) = fired(ticket, "remind")
    assert (reminder.to, reminder.cycle, reminder.due) == ([world.bob.pk], 1, after(hours=2))


def test_a_reminder_stops_no_clock(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(after(minutes=119))
    states = [str(clock.state(after(hours=3))) for clock in queries.timeline(ticket).at(after(hours=3)).clocks]
    assert states[1:3] == ["missed", "running"]  # the first response is missed too


def test_a_silent_ticket_is_told_once_with_the_count_to_lead_and_manager(world: World, altamar: Brand) -> None:
    Post.objects.create(person=world.audrey, brand=altamar, role="manager")
    ticket = critical(world, altamar)
    for hour in range(24 * 4):
        sweep_all(after(hours=hour))
    (silence,) = fired(ticket, "silent")
    assert (silence.missed, silence.to) == (12, [world.lea.pk, world.audrey.pk])
    daily = [
        event
        for event in queries.history(ticket)
        if isinstance(event.fact, vocabulary.AlarmFired) and event.recorded_at > after(hours=25)
    ]
    assert [event.fact.told for event in daily if isinstance(event.fact, vocabulary.AlarmFired)] == [False, False]
    ticket.refresh_from_db()
    assert ticket.next_alarm_at == after(days=4)
    assert not OutboxRow.objects.filter(created_at__gt=after(hours=25)).exists()


def test_a_silent_ticket_counts_every_missed_update(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    sweep_all(after(days=3, hours=1))
    missed = [clock for clock in queries.timeline(ticket).at(after(days=3, hours=1)).clocks if clock.run_out]
    assert len(missed) == 36
