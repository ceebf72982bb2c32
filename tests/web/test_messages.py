"""A mail that says more by its looks than by its text, and the whole of one that is shown cut: both sides get to see them."""

from __future__ import annotations

import base64
import re

import pytest
from django.test import Client

from parola.desk import outbound
from parola.desk.files import store
from parola.desk.mail.models import Received, Sent
from parola.desk.tickets import ledger, operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Attachment, Body, Ticket
from parola.web.markup.frame import POLICY
from tests.desk.mail.post import VERIFIED, take_in, written
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,"
TABLE = "<table><tr><td>Monday</td><td>down</td></tr></table>"
SIDES = ["console/tickets", "portal/requests"]
ELSEWHERE = "https://pictures.example/chart.png"


def as_html(html: str) -> bytes:
    """A mail of Ana's that is a page."""
    return written(sender="ana@people.example", text=html, content_type="text/html; charset=utf-8")


def ticket_of(received: Received) -> Ticket:
    assert received.ticket is not None, received.reason
    return received.ticket


def reading(world: World, reader: Reader, side: str) -> Client:
    return reader(world.bob if side.startswith("console") else world.ana)


@pytest.mark.parametrize("side", SIDES)
def test_a_table_is_seen_as_a_table_in_a_frame_without_rights(world: World, reader: Reader, side: str) -> None:
    ticket = ticket_of(
        take_in(world, as_html(f"<p>How it went:</p>{TABLE}<script>alert(1)</script>"), path="ana@people.example")
    )
    browser = reading(world, reader, side)
    page = browser.get(f"/{side}/{ticket.reference}/").content.decode()
    frame = re.search(r"<iframe[^>]*>", page)
    assert frame is not None
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame.group()
    assert f'src="/{side}/{ticket.reference}/message/1/as-sent/"' in frame.group()
    answer = browser.get(f"/{side}/{ticket.reference}/message/1/as-sent/")
    assert "<td>Monday</td><td>down</td>" in answer.content.decode()
    assert "alert" not in answer.content.decode()
    assert (answer["Content-Security-Policy"], answer["X-Frame-Options"]) == (POLICY, "SAMEORIGIN")


@pytest.mark.parametrize("side", SIDES)
def test_a_mail_whose_words_say_it_all_is_shown_as_text(world: World, reader: Reader, side: str) -> None:
    ticket = ticket_of(
        take_in(world, as_html("<div dir=ltr>We <b>cannot</b> sign in.</div>"), path="ana@people.example")
    )
    browser = reading(world, reader, side)
    page = browser.get(f"/{side}/{ticket.reference}/").content.decode()
    assert "We cannot sign in." in page
    assert "<iframe" not in page
    assert Body.objects.get(ticket=ticket).html == ""
    assert "<b>cannot</b>" in browser.get(f"/{side}/{ticket.reference}/message/1/as-sent/").content.decode()


@pytest.mark.parametrize("side", SIDES)
def test_the_whole_of_a_mail_that_is_shown_cut_is_one_click_away(world: World, reader: Reader, side: str) -> None:
    ticket = world.ticket()
    text = "It works now.\r\n\r\nOn Mon, 16 Nov 2026, Credenti <support@credenti.example> wrote:\r\n> Have you tried again?\r\n"
    answered = written(sender="ana@people.example", text=text, references=f"<{_thread(ticket)}>", **VERIFIED)
    received = take_in(world, answered, path="ana@people.example")
    assert received.ticket == ticket
    browser = reading(world, reader, side)
    page = browser.get(f"/{side}/{ticket.reference}/").content.decode()
    assert "tried again" not in page
    found = re.search(rf'href="(/{side}/{ticket.reference}/message/\d+/)"', page)
    assert found is not None
    assert "Have you tried again?" in browser.get(found.group(1)).content.decode()


def _thread(ticket: Ticket) -> str:
    sent = Sent.objects.create(
        message_id="1@credenti.example",
        template="reply",
        ticket=ticket,
        person=ticket.requester,
        first_try_at=ticket.opened_at,
    )
    return sent.message_id


