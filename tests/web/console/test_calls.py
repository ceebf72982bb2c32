"""A call taken down by an agent: found, told what the plan includes, opened in the customer's name at the time of the call."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from tests.desk.world import World, after
from tests.web.conftest import Reader

ADDRESS = "/console/new/"


def page(browser: Client, **query: Any) -> str:
    return browser.get(reverse("console:new"), query).content.decode()


def typed(world: World, **given: Any) -> dict[str, Any]:
    said = {
        "brand": "credenti", "customer": world.ana.pk, "token": "one", "channel": "phone", "at": "2026-11-16T08:30",
        "subject": "No cards", "text": "Ana called.", "priority": "P2",
    }  # fmt: skip
    return said | given


def test_customers_are_found_by_name_address_or_organization(world: World, reader: Reader) -> None:
    browser = reader(world.bob)
    for text in ("ana", "ana@people", "acme"):
        assert "ana@people.example" in page(browser, find=text)
    assert "Nobody was found" in page(browser, find="nobody at all")


def test_customers_of_other_brands_are_not_found(world: World, reader: Reader) -> None:
    world.ticket(brand=world.zmanda, requester=world.olga, priority=None)
    assert "olga@people.example" not in page(reader(world.bob), find="olga")
    assert reader(world.bob).get(reverse("console:new"), {"customer": world.olga.pk}).status_code == 404


def test_what_the_plan_includes_is_shown_before_anything_is_sent(world: World, reader: Reader) -> None:
    shown = page(reader(world.bob), customer=world.ana.pk)
    assert "Basic" in shown
    assert "E-mail and Web" in shown


def test_the_ticket_counts_from_the_call(world: World, reader: Reader) -> None:
    """Bob reads in UTC; the call came half an hour before it is noted."""
    answer = reader(world.bob).post(reverse("console:new"), typed(world))
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == reverse("console:ticket", args=[ticket.reference])
    fact: Any = queries.history(ticket)[0].fact
    assert (ticket.requester, ticket.opened_at, ticket.channel) == (world.ana, after(minutes=-30), "phone")
    assert (fact.outside_channels, queries.history(ticket)[0].actor) == (True, world.bob.pk)


def test_the_conversation_says_who_called_and_who_noted_it(world: World, reader: Reader) -> None:
    world.ana.language = "en"
    world.ana.save()
    ticket = world.ticket(channel="phone", by=world.bob)
    for somebody, name in ((world.bob, "console:ticket"), (world.ana, "portal:ticket")):
        page = reader(somebody).get(reverse(name, args=[ticket.reference])).content.decode()
        assert "Ana, noted by Bob" in page


def test_a_call_noted_later_says_when_it_was_recorded(world: World, reader: Reader) -> None:
    world.ana.language = "en"
    world.ana.save()
    reader(world.bob).post(reverse("console:new"), typed(world))
    ticket = Ticket.objects.get()
    for somebody, name in ((world.bob, "console:ticket"), (world.ana, "portal:ticket")):
        page = reader(somebody).get(reverse(name, args=[ticket.reference])).content.decode()
        assert page.count(">recorded") == 1


def test_a_call_in_the_future_counts_from_now(world: World, reader: Reader) -> None:
    reader(world.bob).post(reverse("console:new"), typed(world, at="2026-11-16T12:00"))
    assert Ticket.objects.get().opened_at == after()


def test_a_call_of_a_year_that_was_mistyped_is_refused_and_keeps_what_was_typed(world: World, reader: Reader) -> None:
    for at in ("0226-11-16T08:30", "0001-01-01T00:00"):
        answer = reader(world.bob).post(reverse("console:new"), typed(world, at=at))
        assert answer.status_code == 422
        assert "Choose a time within the last year." in answer.content.decode()
        assert at in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_second_click_makes_no_second_ticket(world: World, reader: Reader) -> None:
    browser = reader(world.bob)
    for _ in range(2):
        browser.post(reverse("console:new"), typed(world))
    browser.post(reverse("console:new"), typed(world, token="two"))
    assert Ticket.objects.count() == 2


def test_somebody_new_gets_an_account_by_their_address(world: World, reader: Reader) -> None:
    asked = typed(world, customer="", email="new@somewhere.example", name="Nadia")
    reader(world.bob).post(reverse("console:new"), asked)
    assert Ticket.objects.get().requester == Person.objects.get(email="new@somewhere.example")
    assert reader(world.bob).post(reverse("console:new"), typed(world, customer="")).status_code == 422


def test_what_was_typed_stays_where_something_is_missing(world: World, reader: Reader) -> None:
    answer = reader(world.bob).post(reverse("console:new"), typed(world, subject=""))
    assert answer.status_code == 422
    assert "Ana called." in answer.content.decode()
    assert not Ticket.objects.exists()


def test_the_outlook_follows_what_is_typed(world: World, reader: Reader) -> None:
    browser = reader(world.bob)
    found = browser.get(reverse("console:new_outlook"), typed(world, priority="P1"), headers={"HX-Request": "true"})
    assert "P1" in found.content.decode()
    assert "<html" not in found.content.decode()


def test_only_those_who_may_open_for_others_see_it(world: World, reader: Reader) -> None:
    assert reader(world.audrey).get(reverse("console:new")).status_code == 403
    assert reader(world.ana).get(reverse("console:new")).status_code == 404
    assert "New call" not in reader(world.audrey).get(reverse("console:queue")).content.decode()
