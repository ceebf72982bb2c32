"""The mail server, talked to over a socket: what it takes is there, and what it cannot take the sender keeps."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8

import pytest
from django.db import OperationalError, connection

from parola.desk.files import store
from parola.desk.mail import mime, receive, receiver, route
from parola.desk.mail.models import Received
from parola.desk.mail.server import Delivery
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import Heartbeat
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import DESK, listening, written
from tests.desk.world import MONDAY, World, after
from tests.support.loops import complete

pytestmark = pytest.mark.django_db(transaction=True)
State = Received.State


@pytest.fixture(autouse=True)
def threads_leave_no_connection_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def port(world: World) -> Iterator[int]:
    talk, threads = receiver.conversation(lambda: MONDAY)
    with threads, listening(talk) as port:
        yield port


def send(port: int, raw: bytes, *to: str, path: str = "olga@people.example") -> tuple[int, str]:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        client.mail(path)
        for recipient in to or (DESK,):
            code, answer = client.rcpt(recipient)
            if code >= 400:
                return code, answer.decode()
        code, answer = client.data(raw)
        return code, answer.decode()


def dialogue(port: int, *lines: bytes) -> list[bytes]:
    """The answers to raw lines, the greeting left out."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client, client.makefile("rwb") as file:
        file.readline()
        answers = []
        for line in lines:
            file.write(line)
            file.flush()
            answer = file.readline()
            while answer[3:4] == b"-":
                answer = file.readline()
            answers.append(answer)
        return answers


def test_250_means_that_the_ticket_is_there(port: int) -> None:
    code, answer = send(port, written())
    ticket = Ticket.objects.get()
    received = Received.objects.get()
    assert (code, answer) == (250, f"2.0.0 Taken as {received.pk}")
    assert ticket.opened_at == MONDAY
    assert received.ticket == ticket
    assert received.envelope_from == "olga@people.example"
    assert bytes(received.raw) == written()


def test_a_mail_program_s_arabic_mail_arrives_whole(port: int) -> None:
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"] = "أحمد <ahmad@people.example>", DESK, "لا نستطيع الدخول"
    mail.set_content("السلام عليكم\nلا نستطيع تسجيل الدخول إلى النظام")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="فاتورة.pdf")
    assert send(port, mail.as_bytes())[0] == 250
    ticket, received = Ticket.objects.get(), Received.objects.get()
    assert ticket.subject == "لا نستطيع الدخول"
    assert ticket.opening.text == "السلام عليكم\nلا نستطيع تسجيل الدخول إلى النظام"
    assert ticket.requester.name == "أحمد"
    assert received.ticket == ticket
    assert ticket.opening.attachments.get().name == "فاتورة.pdf"


def test_the_null_path_is_taken_and_opens_nothing(port: int) -> None:
    assert send(port, written(), path="<>")[0] == 250
    assert Received.objects.get().state == State.AUTOMATIC
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("to", ["nobody@credenti.example", "support@elsewhere.example", "support"])
def test_an_address_that_is_no_brands_is_refused(port: int, to: str) -> None:
    assert send(port, written(), to) == (550, receiver.UNKNOWN[4:])
    assert Received.objects.count() == 0


def test_the_address_is_known_in_any_case_and_with_a_token(port: int, world: World) -> None:
    ticket = world.ticket()
    token = reply_address("Support@Credenti.Example", ticket.pk, world.ana.pk, route.mail_key())
    raw = written(sender="ana@people.example")
    assert send(port, raw, DESK, token)[0] == 250
    assert Received.objects.get().ticket == ticket


def test_a_mail_to_two_brands_is_taken_by_each(port: int) -> None:
    assert send(port, written(), DESK, "support@zmanda.example")[0] == 250
    assert sorted(Ticket.objects.values_list("brand__slug", flat=True)) == ["credenti", "zmanda"]


