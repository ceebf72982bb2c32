"""The queue by keyboard alone: a filter that completes itself, a view, several tickets at once, and back."""

from __future__ import annotations

from playwright.sync_api import expect

from parola.desk.tickets.models import Ticket, View
from tests.browser.conftest import Open
from tests.desk.world import World


def test_a_line_a_view_and_several_at_once_by_keyboard(world: World, open_page: Open) -> None:
    for priority in ("P1", "P2", "P2"):
        world.ticket(priority=priority)
    page = open_page("/console/", world.bob)
    page.keyboard.press("/")
    page.keyboard.type("prio")
    expect(page.get_by_role("option", name="priority:")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("P2")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/?q=priority%3AP2*")
    expect(page.locator("[data-row]")).to_have_count(2)

    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.locator("#queue").evaluate("list => list.dispatchEvent(new Event('live'))")
    expect(page.locator(".row-pick:checked")).to_have_count(2)
    page.keyboard.press("i")
    expect(page.locator("#done")).to_contain_text("Assigned to Bob: 2 of 2.")
    expect(page.locator("#done")).to_be_focused()
    assert Ticket.objects.filter(assignee=world.bob).count() == len(["CRE-2", "CRE-3"])
    page.keyboard.press("z")
    expect(page.locator("#done")).to_contain_text("Taken back: 2 of 2.")
    assert not Ticket.objects.filter(assignee=world.bob).exists()

    page.get_by_role("link", name="Save as a view").press("Enter")
    page.get_by_label("Name").fill("Ordinary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ordinary")
    assert View.objects.get().line == "priority:P2"
