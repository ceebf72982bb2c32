"""An agent at work, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from parola.desk.search import following
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World

PASSWORD = "a long password"
TICKET = "/console/tickets/CRE-1/"


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1280), ("ar", "dark", 390)], ids=["en light wide", "ar dark phone"]
)
def test_a_morning_by_keyboard_alone(world: World, open_page: Open, language: str, theme: str, width: int) -> None:
    world.bob.set_password(PASSWORD)
    world.bob.language = language
    world.bob.save()
    world.ticket(priority="P2", subject="Second")
    world.ticket(priority="P1", subject="First")
    while following.step():
        pass
    page = open_page("/console/", width=width, color_scheme=theme)
    type_and_go(page, world.bob.email, PASSWORD)

    page.keyboard.press("j")
    expect(page.locator("[data-row='CRE-2']")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("[data-row='CRE-1']")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("First")
    page.wait_for_load_state()

    work_on_it(page)
    find_another(page)


def work_on_it(page: Page) -> None:
    """See why it is due, answer, take it, and leave a note."""
    page.keyboard.press("w")
    expect(page.locator(".why .steps li").first).not_to_be_empty()

    page.keyboard.press("r")
    page.keyboard.type("We are on it. j k ? /")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conversation")).to_contain_text("We are on it. j k ? /")
    assert Ticket.objects.get(reference="CRE-2").first_response_at == MONDAY

    page.wait_for_load_state()
    page.keyboard.press("a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("Bob")
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.keyboard.type("Their router was changed.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#conversation")).to_contain_text("Their router was changed.")


def find_another(page: Page) -> None:
    """By a word of its subject, and from there to the queue and to what needs one today."""
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("second")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("CRE-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")

    page.wait_for_load_state()
    page.keyboard.press("q")
    expect(page.locator("[data-row='CRE-1']")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/console/today/")


def test_the_sheet_of_keys_and_the_search(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page("/console/", world.bob)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_label("Use single-letter keys on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]")).not_to_be_focused()

    page.get_by_label("Narrow the queue down").fill("nowhere")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No ticket is like that.")).to_be_visible()


def test_the_palette_goes_anywhere_and_does_what_the_page_can(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page(TICKET, world.root)
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Commands")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("chang prio")
    expect(palette.get_by_role("option", selected=True)).to_have_text("Change the priorityp ")
    page.keyboard.press("Enter")
    expect(page.get_by_label("New priority")).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("calendars")
    expect(palette.get_by_role("option", selected=True)).to_have_text("Calendars and holidays")
    page.keyboard.press("Control+a")
    page.keyboard.type("nothing is like that")
    expect(palette.get_by_text("Nothing is called that.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("New priority")).to_be_focused()


def test_keys_are_places_on_the_keyboard_whatever_it_writes(world: World, open_page: Open) -> None:
    """An Arabic keyboard writes qaf with the key that has an r; Escape leaves the field that it led to."""
    world.ticket()
    page = open_page(TICKET, world.bob)
    page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ق", code: "KeyR", bubbles: true}))"""
    )
    expect(page.locator(".reply-form textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reply-form textarea")).not_to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")


def test_a_change_of_priority_shows_its_due_times_before_it_is_made(world: World, open_page: Open) -> None:
    world.ticket(priority="P3")
    page = open_page(TICKET, world.bob)
    page.keyboard.press("p")
    expect(page.get_by_label("New priority")).to_be_focused()
    page.get_by_label("New priority").select_option("P1")
    expect(page.get_by_text("plans.basic.targets.first_response.P1")).to_be_visible()
    page.get_by_label("Reason").fill("Nobody can work")
    page.get_by_role("button", name="Change the priority").click()
    expect(page.get_by_text("The priority was changed")).to_be_visible()
    assert Ticket.objects.get().priority == "P1"


def test_the_queue_refreshes_itself_and_leaves_the_focus_where_it_was(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page("about:blank", world.bob)
    page.clock.install()
    page.goto("/console/")
    page.keyboard.press("j")
    world.ticket(subject="Something new")
    page.clock.fast_forward(21_000)
    expect(page.get_by_role("link", name="Something new")).to_be_visible()
    expect(page.locator("[data-row='CRE-1']")).to_be_focused()


def test_a_queue_that_cannot_be_refreshed_says_so(world: World, open_page: Open) -> None:
    page = open_page("about:blank", world.bob)
    page.clock.install()
    page.goto("/console/")
    expect(page.get_by_text("This page could not be refreshed")).to_be_hidden()
    page.route("**/console/", lambda route: route.fulfill(status=404))
    page.clock.fast_forward(21_000)
    expect(page.get_by_text("This page could not be refreshed")).to_be_visible()


def test_the_note_and_the_reply_are_two_papers_and_both_keep_what_was_typed(world: World, open_page: Open) -> None:
    world.ticket()
    page = open_page(TICKET, world.bob)
    page.get_by_label("Reply to the customer", exact=True).nth(1).fill("To Ana")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_hidden()
    page.keyboard.type("To Lea")
    page.get_by_role("radio", name="Reply to the customer").check()
    expect(page.locator(".reply-form textarea")).to_have_value("To Ana")
    expect(page.locator(".note-form textarea")).to_have_value("To Lea")


def test_who_was_slower_finds_everything_typed(world: World, open_page: Open) -> None:
    ticket = world.ticket()
    page = open_page(TICKET, world.bob)
    page.locator(".reply-form textarea").fill("Half an hour of writing")
    operations.reply(ticket=ticket, by=world.lea, text="I was faster", now=MONDAY)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The ticket changed while you were writing")).to_be_visible()
    expect(page.locator(".reply-form textarea")).to_have_value("Half an hour of writing")


def test_a_day_without_script(world: World, open_page: Open) -> None:
    world.ticket(priority="P2")
    page = open_page("/console/", world.bob, java_script_enabled=False)
    page.get_by_role("link", name="No login").click()
    page.get_by_text("Why?").click()
    page.get_by_role("link", name="Show the steps").click()
    expect(page.locator(".steps li").first).to_contain_text("First response")
    page.go_back()
    page.get_by_text("Change the priority").first.click()
    page.get_by_role("link", name="Show the due times before and after").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change the priority")
    page.go_back()
    page.locator(".reply-form textarea").fill("Hello")
    page.get_by_role("button", name="Send and wait").click()
    expect(page.get_by_text("The reply was sent.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_leaves_the_window(world: World, open_page: Open, language: str, width: int) -> None:
    world.lea.language = language
    world.lea.save()
    world.ticket(subject="تعذّر تسجيل الدخول " * 6, text="https://a.example/" + "x" * 300)
    world.ticket(subject="Donaudampfschifffahrtsgesellschaft" * 4, priority="P1")
    page = open_page("/console/", world.lea, width=width)
    for address in ("/console/", TICKET, f"{TICKET}priority/?priority=P1", "/console/report/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


def type_and_go(page: Page, email: str, password: str) -> None:
    """Sign in without a mouse."""
    page.keyboard.press("Tab")
    page.locator("[name=login]").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
