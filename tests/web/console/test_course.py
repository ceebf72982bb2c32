"""How a ticket came this far, on its page: each tier's time, what was done before, and a draft that a person sends."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from parola.desk.tickets import alarms, operations, queries
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/ALT-1/"


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    return reader(world.bob)


@pytest.fixture
def ticket(world: World) -> Ticket:
    """A critical request, answered at once, with a note."""
    opened = world.ticket(brand=worlds.altamar(world), priority="critical")
    operations.reply(ticket=opened, by=world.bob, text="Restart the service.", now=after(minutes=1))
    return operations.note(ticket=opened, by=world.bob, text="It is the disk.", now=after(minutes=2))


def shown(client: Client, path: str = TICKET) -> str:
    return client.get(path).content.decode()


def test_an_update_can_be_written_with_a_draft(ticket: Ticket, bob: Client, monday: time_machine.Traveller) -> None:
    monday.move_to(after(hours=1))
    assert "Draft from what happened" in shown(bob)
    assert 'href="/console/tickets/ALT-1/?draft=1#composer"' in shown(bob)
    composer = shown(bob, f"{TICKET}?draft=1").split("<textarea", 1)[1].split("</textarea>")[0]
    assert "ALT-1" in composer
    assert "lunes, 16 de noviembre de 2026" in composer
    assert "disk" not in composer


def test_the_draft_stops_no_clock_until_somebody_sends_it(
    ticket: Ticket, bob: Client, monday: time_machine.Traveller
) -> None:
    monday.move_to(after(hours=1))
    shown(bob, f"{TICKET}?draft=1")
    assert queries.history(ticket)[-1].seq == 3
    bob.post(f"{TICKET}reply/", {"seen": 3, "text": "As drafted"})
    ticket.refresh_from_db()
    assert ticket.due_at == after(hours=3)


def test_a_ticket_without_promised_updates_has_no_draft(world: World, bob: Client) -> None:
    world.ticket()
    assert "Draft from what happened" not in shown(bob, "/console/tickets/CRE-1/")


def test_each_tiers_time_is_told_and_what_was_done_before(
    ticket: Ticket, bob: Client, monday: time_machine.Traveller
) -> None:
    assert "Each tier" not in shown(bob)
    alarms.sweep(now=after(minutes=228))
    monday.move_to(after(minutes=288))
    page = shown(bob)
    for said in ("3 hours and 48 minutes", "1 hour", "4 hours and 48 minutes", "It is the disk."):
        assert said in page
    assert "The desk</bdi> escalated the ticket to tier" in page


def test_where_the_plan_has_the_front_line_alone_the_next_tier_is_informed_and_the_ticket_stays(
    world: World, bob: Client, monday: time_machine.Traveller
) -> None:
    world.ticket(brand=worlds.altamar(world, plan="native"), priority="critical")
    assert "Inform tier 2" in shown(bob)
    alarms.sweep(now=after(minutes=228))
    monday.move_to(after(minutes=288))
    page = shown(bob)
    assert "tier 2 was informed" in page
    assert "The desk</bdi> informed tier" in page
    assert "escalated the ticket" not in page
    times = page.split('id="tiers-title"', 1)[1].split("</ul>")[0]
    assert "Tier 1" in times
    assert "Tier 2" not in times
