"""What came along with what somebody wrote: seen and saved by those who see the words."""

from __future__ import annotations

import base64

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.files import store
from parola.desk.tickets import joining, operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Attachment, Ticket
from tests.desk.mail.post import take_in
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
SCRIPT = b"<script>alert(1)</script>"


def mailed(*parts: tuple[str, str, bytes]) -> bytes:
    """A mail of Ana's with such files: name, content type, bytes."""
    files = b"".join(
        f'--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.b64encode(content)
        + b"\r\n"
        for name, kind, content in parts
    )
    head = b"From: ana@people.example\r\nSubject: See\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee.\r\n"
    return head + files + b"--b--\r\n"


def given(name: str, content: bytes) -> File:
    return File(blob=store.put([content], now=MONDAY), name=name)


def address(ticket: Ticket, name: str) -> str:
    return f"/files/{ticket.reference}/{Attachment.objects.get(name=name).pk}/"


@pytest.fixture
def ticket(world: World) -> Ticket:
    files = mailed(("screen.png", "image/png", PNG), ("page.html", "text/html", SCRIPT))
    found = take_in(world, files, path="ana@people.example").ticket
    assert found is not None
    return found


@pytest.mark.parametrize("side", ["console/tickets", "portal/requests"])
def test_both_sides_see_the_files_in_the_conversation_and_get_them(
    world: World, reader: Reader, ticket: Ticket, side: str
) -> None:
    browser: Client = reader(world.bob if side.startswith("console") else world.ana)
    page = browser.get(f"/{side}/{ticket.reference}/").content.decode()
    first, second = address(ticket, "screen.png"), address(ticket, "page.html")
    assert f'<img src="{first}"' in page
    assert f'<a class="tag" href="{second}" download>' in page
    picture, other = browser.get(first), browser.get(second)
    assert (picture.getvalue(), picture.headers["Content-Type"]) == (PNG, "image/png")
    assert (other.getvalue(), other.headers["Content-Disposition"]) == (SCRIPT, 'attachment; filename="page.html"')
    assert other.headers["Cache-Control"] == "private, no-store"


def test_a_file_on_a_note_or_a_held_reply_is_no_customers(world: World, reader: Reader) -> None:
    ticket = world.ticket(priority="P3")
    operations.note(ticket=ticket, by=world.bob, text="Hm", attachments=[given("inside.txt", b"1")], now=MONDAY)
    late = after(hours=12)
    held = operations.reply(ticket=ticket, by=world.bob, text="Look", attachments=[given("answer.txt", b"2")], now=late)
    inside, answer = address(ticket, "inside.txt"), address(ticket, "answer.txt")
    assert [reader(world.bob).get(each).getvalue() for each in (inside, answer)] == [b"1", b"2"]
    assert {reader(world.ana).get(each).status_code for each in (inside, answer)} == {404}
    operations.release_reply(ticket=ticket, by=world.bob, held=held.last_event_seq, reason="Now", now=late)
    assert reader(world.ana).get(answer).getvalue() == b"2"
    assert reader(world.ana).get(inside).status_code == 404


def test_a_merge_and_a_split_take_the_files_with_the_words(world: World, reader: Reader) -> None:
    older = world.ticket()
    younger = world.ticket(now=after(hours=1), submitted_at=after(hours=1), attachments=[given("log.txt", b"log")])
    joining.merge(ticket=younger, other=older, by=world.bob, now=after(hours=2))
    assert reader(world.ana).get(address(older, "log.txt")).getvalue() == b"log"
    assert f"{address(older, 'log.txt')}" in reader(world.ana).get("/portal/requests/CRE-1/").content.decode()
    moved = [event.seq for event in older.events.order_by("seq") if event.kind == "message"]
    new = joining.split(ticket=older, message=moved[0], subject="Other", by=world.bob, now=after(hours=3))
    (copy,) = new.opening.attachments.all()
    assert reader(world.ana).get(f"/files/{new.reference}/{copy.pk}/").getvalue() == b"log"


def test_a_file_that_is_lost_is_not_there(world: World, reader: Reader) -> None:
    ticket = world.ticket(attachments=[given("log.txt", b"soon lost")])
    store.path_of(Attachment.objects.get().blob.sha256).unlink()
    assert reader(world.ana).get(address(ticket, "log.txt")).status_code == 404


def test_a_page_asks_the_database_no_more_for_many_files(world: World, reader: Reader, ticket: Ticket) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/console/tickets/{ticket.reference}/")
        return len(queries)

    browser = reader(world.bob)
    operations.note(ticket=ticket, by=world.bob, text="One", attachments=[given("x.txt", b"x")], now=MONDAY)
    browser.get(f"/console/tickets/{ticket.reference}/")
    before = asked()
    files = [given(f"{number}.txt", str(number).encode()) for number in range(20)]
    operations.note(ticket=ticket, by=world.bob, text="All of them", attachments=files, now=MONDAY)
    assert asked() == before
