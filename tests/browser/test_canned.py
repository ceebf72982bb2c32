"""A canned reply comes into what an agent writes, in a real browser: where the cursor is with script, and by a page without."""

from __future__ import annotations

from playwright.sync_api import expect

from parola.desk.tickets.models import CannedReply, Ticket
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

TICKET = "/console/tickets/CRE-1/"


def test_by_keyboard_it_comes_to_where_the_cursor_is_and_stays_text(world: World, open_page: Open) -> None:
    CannedReply.objects.create(brand=world.credenti, title="Thanks", texts={"en": "Thank you", "es": "Gracias"})
    world.ticket()
    page = open_page(TICKET, world.bob)
    area = page.locator(".reply-form textarea")
    area.fill("Before. After.")
    area.evaluate("area => area.setSelectionRange(8, 8)")
    page.get_by_role("radio", name="Internal note").check()
    page.locator("h1").click()
    page.keyboard.press("c")
    expect(page.get_by_role("searchbox", name="Find a canned reply")).to_be_focused()
    expect(page.get_by_role("button", name="Greeting")).to_be_visible()
    page.keyboard.type("gracias")
    expect(page.get_by_role("button", name="Greeting")).to_be_hidden()
    for _key in range(3):  # the search's button, then the one that closes the list
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Thanks")).to_be_focused()
    page.keyboard.press("Enter")
    expect(area).to_have_value("Before. GraciasAfter.")
    expect(area).to_be_focused()
    expect(page.locator("[data-canned-list]")).to_be_empty()
    page.keyboard.type(", Ana. ")
    assert Ticket.objects.get().first_response_at is None
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The reply was sent.")).to_be_visible()
    assert Ticket.objects.get().first_response_at == MONDAY
    assert CannedReply.objects.get(title="Thanks").uses == 1


def test_what_has_no_value_is_said_and_does_not_leave(world: World, open_page: Open) -> None:
    CannedReply.objects.update(texts={"it": "Entro il {{next_due}}"})
    world.ticket()
    page = open_page(TICKET, world.bob)
    page.get_by_role("button", name="Canned replies").click()
    page.get_by_role("button", name="Greeting").click()
    expect(page.get_by_text("this is the one in Italian")).to_be_visible()
    expect(page.get_by_text("write what belongs there")).to_be_visible()
    expect(page.locator(".reply-form textarea")).to_have_value("Entro il {{next_due}}")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Write what belongs in place of {{next_due}}, or take it out.")).to_be_visible()


def test_the_list_closes_with_escape_and_nothing_is_changed(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page(TICKET, world.bob)
    page.locator(".reply-form textarea").fill("Mine")
    page.get_by_role("button", name="Canned replies").click()
    expect(page.get_by_role("searchbox", name="Find a canned reply")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-canned-list]")).to_be_empty()
    expect(page.locator(".reply-form textarea")).to_have_value("Mine")


def test_without_script_it_comes_by_a_page_of_its_own(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page(TICKET, world.bob, java_script_enabled=False, width=390)
    page.locator(".reply-form textarea").fill("Before.")
    page.get_by_role("button", name="Canned replies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Canned replies")
    page.get_by_role("searchbox", name="Find a canned reply").fill("hi")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Greeting").click()
    expect(page.locator(".reply-form textarea")).to_have_value("Before.\n\nHola, Ana:")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The reply was sent.")).to_be_visible()
