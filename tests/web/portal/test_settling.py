"""What a customer decides about a request on its page: solved or not, of another priority, read; and how the help was."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import asking, operations, queries, rating
from parola.desk.tickets.kinds.voices import PriorityAsked, PriorityDeclined
from parola.desk.tickets.models import Ticket
from tests.desk.world import World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import TOKEN, english, text_of

PAGE = "/portal/requests/CRE-1/"


@pytest.fixture
def ana(world: World, reader: Reader) -> Client:
    world.ticket(priority="P3")
    return english(reader, world.ana)


def present() -> Ticket:
    return Ticket.objects.get(reference="CRE-1")


def resolve(world: World) -> None:
    operations.resolve(ticket=present(), by=world.bob, now=after())


def test_it_is_solved(world: World, ana: Client) -> None:
    resolve(world)
    assert "Is it solved?" in text_of(ana.get(PAGE).content)
    assert "Your request is closed" in text_of(ana.post(f"{PAGE}solved/", follow=True).content)
    assert present().status == "closed"


def test_it_is_not_solved(world: World, ana: Client) -> None:
    resolve(world)
    assert "Tell us what is still missing" in text_of(ana.get(PAGE).content)
    ana.post(f"{PAGE}answer/", {"token": TOKEN, "text": "Still down"})
    assert present().status == "open"


def test_a_second_click_finds_it_closed_and_changes_nothing(world: World, ana: Client) -> None:
    resolve(world)
    ana.post(f"{PAGE}solved/")
    assert "Nothing was changed" in text_of(ana.post(f"{PAGE}solved/", follow=True).content)


def test_what_is_not_needed_any_more_is_closed(world: World, ana: Client) -> None:
    assert "Close my request" in text_of(ana.get(PAGE).content)
    ana.post(f"{PAGE}withdraw/")
    assert present().status == "closed"


def test_another_priority_is_asked_for_decided_and_told(world: World, ana: Client, reader: Reader) -> None:
    """As a message of theirs; a person decides, and they read why."""
    assert "Ask for another priority" in text_of(ana.get(PAGE).content)
    said = {"token": TOKEN, "priority": "P1", "text": "Now nobody can work."}
    assert "We decide it" in text_of(ana.post(f"{PAGE}priority/", said, follow=True).content)
    ana.post(f"{PAGE}priority/", said)
    standing = asking.standing(present(), after())
    assert standing is not None
    assert sum(isinstance(event.fact, PriorityAsked) for event in queries.history(present())) == 1
    assert queries.history(present())[standing.fact.message - 1].fact.kind == "message"
    bob = english(reader, world.bob)
    ticket = "/console/tickets/CRE-1/"
    asks = "The customer asks for another priority"
    assert all(asks in text_of(bob.get(page).content) for page in (ticket, "/console/"))
    decision = {
        "seen": str(present().last_event_seq),
        "asked": str(standing.seq),
        "reason": "One office alone is down.",
    }
    assert bob.post(f"{ticket}asked/decline/", {**decision, "reason": " "}).status_code == 422
    bob.post(f"{ticket}asked/decline/", decision)
    assert present().priority == "P3"
    assert "One office alone is down." in text_of(ana.get(PAGE).content)
    assert OutboxRow.objects.filter(payload__template="priority_declined", payload__to=world.ana.pk).exists()
    assert asking.standing(present(), after()) is None
    assert asks not in text_of(bob.get("/console/").content)
    assert any(isinstance(event.fact, PriorityDeclined) for event in queries.history(present()))


def test_what_was_asked_for_is_given(world: World, ana: Client, reader: Reader) -> None:
    ana.post(f"{PAGE}priority/", {"token": TOKEN, "priority": "P1", "text": "Now nobody can work."})
    standing = asking.standing(present(), after())
    assert standing is not None
    seen = str(present().last_event_seq)
    decision = {"seen": seen, "asked": str(standing.seq), "reason": "All are down."}
    reader(world.bob).post("/console/tickets/CRE-1/asked/accept/", decision)
    assert present().priority == "P1"


def test_the_priority_that_it_has_is_not_asked_for(world: World, ana: Client) -> None:
    answer = ana.post(f"{PAGE}priority/", {"token": TOKEN, "priority": "P3", "text": "Please."})
    assert answer.status_code == 422
    assert "Please." in answer.content.decode()


def test_news_are_marked_until_they_are_read(world: World, ana: Client) -> None:
    """Looking changes nothing; a button does, which the script presses."""
    assert "Mark as read" not in text_of(ana.get(PAGE).content)
    operations.reply(ticket=present(), by=world.bob, text="Try again.", now=after())
    assert "Mark as read" in text_of(ana.get(PAGE).content)
    assert "Mark as read" in text_of(ana.get(PAGE).content)
    ana.post(f"{PAGE}read/")
    assert "Mark as read" not in text_of(ana.get(PAGE).content)
    operations.note(ticket=present(), by=world.bob, text="Hm.", now=after())
    assert "Mark as read" not in text_of(ana.get(PAGE).content)


def test_how_the_help_was_is_said_on_the_page(world: World, ana: Client, reader: Reader) -> None:
    assert "How was our help?" not in text_of(ana.get(PAGE).content)
    resolve(world)
    assert "How was our help?" in text_of(ana.get(PAGE).content)
    ana.post(f"{PAGE}rate/", {"score": "0", "words": "It took a week."})
    assert "You said that our help was not good" in text_of(ana.get(PAGE).content)
    console = text_of(english(reader, world.bob).get("/console/tickets/CRE-1/").content)
    assert "It took a week." in console


def test_the_link_in_the_mail_rates_by_a_button_alone(
    world: World, ana: Client, reader: Reader, monday: time_machine.Traveller
) -> None:
    """And shows nothing of the ticket but its subject; a scanner that opens both links rates nothing."""
    resolve(world)
    signed = rating.token(present(), world.ana)
    nobody = reader(None)
    for score in (0, 1):
        page = text_of(nobody.get(f"/rate/{signed}/{score}/").content)
        assert "No login" in page
        assert "CRE-1" not in page
        assert "Nobody can log in" not in page
    assert present().rating is None
    nobody.post(f"/rate/{signed}/0/", {"score": "0", "words": ""})
    assert present().rating == 0
    assert nobody.get(f"/rate/{signed}x/0/").status_code == 410
    assert nobody.get(f"/at/zmanda/rate/{signed}/0/").status_code == 404
    monday.move_to(after(days=31))
    assert nobody.post(f"/rate/{signed}/1/", {"score": "1"}).status_code == 410
