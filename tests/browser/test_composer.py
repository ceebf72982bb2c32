"""What an agent writes, in a real browser: it is kept, it names colleagues, a picture is pasted, and it leaves by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from parola.desk.tickets import follows
from parola.desk.tickets.models import Draft, Ticket
from tests.browser.conftest import Open
from tests.desk.world import World

TICKET = "/console/tickets/CRE-1/"
PASTE = """(area) => {
  const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="), (each) => each.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "screen.png", { type: "image/png" }));
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_written_survives_and_leaves_by_keyboard(world: World, open_page: Open, language: str) -> None:
    world.bob.language = language
    world.bob.save()
    world.ticket()
    page = open_page(TICKET, world.bob)
    reply = page.locator(".reply-form textarea")
    page.keyboard.press("r")
    page.keyboard.type("Dear Ana, which browser?")
    expect(page.locator(".reply-form [data-draft-state] span")).to_be_visible()
    page.reload()
    expect(reply).to_have_value("Dear Ana, which browser?")
    other = open_page(TICKET, world.bob)
    expect(other.locator(".reply-form textarea")).to_have_value("Dear Ana, which browser?")
    other.close()

    mention(page)
    page.keyboard.press("r")
    expect(reply).to_be_focused()
    reply.evaluate(PASTE)
    expect(page.locator(".reply-form [data-files-list]")).to_contain_text("screen.png")
    page.get_by_role("button", name={"en": "Send and wait", "ar": "إرسال وانتظار"}[language]).focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.message.support img")).to_have_count(1)
    expect(reply).to_have_value("")
    assert Ticket.objects.get().status == "waiting"
    assert [draft.text for draft in Draft.objects.exclude(text="")] == []


def mention(page: Page) -> None:
    """A note that tells Lea."""
    page.locator("h1").click()
    page.keyboard.press("n")
    page.keyboard.type("Ask @le")
    expect(page.locator("#mentions [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("about it")
    expect(page.locator(".note-form textarea")).to_have_value("Ask @Lea about it")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.message.note")).to_contain_text("Ask @Lea about it")
    assert [each.name for each in follows.followers(Ticket.objects.get())] == ["Lea"]


def test_without_a_connection_the_browser_keeps_it_and_the_desk_gets_it_after(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page(TICKET, world.bob)
    page.route("**/draft/**", lambda route: route.fulfill(status=429))
    page.locator(".reply-form textarea").fill("Written in a tunnel")
    expect(page.locator(".reply-form [data-draft-words]")).to_contain_text("There is no connection")
    page.reload()
    expect(page.locator(".reply-form textarea")).to_have_value("Written in a tunnel")
    page.unroute("**/draft/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".reply-form [data-draft-state] span")).to_be_visible()
    assert Draft.objects.get().text == "Written in a tunnel"
