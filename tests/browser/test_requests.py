"""A customer's request from its resolution to the rating, on a phone, in both directions, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

TICKET = "/portal/requests/CRE-1/"


def fits(page: Page) -> None:
    """Nothing leads sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_what_is_new_to_how_the_help_was(world: World, open_page: Open, language: str) -> None:
    """The mark of what is new goes by itself once the page was seen; one asks for another priority, says that it is solved, and rates."""
    world.ana.language = language
    world.ana.save()
    ticket = operations.reply(ticket=world.ticket(priority="P3"), by=world.bob, text="Try again.", now=MONDAY)
    page = open_page("/portal/", world.ana, width=360)
    expect(page.locator(".request.unread")).to_be_visible()
    fits(page)
    page.locator(".request-subject").click()
    expect(page.get_by_text("Try again.")).to_be_visible()
    expect(page.locator("#unread")).to_have_count(0)
    fits(page)
    page.locator("#asking summary").click()
    page.locator("#asking select[name=priority]").select_option("P1")
    page.locator("#asking textarea").fill("Nobody can work.")
    page.locator("#asking button").click()
    expect(page.locator("#asked-for")).to_be_visible()
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    page.reload()
    fits(page)
    page.locator("#solved button").click()
    page.wait_for_url(f"**{TICKET}#main")
    page.locator("#rating [name=score][value='1']").check()
    page.locator("#rating textarea").fill("Fast.")
    page.locator("#rating button").click()
    expect(page.locator("#rating details")).to_be_visible()
    fits(page)
    present = Ticket.objects.get()
    assert (present.status, present.rating) == ("closed", 1)
    page.goto(page.url.split("#")[0].replace(TICKET, "/portal/"))
    expect(page.locator(".request.unread")).to_have_count(0)
