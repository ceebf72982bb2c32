"""A draft of an update tells what happened, in the customer's language, and nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest

from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets import alarms, drafting, escalating, operations, queries
from parola.desk.tickets.models import Ticket
from parola.policy.words import speak
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after

SECRET = "The customer is a nuisance"


@pytest.fixture
def altamar(world: World) -> Brand:
    Person.objects.filter(pk=world.ana.pk).update(language="en", timezone="Europe/Madrid")
    world.ana.refresh_from_db()
    return worlds.altamar(world)


def critical(world: World, brand: Brand) -> Ticket:
    return world.ticket(brand=brand, priority="critical")


def draft(ticket: Ticket, now: datetime) -> list[str]:
    present = queries.with_relations(Ticket.objects.all()).get(pk=ticket.pk)
    text = drafting.update(present, queries.history(present), queries.terms(present), now)
    return [line for line in text.split("\n") if line]


def test_where_nothing_happened_nothing_is_made_up(world: World, altamar: Brand) -> None:
    assert draft(critical(world, altamar), after(hours=1)) == [
        "This is where your request ALT-1 stands.",
        "We received it Monday, 16 November 2026, 10:00 (Europe/Madrid, UTC+01:00), and there is nothing new since then.",
        "You hear from us again by Monday, 16 November 2026, 13:00 (Europe/Madrid, UTC+01:00).",
    ]


def test_it_tells_what_happened_since_the_last_message(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    operations.assign(ticket=ticket, by=world.lea, assignee=world.lea, now=after(minutes=2))
    operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=after(minutes=10))
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=after(minutes=20))
    escalating.escalate(ticket=ticket, by=world.bob, now=after(minutes=30))
    operations.wait(ticket=ticket, by=world.bob, reason="third_party", now=after(minutes=40))
    told = draft(ticket, after(hours=1))
    assert told[1:-1] == [
        "Since our last message, of Monday, 16 November 2026, 10:10 (Europe/Madrid, UTC+01:00):",
        "- Mon, 16 Nov 2026, 10:20: one of us took charge of your request.",
        "- Mon, 16 Nov 2026, 10:30: the request was passed to the support level 2 (Second tier).",
        "The request waits for: a third party.",
    ]


def test_who_gave_the_ticket_back_has_not_taken_charge(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=after(minutes=20))
    operations.assign(ticket=ticket, by=world.bob, assignee=None, now=after(minutes=30))
    assert not [line for line in draft(ticket, after(hours=1)) if "took charge" in line]


def test_what_was_waited_for_and_is_over_is_told_with_its_time(world: World, altamar: Brand) -> None:
    ticket = operations.wait(ticket=critical(world, altamar), by=world.bob, reason="customer", now=after(minutes=5))
    assert "We wait for an answer from you." in draft(ticket, after(minutes=20))
    operations.resume(ticket=ticket, by=world.bob, now=after(minutes=30))
    told = "\n".join(draft(ticket, after(hours=1)))
    assert "10:05: the request began to wait for: the customer." in told
    assert "10:30: work on the request went on." in told
    assert "answer from you" not in told


def test_nothing_of_an_internal_note_is_in_it(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    without = draft(ticket, after(hours=1))
    operations.note(ticket=ticket, by=world.bob, text=SECRET, now=after(minutes=30))
    assert draft(ticket, after(hours=1)) == without


def test_alarms_and_held_replies_are_the_desks_own_affair(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    without = draft(ticket, after(hours=3))
    alarms.sweep(now=after(hours=3))
    assert draft(ticket, after(hours=3)) == without


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_it_speaks_the_customers_language_and_keeps_their_zone(world: World, altamar: Brand, language: str) -> None:
    Person.objects.filter(pk=world.ana.pk).update(language=language, timezone="Asia/Riyadh")
    told = draft(critical(world, altamar), after(hours=1))
    assert speak(language).instant(MONDAY, "Asia/Riyadh") in told[1]


def test_a_plan_without_updates_promises_no_next_one(world: World) -> None:
    told = draft(world.ticket(), after(hours=1))
    assert len(told) == 2
    assert not drafting.is_update_promised(queries.timeline(world.ticket()))


def test_the_next_tier_is_told_what_was_tried(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    operations.reply(ticket=ticket, by=world.bob, text="Restart\nthe service.", now=after(minutes=10))
    operations.note(ticket=ticket, by=world.bob, text=SECRET, now=after(minutes=12))
    operations.wait(ticket=ticket, by=world.bob, reason="customer", now=after(minutes=20))
    operations.customer_message(
        ticket=ticket,
        by=world.ana,
        text="No use.",
        channel="web",
        submitted_at=after(minutes=50),
        now=after(minutes=50),
    )
    names = {world.bob.pk: "Bob"}
    told = list(drafting.tried(queries.history(ticket), queries.terms(ticket), names, speak("en"), "UTC"))
    assert told == [
        "1 message to the customer, the last Mon, 16 Nov 2026, 09:10: Restart the service.",
        f"Mon, 16 Nov 2026, 09:12, note of Bob: {SECRET}",
        "It waited for: the customer (30 minutes in all).",
    ]


def test_the_next_tier_is_told_too_that_nobody_has_written(world: World, altamar: Brand) -> None:
    ticket = critical(world, altamar)
    told = list(drafting.tried(queries.history(ticket), queries.terms(ticket), {}, speak("en"), "UTC"))
    assert told == ["Nobody has written to the customer yet."]
