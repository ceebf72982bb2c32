"""A call is taken down from whatever page is open, by keyboard, and what was being written there stays."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from parola.desk.telephony import calls, lines, people, signatures
from parola.desk.telephony.calls import Announcement, State
from parola.desk.tickets import queries
from parola.desk.tickets.models import Attachment, Ticket
from tests.browser.conftest import Open
from tests.desk.world import MONDAY, World, after

NUMBER = "+34 600 111 222"


def test_a_call_goes_on_with_a_request_while_a_reply_is_being_written(world: World, open_page: Open) -> None:
    ticket = world.ticket(submitted_at=after(hours=-2), now=after(hours=-2))
    people.keep(world.ana, NUMBER)
    page = open_page(reverse("console:ticket", args=[ticket.reference]), world.bob)
    page.locator(".reply-form textarea").fill("Half of an answer")
    page.locator("h1").first.click()
    page.keyboard.press("t")
    expect(page.locator("#call-find")).to_be_focused()
    page.keyboard.type("600 111 222")
    page.keyboard.press("Enter")
    page.locator("#call-body").get_by_role("link", name="Ana").click()
    expect(page.locator("#call-body h2[tabindex]")).to_be_focused()
    page.locator("#call-joins").select_option(ticket.reference)
    expect(page.locator("#call .outlook")).to_contain_text(ticket.reference)
    page.locator("#call-text").fill("She says that it works again.")
    page.locator("#call button.main").click()
    expect(page.locator("#call").get_by_role("link", name=ticket.reference)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reply-form textarea")).to_have_value("Half of an answer")
    assert [event.fact.kind for event in queries.history(ticket)][-1] == "message"


def test_a_call_that_rings_is_told_on_the_open_page_and_taken_down_there(world: World, open_page: Open) -> None:
    people.keep(world.amir, NUMBER)
    line, secret = lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)
    page = open_page(reverse("console:queue"), world.bob, width=390)
    said = json.dumps({"call": "1", "state": "ringing", "number": NUMBER, "agent": world.bob.email}).encode()
    stamp = str(int(MONDAY.timestamp()))
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": stamp,
        "webhook-signature": signatures.signature(secret, "1", stamp, said),
    }
    told = Client().post(reverse("telephony", args=[line.pk]), said, content_type="application/json", headers=headers)
    assert told.status_code == 200
    banner = page.locator("[data-calling] .banner")
    page.locator("[data-calling]").dispatch_event("live")
    expect(banner).to_contain_text("Amir")
    banner.get_by_role("link").click()
    expect(page.locator("#call h2").nth(1)).to_contain_text("Amir")
    page.locator("#call-subject").fill("No cards")
    page.locator("#call-text").fill("He says that no card works.")
    page.locator("#call button.main").click()
    expect(page.locator("#call a[href*=tickets]")).to_be_focused()
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.channel, ticket.opened_at) == (world.amir, "phone", MONDAY)
    page.locator("[data-calling]").dispatch_event("live")
    expect(banner).to_have_count(0)


def test_what_is_typed_stays_and_a_file_goes_along_that_is_still_on_its_way(world: World, open_page: Open) -> None:
    page = open_page("/console/", world.bob)
    page.keyboard.press("t")
    expect(page.locator("#call-find")).to_be_focused()
    page.keyboard.type("ana")
    page.keyboard.press("Enter")
    page.locator("#call-body").get_by_role("link", name="Ana").click()
    expect(page.locator("#call-body h2[tabindex]")).to_be_focused()
    page.locator("#call-subject").fill("Doors are shut")
    page.locator("#call-text").fill("She called.")
    page.locator("#call [name=priority]").select_option("P1")
    expect(page.locator("#call .outlook .priority").first).to_contain_text("P1")
    expect(page.locator("#call-text")).to_have_value("She called.")
    page.locator("#call [name=attachments]").set_input_files(
        {"name": "door.txt", "mimeType": "text/plain", "buffer": b"shut"}
    )
    page.locator("#call button.main").click()
    expect(page.locator("#call a[href*=tickets]")).to_be_focused()
    assert Ticket.objects.get().priority == "P1"
    assert Attachment.objects.get().name == "door.txt"


def test_a_call_that_is_no_request_is_waved_off_where_one_is(world: World, open_page: Open) -> None:
    line, _secret = lines.add(brand=world.credenti, name="Front desk", by=world.root, now=MONDAY)
    calls.announce(line=line, said=Announcement(call="7", state=State.RINGING, number="+34600111222"), now=MONDAY)
    page = open_page(reverse("console:ticket", args=[world.ticket().reference]), world.bob)
    page.locator(".reply-form textarea").fill("Half of an answer")
    page.get_by_role("button", name="No request").click()
    expect(page.get_by_role("button", name="No request")).to_have_count(0)
    expect(page.locator(".reply-form textarea")).to_have_value("Half of an answer")