def test_a_sender_whose_250_got_lost_is_told_it_again(port: int) -> None:
    assert send(port, written()) == send(port, written())
    assert Ticket.objects.count() == 1


def test_c14_a_disk_that_is_full_leaves_the_mail_with_the_sender(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"] = "ana@people.example", DESK, "See"
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="a.pdf")
    with monkeypatch.context() as disk:
        disk.setattr(store, "write", full)
        assert [send(port, mail.as_bytes())[0] for _ in range(4)] == [451] * 4
    assert send(port, mail.as_bytes())[0] == 250
    assert Ticket.objects.get().opening.attachments.get().name == "a.pdf"


def test_a_failing_database_leaves_the_mail_with_the_sender(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError

    for place, name in [(operations, "open_ticket"), (receive, "keep")]:
        with monkeypatch.context() as broken:
            broken.setattr(place, name, fail)
            assert send(port, written())[0] == 451
    assert Ticket.objects.count() == 0
    assert send(port, written())[0] == 250
    assert Ticket.objects.count() == 1


def test_a_failing_look_up_leaves_the_mail_with_the_sender(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise OperationalError

    monkeypatch.setattr(receive, "open_for", fail)
    assert send(port, written())[0] == 451


def test_what_is_too_large_is_refused_at_once_or_after_it_was_sent(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    announced = f"MAIL FROM:<a@b.example> SIZE={mime.LIMITS.size + 1}\r\n".encode()
    assert dialogue(port, b"EHLO x\r\n", announced)[1].startswith(b"552")
    raw = written(text="x" * 900 + ("\r\n" + "y" * 900) * (mime.LIMITS.size // 900))
    assert send(port, raw)[0] == 552
    assert Received.objects.count() == 0
    assert send(port, written())[0] == 250


@pytest.mark.parametrize(
    "smuggled",
    [
        b"one\n.\nMAIL FROM:<eve@evil.example>\r\n.\r\n",
        b"one\r.\rMAIL FROM:<eve@evil.example>\r\n.\r\n",
        b"one\n.\r\nMAIL FROM:<eve@evil.example>\r\n.\r\n",
        b"one\r\n.\nMAIL FROM:<eve@evil.example>\r\n.\r\n",
    ],
)
def test_only_cr_lf_dot_cr_lf_ends_a_mail_and_bare_line_ends_are_refused(port: int, smuggled: bytes) -> None:
    opening = [b"EHLO x\r\n", b"MAIL FROM:<a@b.example>\r\n", f"RCPT TO:<{DESK}>\r\n".encode(), b"DATA\r\n"]
    answers = dialogue(port, *opening, b"From: a@b.example\r\n\r\n" + smuggled, b"NOOP\r\n")
    assert answers[-2].startswith(b"550 5.6.0")
    assert answers[-1].startswith(b"250")
    assert Received.objects.count() == 0


def test_lines_longer_than_the_standards_are_taken(port: int) -> None:
    assert send(port, written(text="x" * 300_000))[0] == 250
    assert Ticket.objects.get().opening.text == "x" * 300_000


def test_a_leading_dot_is_the_customers(port: int) -> None:
    assert send(port, written(text="one\r\n.\r\n..two"))[0] == 250
    assert Ticket.objects.get().opening.text == "one\n.\n..two"


@pytest.mark.parametrize("line", [b"DATA\r\n", b"RCPT TO:<x@y.example>\r\n", b"NONSENSE\r\n", b"\xff\xff\r\n", b"\r\n"])
def test_nonsense_is_answered_and_the_conversation_goes_on(port: int, line: bytes) -> None:
    answers = dialogue(port, b"EHLO x\r\n", line, b"NOOP\r\n")
    assert answers[1].startswith(b"50")
    assert answers[2].startswith(b"250")


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing(port: int) -> None:
    opening = [b"EHLO x\r\n", b"MAIL FROM:<a@b.example>\r\n", f"RCPT TO:<{DESK}>\r\n".encode(), b"DATA\r\n"]
    dialogue(port, *opening)
    assert send(port, written())[0] == 250
    assert Received.objects.count() == 1


def test_a_mail_of_a_thousand_parts_is_kept_aside_and_the_next_is_served(port: int) -> None:
    bomb = b"Content-Type: multipart/mixed; boundary=b\r\n" + written() + b"--b\r\n\r\nx\r\n" * 20_000
    assert send(port, bomb)[0] == 250
    assert Received.objects.get().state == State.QUARANTINED
    assert send(port, written())[0] == 250
    assert Ticket.objects.count() == 1


TRACES = [
    (b"Received: from x by mx (Postfix) id 1;\r\n\tMon, 16 Nov 2026 09:30:00 +0100 (CET)\r\n", "127.0.0.1", -30),
    (
        b"Received: from x by mx; Mon, 16 Nov 2026 08:00:00 +0000\r\nReceived: by a; Mon, 16 Nov 2026 07:00:00 +0000\r\n",
        "::1",
        -60,
    ),
    (b"Received: from x by mx; Mon, 16 Nov 2026 08:00:00 +0000\r\n", "192.0.2.1", 0),
    (b"Received: from x by mx; Mon, 16 Nov 2026 08:00:00 +0000\r\n", "", 0),
    (b"Received: from x by mx; Mon, 16 Nov 2026 12:00:00 +0000\r\n", "127.0.0.1", 0),
    (b"Received: from x by mx; Mon, 16 Nov 2015 12:00:00 +0000\r\n", "127.0.0.1", 0),
    (b"Received: from x by mx; yesterday\r\n", "127.0.0.1", 0),
    (b"Received: from x by mx\r\n", "127.0.0.1", 0),
    (b"", "127.0.0.1", 0),
]


@pytest.mark.parametrize(("trace", "peer", "minutes"), TRACES)
def test_the_clock_starts_when_the_vendors_mail_server_took_the_mail(
    world: World, trace: bytes, peer: str, minutes: int
) -> None:
    receiver.take(Delivery("olga@people.example", (DESK,), trace + written(), peer), MONDAY)
    assert Ticket.objects.get().opened_at == after(minutes=minutes)


def test_lmtp_answers_for_each_recipient(world: World) -> None:
    talk, threads = receiver.conversation(lambda: datetime(2026, 11, 16, 9, tzinfo=UTC))
    with (
        threads,
        listening(talk, lmtp=True) as port,
        socket.create_connection(("127.0.0.1", port), timeout=10) as client,
    ):
        file = client.makefile("rwb")
        said = [b"LHLO x\r\n", b"MAIL FROM:<a@b.example>\r\n", f"RCPT TO:<{DESK}>\r\n".encode(),
                b"RCPT TO:<nobody@x.example>\r\n", b"RCPT TO:<support@zmanda.example>\r\n", b"DATA\r\n"]  # fmt: skip
        for line in said:
            file.write(line)
        file.write(written() + b".\r\n")
        file.flush()
        answers = [file.readline() for _ in range(13)]
        file.write(b"QUIT\r\n")
        file.flush()
        answers += file.readlines()
    codes = [answer[:3] for answer in answers if answer[3:4] == b" "]
    assert codes[-8:] == [b"250", b"250", b"550", b"250", b"354", b"250", b"250", b"221"]
    assert Ticket.objects.count() == 2


def test_a_receiver_that_lives_gives_signs_of_life(world: World) -> None:
    _talk, threads = receiver.conversation(lambda: MONDAY)

    async def for_a_moment() -> None:
        beating = asyncio.create_task(receiver.keep_beating(threads, lambda: MONDAY))
        await asyncio.sleep(0.2)
        beating.cancel()

    with threads:
        complete(for_a_moment())
    assert Heartbeat.objects.get(name=receiver.LANE).at == MONDAY