def opened(world: World, html: str, picture: bytes) -> Ticket:
    """A ticket of Ana's whose page shows a picture that came along and is called `logo`."""
    file = File(blob=store.put([picture], now=MONDAY), name="logo.gif", content_id="logo", inline=True)
    return operations.open_ticket(
        brand=world.credenti, requester=world.ana, subject="See", text="See the picture.", html=html, attachments=[file],
        channel="email", submitted_at=MONDAY, now=MONDAY,
    )  # fmt: skip


def test_a_picture_is_the_one_that_came_along_with_the_message_and_no_other(world: World, reader: Reader) -> None:
    """CVE-2015-8481: two messages that call different pictures by the same name."""
    pictures = (GIF + b"one", GIF + b"two")
    tickets = [opened(world, '<p>See <img src="cid:logo"></p>', picture) for picture in pictures]
    for ticket, picture in zip(tickets, pictures, strict=True):
        page = reader(world.bob).get(f"/console/tickets/{ticket.reference}/message/1/as-sent/").content.decode()
        assert re.findall(r"data:image/gif;base64,([^\"]+)", page) == [base64.b64encode(picture).decode()]
    Attachment.objects.filter(body=tickets[0].opening).update(content_id="other")
    page = reader(world.bob).get(f"/console/tickets/{tickets[0].reference}/message/1/as-sent/").content.decode()
    assert "data:image" not in page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the desk asks of others, by the one way out."""
    addresses: list[str] = []

    def fetch(address: str) -> bytes:
        addresses.append(address)
        if address != ELSEWHERE:
            raise outbound.NotFetched(outbound.Why.PRIVATE)
        return GIF

    monkeypatch.setattr(outbound, "fetch", fetch)
    return addresses


def test_pictures_elsewhere_are_fetched_when_an_agent_asks_and_by_the_desk(
    world: World, reader: Reader, asked: list[str]
) -> None:
    """CVE-2023-38059, CVE-2019-12248: opening, and answering, asks nobody for anything."""
    html = (
        f'<img src="{ELSEWHERE}" alt="Chart"><img src="https://127.0.0.1/x.png" alt="Inside"><img src="//a.example/x">'
    )
    ticket = ticket_of(take_in(world, as_html(html), path="ana@people.example"))
    bob, ana = reader(world.bob), reader(world.ana)
    at_work, own = f"/console/tickets/{ticket.reference}/", f"/portal/requests/{ticket.reference}/"
    assert "Show pictures from elsewhere" in bob.get(at_work).content.decode()
    assert "Show pictures from elsewhere" not in ana.get(own).content.decode()
    for browser, address in ((bob, at_work), (ana, own)):
        for page in ("", "message/1/", "message/1/?as=text", "message/1/as-sent/", "history/"):
            assert browser.get(address + page).status_code == 200
    assert bob.post(f"{at_work}reply/", {"seen": "1", "text": "We look at it."}).status_code == 302
    assert asked == []
    shown = bob.post(f"{at_work}message/1/as-sent/").content.decode()
    assert sorted(asked) == ["https://127.0.0.1/x.png", ELSEWHERE]
    assert shown.count("data:image/gif") == 1
    assert '<span class="withheld">Inside</span>' in shown
    assert "1 picture could not be fetched." in shown
    assert ELSEWHERE not in shown
    assert ana.post(f"{own}message/1/as-sent/").status_code == 405


def test_what_was_erased_has_no_look(world: World, reader: Reader) -> None:
    ticket = opened(world, TABLE, GIF)
    ledger.rewrite_body(ticket.opening, text="", erased_at=MONDAY)
    for page in ("", "as-sent/"):
        assert reader(world.bob).get(f"/console/tickets/{ticket.reference}/message/1/{page}").status_code == 404


def test_each_paragraph_finds_its_own_direction(world: World, reader: Reader) -> None:
    ticket = opened(world, f"<p>مرحبا</p><p>Hello</p>{TABLE}", GIF)
    page = reader(world.bob).get(f"/console/tickets/{ticket.reference}/message/1/as-sent/").content.decode()
    assert '<main dir="auto"><p>مرحبا</p><p>Hello</p>' in page
    assert "unicode-bidi: plaintext" in page
