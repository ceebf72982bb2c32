"""The customer is told which support level has their request where the agreement says so, and nothing of who works there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parola.desk.accounts.models import Brand, Organization, Post
from parola.desk.agreements import operations as agreements
from parola.desk.mail.compose import compose
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import escalating
from parola.desk.tickets.models import Ticket
from parola.policy import library
from tests.desk.tickets.ruled import mails
from tests.desk.world import MONDAY, SIGNED, World, after, altamar, brand
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of


def telling(world: World, way: str) -> Ticket:
    """A ticket of a brand with tiers whose agreement tells so."""
    vendor: Brand = brand("told", "TOL")
    source = library.load("native").source.replace("tier_told: portal", f"tier_told: {way}")
    agreements.publish(brand=vendor, source=source, by=None, now=datetime(2026, 1, 1, tzinfo=UTC))
    acme: Organization = world.acme
    agreements.sign(
        organization=acme, brand=vendor, plan="hybrid", first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    for somebody, role in ((world.bob, "agent"), (world.lea, "lead")):
        Post.objects.create(person=somebody, brand=vendor, role=role)
    return world.ticket(brand=vendor, priority="critical")


def up_and_down(world: World, ticket: Ticket) -> Ticket:
    ticket = escalating.escalate(ticket=ticket, by=world.bob, now=after(minutes=10))
    return escalating.send_back(ticket=ticket, by=world.lea, question="Which one?", now=after(minutes=30))


def shown(reader: Reader, world: World, ticket: Ticket, rest: str = "") -> str:
    return text_of(english(reader, world.ana).get(f"/portal/requests/{ticket.reference}/{rest}").content)


def test_the_page_says_where_the_request_is_and_since_when(world: World, reader: Reader) -> None:
    ticket = world.ticket(brand=altamar(world), priority="critical")
    assert "With: Front line, since" in shown(reader, world, ticket)
    escalating.escalate(ticket=ticket, by=world.bob, now=after(minutes=10))
    assert "With: Second tier, since" in shown(reader, world, ticket)
    assert "The request is with: Second tier" in shown(reader, world, ticket, "history/")
    assert mails("tier_told") == []


def test_by_mail_too_where_the_agreement_says_so(world: World) -> None:
    up_and_down(world, telling(world, "mail"))
    assert [row.payload["to"] for row in mails("tier_told")] == [world.ana.pk] * 2


def test_nothing_is_told_where_the_agreement_does_not_say_so(world: World, reader: Reader) -> None:
    ticket = up_and_down(world, telling(world, "never"))
    assert "With:" not in shown(reader, world, ticket)
    assert "is with" not in shown(reader, world, ticket, "history/")


@pytest.mark.parametrize("rest", ["", "history/", "history.json"])
def test_of_what_colleagues_say_to_each_other_nothing_is_told(world: World, reader: Reader, rest: str) -> None:
    ticket = up_and_down(world, telling(world, "portal"))
    page = english(reader, world.ana).get(f"/portal/requests/{ticket.reference}/{rest}").content.decode()
    assert "Which one?" not in page
    assert "Lea" not in page


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_the_mail_names_the_level_in_the_customers_language(world: World, language: str) -> None:
    world.ana.language = language
    world.ana.save()
    ticket = up_and_down(world, telling(world, "mail"))
    row: OutboxRow = mails("tier_told")[0]
    said = compose(row, after(minutes=10)).data.decode()
    assert ticket.reference in said
