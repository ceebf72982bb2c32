"""The whole history of a ticket: for the desk with the proof, for the customer without anything of the inside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.tickets import corrections, escalating, joining, operations, participants, queries
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

DESK = "/console/tickets/CRE-1/history"
THEIRS = "/portal/requests/CRE-1/history"
CANARY = "canary-in-the-mine"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A day at the desk."""
    ticket = world.ticket(priority="P2")
    operations.note(ticket=ticket, by=world.bob, text=CANARY, now=after(minutes=1))
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=after(minutes=2))
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="All", now=after(minutes=5))
    corrections.note_call(
        ticket=ticket,
        by=world.bob,
        caller=world.ana,
        from_customer=False,
        text="Told her",
        at=after(minutes=6),
        now=after(hours=1),
    )
    return queries.again(ticket)


def answer(client: Client, address: str) -> dict[str, Any]:
    got = client.get(f"{address}.json")
    assert got["Content-Type"] == "application/json"
    found = json.loads(got.content)
    assert isinstance(found, dict)
    return found


def test_the_desk_sees_every_event_with_both_times_what_it_changed_and_its_link(
    world: World, reader: Reader, ticket: Ticket
) -> None:
    told = answer(reader(world.bob), DESK)
    assert told["reference"] == "CRE-1"
    events = told["events"]
    assert [event["kind"] for event in events] == ["opened", "message", "assigned", "priority_changed", "message"]
    rows = TicketEvent.objects.filter(ticket=ticket).order_by("seq")
    assert [(event["position"], event["hash"]) for event in events] == [(row.position, row.hash) for row in rows]
    raised, call = events[3], events[4]
    assert raised["actor"] == {"id": world.bob.pk, "name": "Bob"}
    assert raised["changes"] == [
        {
            "metric": "first_response",
            "threshold": "",
            "cycle": 1,
            "before": {"due": "2026-11-17T13:00:00Z", "state": "running"},
            "after": {"due": "2026-11-16T11:05:00Z", "state": "running"},
        }
    ]
    assert (call["at"], call["recorded_at"]) == ("2026-11-16T09:06:00Z", "2026-11-16T10:00:00Z")
    assert call["words"] == {"subject": "", "text": "Told her"}
    assert call["changes"][0]["after"]["state"] == "met"
    assert events[1]["changes"] == []


def test_the_page_says_the_same_in_words(world: World, reader: Reader, ticket: Ticket) -> None:
    page = text_of(reader(world.bob).get(f"{DESK}/").content)
    assert "Bob noted a call to Ana" in page
    assert "recorded 10:00" in page
    assert "17 Nov, 13:00 11:05" in page
    last = TicketEvent.objects.get(ticket=ticket, seq=5)
    assert f"{last.position}:{last.hash}" in page


def test_words_that_were_erased_are_said_to_be(world: World, reader: Reader, ticket: Ticket) -> None:
    Body.objects.update(subject="", text="", html="", salt="", erased_at=MONDAY)
    assert "The words were erased: 09:00." in text_of(reader(world.bob).get(f"{DESK}/").content)
    assert answer(reader(world.bob), DESK)["events"][0]["erased_at"] == "2026-11-16T09:00:00Z"
    assert answer(reader(world.ana), THEIRS)["events"][0]["erased_at"] == "2026-11-16T09:00:00Z"


def test_the_customer_sees_what_is_theirs_and_no_trace_of_the_inside(
    world: World, reader: Reader, ticket: Ticket
) -> None:
    client = english(reader, world.ana)
    told = answer(client, THEIRS)
    assert [event["number"] for event in told["events"]] == [1, 2, 3]
    assert [event["kind"] for event in told["events"]] == ["opened", "priority_changed", "message"]
    assert told["events"][1]["changes"][0]["after"]["due"] == "2026-11-16T11:05:00Z"
    raw = client.get(f"{THEIRS}.json").content.decode() + client.get(f"{THEIRS}/").content.decode()
    assert CANARY not in raw
    for row in TicketEvent.objects.filter(ticket=ticket):
        assert row.hash not in raw
    assert '"position"' not in raw
    assert '"data"' not in raw


def test_a_note_changes_nothing_of_what_the_customer_gets(world: World, reader: Reader, ticket: Ticket) -> None:
    before = answer(reader(world.ana), THEIRS)
    operations.note(ticket=ticket, by=world.bob, text=CANARY, now=after(hours=1))
    operations.assign(ticket=ticket, by=world.bob, assignee=None, now=after(hours=1))
    assert answer(reader(world.ana), THEIRS) == before


def test_the_customer_is_told_the_time_of_an_escalation_and_nothing_of_who_did_it(world: World, reader: Reader) -> None:
    """The portal promises it to them, and the agreement says that they see which tier has it; who did it is the desk's."""
    ticket = world.ticket(brand=altamar(world), priority="critical")
    escalating.escalate(ticket=ticket, by=world.bob, now=after(minutes=5))
    told = answer(reader(world.ana), f"/portal/requests/{ticket.reference}/history")
    (escalation,) = [each for each in told["events"][0]["changes"] if each["metric"] == "escalation"]
    assert (escalation["before"], escalation["after"]["state"]) == (None, "running")
    assert [event["kind"] for event in told["events"]] == ["opened", "tier_told"]
    assert '"tier"' not in json.dumps(told)
    assert "Bob" not in json.dumps(told)


def test_who_may_not_see_the_other_ticket_finds_no_trace_of_it(world: World, reader: Reader) -> None:
    older, younger = world.ticket(subject=CANARY), world.ticket()
    participants.add(ticket=younger, by=world.bob, person=world.olga, now=MONDAY)
    joining.merge(ticket=younger, other=older, by=world.bob, now=MONDAY)
    client = english(reader, world.olga)
    for address in (
        "/portal/requests/CRE-2/",
        "/portal/requests/CRE-2/history/",
        "/portal/requests/CRE-2/history.json",
    ):
        page = client.get(address).content.decode()
        assert "the matter is being worked on already" in page
        assert "CRE-1" not in page
        assert CANARY not in page
    assert "it goes on in CRE-1" in text_of(english(reader, world.ana).get("/portal/requests/CRE-2/").content)


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_both_pages_speak_every_language(world: World, reader: Reader, ticket: Ticket, language: str) -> None:
    Person.objects.update(language=language)
    for person, address in ((world.bob, DESK), (world.ana, THEIRS)):
        page = reader(person).get(f"{address}/")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.content.decode()
