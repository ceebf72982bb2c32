"""Colleagues follow a ticket by their own choice or since a note names them, and the page says who does."""

from __future__ import annotations

from parola.desk.tickets import follows
from parola.desk.tickets.models import Ticket
from tests.desk.world import World
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"


def test_who_follows_is_listed_and_can_stop(world: World, reader: Reader) -> None:
    world.ticket()
    lea, audrey = reader(world.lea), reader(world.audrey)
    assert "Nobody yet." in lea.get(TICKET).content.decode()
    assert "You follow it" in lea.post(f"{TICKET}follow/", follow=True).content.decode()
    seen = audrey.get(TICKET).content.decode()
    assert '<bdi class="tag">Lea</bdi>' in seen
    assert "You follow it" not in seen
    assert "Nobody yet." in lea.post(f"{TICKET}unfollow/", follow=True).content.decode()


def test_a_note_tells_whom_it_names_and_the_page_says_so(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    note = {"seen": ticket.last_event_seq, "text": "@lea, look. Not you, @ana"}
    answer = reader(world.bob).post(f"{TICKET}note/", note, follow=True).content.decode()
    assert "these are told of it:" in answer
    assert follows.followers(Ticket.objects.get()) == [world.lea]


def test_an_at_offers_who_sees_the_ticket_by_the_beginning_of_a_name(world: World, reader: Reader) -> None:
    world.ticket()
    offered = reader(world.bob).get(f"{TICKET}colleagues/?find=LE").content.decode()
    assert 'data-mention="@Lea "' in offered
    everybody = reader(world.bob).get(f"{TICKET}colleagues/").content.decode()
    assert "Audrey" in everybody
    assert not {"Ana", "Zoe", "Bob"} & set(everybody.replace("<", ">").split(">"))
