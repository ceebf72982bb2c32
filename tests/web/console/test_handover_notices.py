"""What the next tier and the one before it are told by mail; what Today and the queue say of tickets that are handed over."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from parola.desk.mail.compose import compose
from parola.desk.tickets import escalating, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.summary import Summary
from tests.desk.teams import made
from tests.desk.tickets.ruled import mails
from tests.desk.world import World, after, altamar
from tests.web.conftest import Reader

LANGUAGES = ["en", "es", "it", "ar"]


@pytest.fixture
def handed(world: World) -> Ticket:
    """Bob of the first tier handed it over to the second, which Lea is."""
    vendor = altamar(world, "hybrid")
    made.team(vendor, "first", world.bob, tiers=[1])
    made.team(vendor, "second", world.lea, tiers=[2, 3])
    opened = world.ticket(brand=vendor, priority="critical")
    ticket = operations.assign(ticket=opened, by=world.bob, assignee=world.bob, now=after())
    told = Summary(asked="No login", missing="The server's log.")
    return escalating.escalate(ticket=ticket, by=world.bob, summary=told, now=after(minutes=10))


def text(template: str) -> str:
    mail = message_from_bytes(compose(mails(template)[-1], after(minutes=40)).data, policy=default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_goes_by_mail_in_the_readers_language(world: World, handed: Ticket, language: str) -> None:
    row = mails("handed_over")[-1]
    row.payload["language"] = language
    row.save()
    said = text("handed_over")
    assert "The server's log." in said
    assert handed.reference in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_goes_to_whoever_handed_it_over(world: World, handed: Ticket, language: str) -> None:
    escalating.send_back(ticket=handed, by=world.lea, question="Which server?", now=after(minutes=30))
    row = mails("sent_back")[-1]
    row.payload["language"] = language
    row.save()
    assert row.payload["to"] == world.bob.pk
    assert "Which server?" in text("sent_back")


def test_today_says_what_is_to_be_taken_and_what_came_back(world: World, reader: Reader, handed: Ticket) -> None:
    assert "Handed over to your team, to be taken" in reader(world.lea).get("/console/today/").content.decode()
    escalating.send_back(ticket=handed, by=world.lea, question="Which server?", now=after(minutes=30))
    page = reader(world.bob).get("/console/today/").content.decode()
    assert "It came back with a question" in page


def test_the_queue_shows_what_waits_to_be_taken(world: World, reader: Reader, handed: Ticket) -> None:
    page = reader(world.lea).get("/console/?q=handover:waiting").content.decode()
    assert handed.reference in page
    assert "Handed over, and not taken yet" in page
    assert handed.reference not in reader(world.lea).get("/console/?q=handover:returned").content.decode()
