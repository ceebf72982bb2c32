"""Which mails a machine wrote."""

from __future__ import annotations

import pytest

from parola.desk.mail.parse import parse

TABLE = [
    ("Auto-Submitted: auto-replied", True),
    ("Auto-Submitted: auto-generated; by=x", True),
    ("Auto-Submitted: no", False),
    ("Return-Path: <>", True),
    ("Return-Path: <ada@customer.example>", False),
    ("Precedence: list", True),
    ("Precedence: junk", True),
    ("Precedence: first-class", False),
    ("X-Auto-Response-Suppress: All", False),
    ("X-Autoreply: yes", True),
    ("X-Autoresponder: x", True),
    ("X-Mail-Autoreply: x", True),
    ("List-Id: <x.example>", True),
    ("List-Unsubscribe: <mailto:u@x.example>", True),
    ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", True),
    ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", True),
    ("X-MS-Exchange-Inbox-Rules-Loop: a@b.example", True),
    ("Feedback-ID: 1:2:3:x", False),
    ("X-Apple-Action: VACATION", True),
    ("Mailing-List: contact x-help@l.example; run by ezmlm", True),
    ("Subject: Automatic reply: the order", True),
    ("Subject: Automated Response: Re: the order", True),
    ("Subject: Respuesta automática: el pedido", True),
    ("Subject: Risposta automatica: l'ordine", True),
    ("Subject: رد تلقائي: خارج المكتب", True),
    ("Subject: Re: Automatic reply: the order", False),
    ("Subject: Fwd: Automatic reply: the order", False),
    ("Subject: The automatic reply does not work", False),
    ("X-Other: nothing of it", False),
]

SENDERS = [
    ("ada@customer.example", False),
    ("postmaster@x.example", True),
    ("MAILER-DAEMON@x.example", True),
    ("MAILER-DAEMON <>", True),
    ("MAILER-DAEMON", True),
    ("no-reply@x.example", True),
    ("noreply+17@x.example", True),
    ("donotreply@x.example", True),
    ("bounce-17@x.example", True),
    ("bouncer@x.example", False),
    ("daemona@x.example", False),
    ("noreplyann@x.example", False),
]


@pytest.mark.parametrize(("header", "machine"), TABLE)
def test_by_its_headers(header: str, machine: bool) -> None:
    raw = f"From: ada@customer.example\r\n{header}\r\n\r\nhi".encode()
    assert bool(parse(raw).automatic) is machine


@pytest.mark.parametrize(("sender", "machine"), SENDERS)
def test_by_its_sender(sender: str, machine: bool) -> None:
    assert bool(parse(f"From: {sender}\r\n\r\nhi".encode()).automatic) is machine


@pytest.mark.parametrize(("path", "machine"), [("", True), ("ada@customer.example", False), (None, False)])
def test_by_its_return_path(path: str | None, machine: bool) -> None:
    assert bool(parse(b"From: ada@customer.example\r\n\r\nhi", envelope_from=path).automatic) is machine


def reporting(kind: str, status: str) -> bytes:
    return (
        "From: postmaster@x.example\r\nContent-Type: multipart/report; report-type=x; boundary=b\r\n\r\n"
        f"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: {kind}\r\n\r\n{status}\r\n--b--\r\n"
    ).encode()


def delivery(action: str) -> bytes:
    recipient = f"Final-Recipient: rfc822; a@x.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
    return reporting("message/delivery-status", f"Reporting-MTA: dns; x.example\r\n\r\n{recipient}")


COMPLAINT = (
    b"From: staff@mail.example\r\nSubject: complaint about message from 192.0.2.1\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    b"X-HmXmrOriginalRecipient: a@x.example\r\nSubject: Ours\r\nMessage-ID: <ours@credenti.example>\r\n\r\nhi\r\n--b--\r\n"
)
OLD_SERVER = (
    b"From: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\n\r\nHi. This is the mail program at x.example.\r\n"
    b"<a@x.example>:\r\n192.0.2.1 does not like recipient.\r\nRemote host said: 550 5.1.1 user unknown\r\n\r\n"
    b"--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <ours@credenti.example>\r\n"
)


@pytest.mark.parametrize(
    ("raw", "sort"),
    [
        (delivery("failed"), "bounce"),
        (delivery("delayed"), "delay"),
        (delivery("delivered"), "delivered"),
        (delivery("relayed"), "delivered"),
        (OLD_SERVER, "bounce"),
        (reporting("message/disposition-notification", "Disposition: manual-action; displayed"), "read"),
        (reporting("message/feedback-report", "Feedback-Type: abuse"), "complaint"),
        (COMPLAINT, "complaint"),
        (b"From: a@x.example\r\nAuto-Submitted: auto-replied\r\n\r\nI am away", "absence"),
        (b"From: a@x.example\r\nList-Id: <l.example>\r\n\r\nhi", "list"),
        (b"From: no-reply@x.example\r\n\r\nYour parcel is on its way: call 550 5.1.1", "bounce"),
        (b"From: a@x.example\r\nPrecedence: bulk\r\n\r\n550 5.1.1 is our number", "list"),
        (b"From: no-reply@x.example\r\n\r\nWelcome", "other"),
        (b"From: a@x.example\r\n\r\n550 5.1.1", ""),
    ],
)
def test_what_it_is(raw: bytes, sort: str) -> None:
    assert parse(raw).sort == sort


@pytest.mark.parametrize("raw", [COMPLAINT, OLD_SERVER], ids=["complaint", "old server"])
def test_of_which_mail_of_ours_it_speaks(raw: bytes) -> None:
    assert "ours@credenti.example" in parse(raw).about
