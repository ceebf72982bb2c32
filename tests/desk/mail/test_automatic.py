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
