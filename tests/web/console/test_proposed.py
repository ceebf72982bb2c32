"""Beside a conversation: what fits it, what is due soon, and what the desk knows of the customer. Each is taken or put by with one click."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from parola.desk.knowledge.models import Article
from parola.desk.search import following
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import again, timeline
from parola.desk.tickets.seeking import Seeking
from parola.sla.agreement import Metric
from tests.desk.knowledge.made import article
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    world.ticket(subject="Login fails after the upgrade")
    return reader(world.bob)


def fits(browser: Client) -> str:
    return browser.get(f"{TICKET}proposals/", headers=BY_SCRIPT).content.decode()


def test_tickets_about_the_same_are_proposed_to_be_merged_or_put_by(world: World, bob: Client) -> None:
    world.ticket(subject="Re: the login FAILS since upgrades")
    world.ticket(subject="An invoice is wrong")
    following.follow()
    found = fits(bob)
    assert "CRE-2" in found
    assert "CRE-3" not in found
    assert 'value="CRE-2"' in bob.get(f"{TICKET}more/merge/?other=CRE-2").content.decode()
    other = Ticket.objects.get(reference="CRE-2")
    assert bob.post(f"{TICKET}proposals/put-by/", {"what": f"ticket:{other.pk}"}).status_code == 302
    assert "CRE-2" not in fits(bob)
    assert bob.post(f"{TICKET}proposals/put-by/", {"what": "ticket:x"}).status_code == 404


def test_the_customers_last_tickets_say_how_they_came_out(world: World, bob: Client) -> None:
    old = world.ticket(subject="Printer", submitted_at=after(days=-3), now=after(days=-3))
    operations.resolve(ticket=again(old), by=world.bob, now=MONDAY)
    Ticket.objects.filter(pk=old.pk).update(rating=1, rated_at=MONDAY)
    page = bob.get(TICKET).content.decode()
    assert "Printer" in page
    assert "Resolved" in page
    assert "1 of 1 rating was good" in page


def test_an_update_that_is_due_soon_is_proposed_until_it_is_put_by(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    brand = altamar(world)
    ticket = operations.open_ticket(
        brand=brand, requester=world.ana, subject="Down", text="All of it", channel="web",
        submitted_at=MONDAY, now=MONDAY, priority="critical",
    )  # fmt: skip
    bob, page = reader(world.bob), f"/console/tickets/{ticket.reference}/"
    due = min(clock.due for clock in timeline(ticket).clocks if clock.metric is Metric.UPDATE and clock.due)
    monday.move_to(due)
    assert "The customer is to hear from us by" in bob.get(page).content.decode()
    bob.post(f"{page}proposals/put-by/", {"what": "update:1"})
    assert "The customer is to hear from us by" not in bob.get(page).content.decode()


def test_what_the_desk_found_by_itself_stands_on_the_page_with_one_click_into_the_reply(
    world: World, bob: Client
) -> None:
    assert 'id="known"' not in bob.get(TICKET).content.decode()
    fix = article(
        world.credenti,
        "Login fails after the upgrade",
        "## What you see\n\nLogin fails.\n\n## Meanwhile\n\nPress *Reset* twice.\n\nThen wait.",
        kind=Article.Kind.KNOWN_ERROR,
    ).article
    Seeking()(MONDAY)
    page = bob.get(TICKET).content.decode()
    beside = page[page.index('id="known"') : page.index('id="proposed"')]
    for said in ("Looked for", "1 fits", "known error", "Press Reset twice.", f'name="article" value="{fix.pk}"'):
        assert said in beside
    assert "Then wait" not in beside
    assert "Login fails after" not in fits(bob), "what stands there already is not proposed a second time"
    put = bob.post(f"{TICKET}solutions/", {"article": fix.pk}, headers=BY_SCRIPT).content.decode()
    assert "Press *Reset* twice." in put
    page = bob.get(TICKET).content.decode()
    assert "1 was put into a reply" in page
    assert 'title="A known solution fits"' not in bob.get("/console/").content.decode()


def test_that_the_desk_found_nothing_is_told_and_what_became_known_since_is_proposed(world: World, bob: Client) -> None:
    Seeking()(MONDAY)
    assert "nothing fits. Whoever takes the ticket up next is told." in bob.get(TICKET).content.decode()
    article(world.credenti, "Login fails after the upgrade", "Press Reset.")
    assert "Login fails after" in fits(bob)


def test_the_queue_marks_and_filters_what_a_known_solution_fits(world: World, bob: Client) -> None:
    article(world.credenti, "Login fails after the upgrade", "Press Reset.")
    world.ticket(subject="Zeppelin", text="It flies low.")
    Seeking()(MONDAY)
    found = bob.get("/console/", {"q": "solution:found"}).content.decode()
    assert 'title="A known solution fits"' in found
    assert ("CRE-1" in found, "CRE-2" in found) == (True, False)
    nothing = bob.get("/console/", {"q": "solución:ninguna"}).content.decode()
    assert ('data-row="CRE-1"' in nothing, 'data-row="CRE-2"' in nothing) == (False, True)
