"""The entitlement of a ticket, as agents see it and as its customer is told."""

from __future__ import annotations

from datetime import date
from html import unescape

from django.urls import reverse

from parola.desk.accounts.models import Post
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.tickets import moving, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.moving import Wanted
from tests.desk.world import MONDAY, World, after, varied_credenti
from tests.web.conftest import Reader


def panel(reader: Reader, world: World, ticket: Ticket) -> str:
    page = reader(world.root).get(reverse("console:ticket", args=[ticket.reference])).content.decode()
    return unescape(page.split('id="entitled-title"')[1].split("</section>")[0])


def portal(reader: Reader, ticket: Ticket) -> str:
    return unescape(reader(ticket.requester).get(reverse("portal:ticket", args=[ticket.reference])).content.decode())


def test_the_panel_says_what_was_decided_and_by_which_clause(world: World, reader: Reader) -> None:
    shown = panel(reader, world, world.ticket())
    for said in (
        "since Thu, 1 Jan 2026",
        "Basic",
        "E-mail and Web",
        "Spain (MD)",
        "Europe/Madrid",
        "credenti, version 1",
    ):
        assert said in shown
    assert "?clause=plans.basic#clause" in shown


def test_a_trial_says_until_when(world: World, reader: Reader) -> None:
    agreements.sign(
        organization=world.acme,
        brand=world.zmanda,
        plan="trial",
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 30),
        timezone="Europe/Madrid",
        trial=True,
        now=MONDAY,
    )
    shown = panel(reader, world, world.ticket(brand=world.zmanda, priority=None))
    assert "Trial until" in shown
    assert "Mon, 30 Nov 2026" in shown
    assert "Calendar" not in shown  # all of it is around the clock, whatever calendar the contract chose
    assert "Holidays" not in shown


def test_the_calendar_of_the_contract_is_told_where_the_plan_counts_on_it(world: World, reader: Reader) -> None:
    agreements.sign(
        organization=world.acme,
        brand=world.zmanda,
        plan="standard",
        first_day=date(2026, 11, 1),
        timezone="Europe/Madrid",
        now=MONDAY,
    )
    named, contracts = world.ticket(brand=world.zmanda, priority=None), world.ticket()
    for ticket in (named, contracts):
        assert "Calendar" in panel(reader, world, ticket)
        assert "Holidays" in panel(reader, world, ticket)


def test_an_agent_can_tell_a_caller_what_the_customer_is_told(world: World, reader: Reader) -> None:
    ticket = world.ticket(channel="phone", by=world.bob, requester=world.olga)
    assert "The customer was told" not in panel(reader, world, ticket)  # no contract, no plan to tell of
    ticket = world.ticket(channel="phone", by=world.bob)
    assert "The plan Basic includes these ways: E-mail and Web." in panel(reader, world, ticket)


def test_the_customer_is_told_in_their_own_page_too(world: World, reader: Reader) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket(channel="phone", by=world.bob)
    assert "The plan Basic includes these ways: E-mail and Web." in portal(reader, ticket)
    Contract.objects.filter(pk=world.contract.pk).update(last_day=date(2026, 11, 1))
    ended = portal(reader, world.ticket())
    assert "The contract ended on Sunday, 1 November 2026." in ended
    assert "The contract had ended when it came" in ended


def test_what_was_said_of_the_old_plan_is_not_said_of_the_new(world: World, reader: Reader) -> None:
    ticket = world.ticket(channel="phone", by=world.bob)
    wanted = Wanted(version=world.version, contract=world.contract, plan="premium")
    moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Bought", now=after(minutes=1))
    assert "includes these ways" not in portal(reader, ticket)
    assert "The customer was told" in panel(reader, world, ticket)


def test_what_was_missed_under_earlier_terms_is_explained_by_them(world: World, reader: Reader) -> None:
    """The newer agreement has no calendar of the old one's name."""
    ticket = world.ticket(priority="P1")
    operations.reply(ticket=ticket, by=world.bob, text="Sorry", now=after(hours=5))
    source = varied_credenti().replace("global", "worldwide")
    version = agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    Contract.objects.filter(pk=world.contract.pk).update(calendar="worldwide")
    world.contract.refresh_from_db()
    wanted = Wanted(version=version, contract=world.contract)
    moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Newer", now=after(hours=6))
    Post.objects.create(person=world.lea, brand=world.credenti, role="manager")
    why = reverse("console:why", args=[ticket.reference, "first_response", 1])
    steps = unescape(reader(world.root).get(why).content.decode())
    assert "plans.basic.targets.first_response.P1" in steps
    assert reader(world.ana).get(reverse("portal:ticket", args=[ticket.reference])).status_code == 200
    assert "2" in panel(reader, world, ticket)
