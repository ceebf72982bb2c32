"""A long conversation shows its opening and its end, at the same cost however long it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.web.console.conversation import LATEST
from tests.desk.world import World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    world.ticket(text="It all began here")
    return reader(world.bob)


def talk(world: World, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        ticket = Ticket.objects.get()
        operations.note(ticket=ticket, by=world.bob, text=f"Note number {number}.", now=after(seconds=number))


def test_earlier_entries_are_folded_and_come_when_asked_for(world: World, bob: Client) -> None:
    talk(world, LATEST + 12)
    page = bob.get(TICKET).content.decode()
    assert "It all began here" in page
    assert "12 earlier entries" in page
    assert "Note number 11." not in page
    assert "Note number 12." in page
    assert "Note number 11." in bob.get(f"{TICKET}?earlier=60").content.decode()
    assert "Note number 5." in bob.get(f"{TICKET}?event=7").content.decode()
    assert bob.get(f"{TICKET}?earlier=-1&event=%D9%A7").status_code == 200


def test_a_longer_conversation_asks_no_more_of_the_database(world: World, bob: Client) -> None:
    talk(world, LATEST + 5)
    bob.get(TICKET)
    with CaptureQueriesContext(connection) as few:
        size = len(bob.get(TICKET).content)
    talk(world, 40, start=LATEST + 5)
    with CaptureQueriesContext(connection) as many:
        longer = len(bob.get(TICKET).content)
    assert len(many) == len(few)
    assert abs(longer - size) < 1000
