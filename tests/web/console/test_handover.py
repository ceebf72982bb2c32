"""From tier to tier in the console: the summary is drafted, put right and handed over; it is taken, or sent back with a question."""

from __future__ import annotations

import pytest

from parola.desk.tickets import operations, queries, summary
from parola.desk.tickets.kinds.tiers import HandedOver, SentBack
from parola.desk.tickets.models import Body, Ticket
from tests.desk.teams import made
from tests.desk.world import World, after, altamar
from tests.web.conftest import Reader


@pytest.fixture
def ticket(world: World) -> Ticket:
    vendor = altamar(world, "hybrid")
    made.team(vendor, "first", world.bob, tiers=[1])
    made.team(vendor, "second", world.lea, tiers=[2, 3])
    opened = world.ticket(brand=vendor, priority="critical", text="Nobody can log in since nine.")
    return operations.assign(ticket=opened, by=world.bob, assignee=world.bob, now=after())


def address(ticket: Ticket, rest: str = "") -> str:
    return f"/console/tickets/{ticket.reference}/{rest}"


def hand_over(ticket: Ticket, reader: Reader, world: World, **parts: str) -> None:
    said = {"asked": "No login", "tried": "Restarted.", "searched": "", "missing": "The server's log.", **parts}
    reader(world.bob).post(address(ticket, "more/escalate/"), {"seen": str(ticket.last_event_seq), **said})
    ticket.refresh_from_db()


def test_the_form_has_what_the_record_says(world: World, reader: Reader, ticket: Ticket) -> None:
    operations.note(ticket=ticket, by=world.bob, text="I restarted it.", now=after(minutes=5))
    page = reader(world.bob).get(address(ticket)).content.decode()
    assert f'href="{address(ticket, "more/escalate/")}"' in page
    form = reader(world.bob).get(address(ticket, "more/escalate/")).content.decode()
    assert "Nobody can log in since nine." in form
    assert "I restarted it." in form


def test_what_is_missing_must_be_said(world: World, reader: Reader, ticket: Ticket) -> None:
    hand_over(ticket, reader, world, missing="")
    assert ticket.tier == 1


def test_the_next_tier_reads_it_and_takes_it(world: World, reader: Reader, ticket: Ticket) -> None:
    hand_over(ticket, reader, world)
    fact = next(e.fact for e in queries.history(ticket) if isinstance(e.fact, HandedOver))
    assert summary.kept(Body.objects.get(pk=fact.body)).missing == "The server's log."
    page = reader(world.lea).get(address(ticket)).content.decode()
    assert "Waits to be taken" in page
    assert "The server&#x27;s log." in page
    reader(world.lea).post(address(ticket, "move/"), {"seen": str(ticket.last_event_seq), "move": "accept"})
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.handover) == (world.lea, "")


def test_it_comes_back_with_a_question_that_only_colleagues_read(world: World, reader: Reader, ticket: Ticket) -> None:
    hand_over(ticket, reader, world)
    asked = {"seen": str(ticket.last_event_seq), "question": "Which server do they mean?"}
    reader(world.lea).post(address(ticket, "more/send-back/"), asked)
    page = reader(world.bob).get(address(ticket)).content.decode()
    assert "Came back with a question" in page
    assert "Which server do they mean?" in page
    assert "back and forth 1 time" in page
    form = reader(world.bob).get(address(ticket, "more/escalate/")).content.decode()
    assert "Which server do they mean?" in form
    portal = reader(world.ana).get(f"/portal/requests/{ticket.reference}/").content.decode()
    assert "Which server do they mean?" not in portal
    assert any(isinstance(event.fact, SentBack) for event in queries.history(ticket))


def test_erased_words_are_said_to_be_erased(world: World, reader: Reader, ticket: Ticket) -> None:
    hand_over(ticket, reader, world)
    fact = next(e.fact for e in queries.history(ticket) if isinstance(e.fact, HandedOver))
    Body.objects.filter(pk=fact.body).update(text="", erased_at=after())
    assert "(erased)" in reader(world.lea).get(address(ticket)).content.decode()
