"""What mail servers report of our mails: it lies with the ticket, opens nothing, and a mail that came back is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from parola.desk.mail import parse, queries, receive, returns, route, send, token
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.reports import Failure
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket, TicketEvent
from tests.desk.mail.post import DESK, VERIFIED, gathering, listening, scripted, speaking, take_in, written
from tests.desk.world import MONDAY, World

OURS = "ours@credenti.example"
DAEMON = "From: MAILER-DAEMON@people.example\r\nTo: support@credenti.example\r\nSubject: Undelivered Mail\r\n"


def report(*, action: str = "failed", status: str = "5.1.1", why: str = "smtp; 550 5.1.1 <ana>: unknown user") -> bytes:
    """As most servers write it (RFC 3464), with the headers of our mail at the end."""
    return (
        DAEMON + "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.people.example\r\n\r\n"
        f"Final-Recipient: rfc822; ana@people.example\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {why}\r\n"
        f"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{OURS}>\r\nSubject: Re\r\n\r\n--b--\r\n"
    ).encode()


def homemade(text: str = f"Your message <{OURS}> could not be delivered.") -> bytes:
    return (DAEMON + f"X-Failed-Recipients: ana@people.example\r\n\r\n{text}\r\n").encode()


@pytest.mark.parametrize(
    ("raw", "failures"),
    [
        (report(), (Failure("ana@people.example", "550 5.1.1 <ana>: unknown user", "5.1.1"),)),
        (report(action="delayed", status="4.4.1"), ()),
        (report(action="delivered", status="2.0.0"), ()),
        (
            report(action="FAILED", why="a line\r\n  that goes on"),
            (Failure("ana@people.example", "a line that goes on", "5.1.1"),),
        ),
        (homemade(), (Failure("ana@people.example", ""),)),
    ],
    ids=["failed", "delayed", "delivered", "folded", "of a server's own making"],
)
def test_whom_a_mail_did_not_reach_is_read_from_the_report(raw: bytes, failures: tuple[Failure, ...]) -> None:
    mail = parse.parse(raw, "")
    assert mail.failures == failures
    assert OURS in mail.about


@pytest.mark.django_db
@pytest.mark.parametrize("octet", [b"\0", b"\x07", b"\x7f", b"\xff"], ids=["nul", "bell", "del", "no letter"])
def test_what_a_report_names_can_be_looked_for(octet: bytes, world: World) -> None:
    """Text in two bytes a letter has a NUL in each, which PostgreSQL does not take."""
    within = b"<x" + octet + b"y@desk.example>"
    answers = b"Subject: Undelivered Mail\r\nReferences: " + within + b"\r\nMessage-ID: " + within
    raw = report().replace(b"<ana>", within).replace(b"Subject: Undelivered Mail", answers, 1)
    mail = parse.parse(raw, "")
    assert OURS in mail.about
    assert not any(letter < " " or letter == "\x7f" for each in (*mail.about, *mail.references) for letter in each)
    assert route.reported(mail, world.credenti) is None
    assert not route.is_our_own(mail)


def test_a_persons_mail_reports_nothing() -> None:
    mail = parse.parse(written(text=f"see <{OURS}>"), "ana@people.example")
    assert (mail.about, mail.failures) == ((), ())


@pytest.fixture
def ticket(world: World) -> Ticket:
    ticket = world.ticket()
    Sent.objects.create(
        message_id=OURS, template="reply", ticket=ticket, person=world.ana, address=world.ana.email, first_try_at=MONDAY
    )
    return ticket


def return_path() -> str:
    """Where a genuine report about our mail comes."""
    return token.return_path(DESK, Sent.objects.get().pk, route.mail_key())


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [report(), homemade()], ids=["a report", "of a server's own making"])
def test_a_mail_that_came_back_is_told_on_its_ticket_and_opens_or_moves_nothing(
    world: World, ticket: Ticket, raw: bytes
) -> None:
    received = take_in(world, raw, to=return_path(), path="")
    sent = Sent.objects.get()
    assert (received.state, received.ticket, sent.returned_at) == (Received.State.AUTOMATIC, ticket, MONDAY)
    assert received.sort == Received.Sort.BOUNCE
    assert list(queries.came_back(world.bob)) == [sent]
    assert list(queries.came_back(world.zoe)) == []
    assert (Ticket.objects.count(), TicketEvent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_forged_report_that_knows_the_message_id_lies_with_the_ticket_and_says_nothing_of_the_mail(
    world: World, ticket: Ticket
) -> None:
    other = token.return_path(DESK, Sent.objects.get().pk + 1, route.mail_key())
    for number, to in enumerate((DESK, other, return_path().replace("-", "-x")), start=1):
        received = take_in(world, report() + b"\r\n" * number, to=to, path="")
        assert (received.state, received.ticket) == (Received.State.AUTOMATIC, ticket)
    assert Sent.objects.get().returned_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "why", "gone"),
    [
        ("5.1.1", "smtp; 550 5.1.1 unknown", True),
        ("5.7.1", "smtp; 554 refused", True),
        ("4.4.7", "smtp; 451 4.4.7 expired", False),
        ("", "smtp; 452 4.2.2 full", False),
        ("", "smtp; no words that we know", True),
    ],
)
def test_an_address_is_given_up_where_the_server_says_for_good(
    world: World, ticket: Ticket, status: str, why: str, gone: bool
) -> None:
    take_in(world, report(status=status, why=why), to=return_path(), path="")
    assert Sent.objects.get().returned_at == MONDAY
    assert (world.ana.pk in returns.undeliverable([world.ana])) is gone


@pytest.mark.django_db
def test_a_mail_from_there_or_one_that_arrived_there_shows_that_it_is_in_use(world: World, ticket: Ticket) -> None:
    take_in(world, report(), to=return_path(), path="")
    Received.objects.update(received_at=MONDAY - timedelta(hours=1))
    Sent.objects.update(returned_at=MONDAY - timedelta(hours=1))
    forged = "mx.desk.example; dmarc=none"
    take_in(world, written(sender="ana@people.example", subject="Hi", authentication_results=forged))
    assert world.ana.pk in returns.undeliverable([world.ana])
    take_in(world, written(sender="ana@people.example", subject="Me", message_id="<2@people.example>", **VERIFIED))
    assert returns.undeliverable([world.ana]) == {}


@pytest.mark.django_db
def test_a_later_receipt_shows_it_too(world: World, ticket: Ticket) -> None:
    take_in(world, report(), to=return_path(), path="")
    Sent.objects.update(returned_at=MONDAY - timedelta(hours=1))
    later = Sent.objects.create(
        message_id="later@x.example", template="reply", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    receipt = report(action="delivered", status="2.0.0")
    received = take_in(world, receipt, to=token.return_path(DESK, later.pk, route.mail_key()), path="")
    assert received.sort == Received.Sort.DELIVERED
    assert returns.undeliverable([world.ana]) == {}


@pytest.mark.django_db
def test_a_refused_recipient_is_known_at_once_and_forgotten_when_the_mail_is_taken_after_all(
    world: World, settings: Settings
) -> None:
    operations.reply(ticket=world.ticket(acknowledge=False), by=world.bob, text="Hola", now=MONDAY)
    with scripted(speaking("250 test", "250 OK", "550 5.1.1 no such user", "250 OK", "221 bye")) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    assert "no such user" in returns.undeliverable([world.ana])[world.ana.pk].returned_why
    OutboxRow.objects.update(state="ready")
    with listening(gathering([])) as port:
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    assert returns.undeliverable([world.ana]) == {}


@pytest.mark.django_db
def test_a_delay_lies_with_the_ticket_and_is_no_return(world: World, ticket: Ticket) -> None:
    received = take_in(world, report(action="delayed"), path="")
    assert received.ticket == ticket
    assert Sent.objects.get().returned_at is None


@pytest.mark.django_db
def test_a_report_to_another_brand_is_about_none_of_its_mails(world: World, ticket: Ticket) -> None:
    kept = receive.keep(
        brand=world.zmanda, raw=report(), envelope_from="", envelope_to="support@zmanda.example", received_at=MONDAY
    )
    assert receive.process(kept, now=MONDAY).ticket is None
    assert Sent.objects.get().returned_at is None


@pytest.mark.django_db
def test_an_absence_note_lies_with_the_ticket_that_it_answers(world: World, ticket: Ticket) -> None:
    away = written(sender="ana@people.example", auto_submitted="auto-replied", in_reply_to=f"<{OURS}>", **VERIFIED)
    received = take_in(world, away, to=DESK)
    assert (received.state, received.ticket) == (Received.State.AUTOMATIC, ticket)
    assert Sent.objects.get().returned_at is None
