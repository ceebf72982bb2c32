"""The mails behind a conversation: attachments are named, the whole mail can be saved, and what leaves says how far it is."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from parola.desk.mail import receive
from parola.desk.mail.models import Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from tests.desk.mail.test_undelivered import refuse
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

RAW = b"""From: Ana <ana@people.example>
To: support@credenti.example
Subject: No login
Message-ID: <1@people.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/plain

See the picture.
--part
Content-Type: text/html
Content-Disposition: attachment; filename="<img src=x onerror=alert(1)>.html"

<script>alert(1)</script>
--part--
""".replace(b"\n", b"\r\n")


@pytest.fixture
def by_mail(world: World) -> World:
    received = receive.keep(
        brand=world.credenti,
        raw=RAW,
        envelope_from="ana@people.example",
        envelope_to="support@credenti.example",
        received_at=MONDAY,
    )
    receive.process(received, now=MONDAY)
    return world


def test_what_came_along_is_named(by_mail: World, reader: Reader) -> None:
    page = reader(by_mail.bob).get("/console/tickets/CRE-1/").content.decode()
    assert "See the picture." in page
    assert "&lt;img src=x onerror=alert(1)&gt;.html" in page
    assert 'href="/console/tickets/CRE-1/message/1/"' in page


def test_the_whole_mail_is_saved_and_never_shown(by_mail: World, reader: Reader) -> None:
    answer = reader(by_mail.bob).get("/console/tickets/CRE-1/mail/1/")
    assert answer.content == RAW
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == 'attachment; filename="CRE-1-1.eml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert reader(by_mail.zoe).get("/console/tickets/CRE-1/mail/1/").status_code == 404
    assert reader(by_mail.ana).get("/console/tickets/CRE-1/mail/1/").status_code == 404


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("ready", "The mail is on its way"),
        ("leased", "The mail is on its way"),
        ("sent", "The mail server has taken the mail"),
        ("parked", "The mail could not be sent"),
    ],
)
def test_an_answer_says_how_far_it_is(world: World, reader: Reader, state: str, told: str) -> None:
    operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    OutboxRow.objects.filter(payload__template="reply").update(state=state)
    assert told in reader(world.bob).get("/console/tickets/CRE-1/").content.decode()


def test_the_page_says_who_was_not_reached_and_why(world: World, settings: Settings, reader: Reader) -> None:
    operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    OutboxRow.objects.filter(payload__template="acknowledgement").delete()
    refuse(settings)
    page = reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    assert "The mail server refused the mail to Ana (ana@people.example)" in page
    assert "no such mailbox" in page
    assert "Mail does not arrive there" in page
    answer = reader(world.bob).post("/console/tickets/CRE-1/mail/2/again/")
    assert answer["Location"] == "/console/tickets/CRE-1/#event-2"
    assert "The mail is on its way" in reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    people = reader(world.root).get(f"/console/customers/{world.acme.pk}/people/").content.decode()
    assert "Mail does not arrive there" not in people


def test_what_a_server_confirms_has_arrived(world: World, reader: Reader) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    row = OutboxRow.objects.get(payload__template="reply")
    OutboxRow.objects.update(state="sent", sent_at=MONDAY)
    Sent.objects.create(
        message_id=row.message_id.strip("<>"),
        template="reply",
        ticket=ticket,
        person=world.ana,
        first_try_at=MONDAY,
        delivered_at=MONDAY,
    )
    assert "The mail has arrived" in reader(world.bob).get("/console/tickets/CRE-1/").content.decode()


def test_a_server_that_does_not_take_it_now_is_named_with_the_next_try(world: World, reader: Reader) -> None:
    operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    OutboxRow.objects.filter(payload__template="reply").update(attempts=1, last_error="451 greylisted, come back")
    page = reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    assert "The mail server does not take the mail now. It is tried again:" in page
    assert "451 greylisted, come back" in page
