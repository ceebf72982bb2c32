"""What is given to a mail of ours is what is read back from it, whatever it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail import charsets, mime
from parola.desk.mail.address import Mailbox
from parola.desk.mail.message import Mail, to_bytes
from parola.desk.mail.parse import parse

MAIL = Mail(
    sender=Mailbox("support@credenti.example", "Credenti"),
    to=Mailbox("ada@customer.example", "Ada"),
    subject="[CRE-7] No podemos entrar",
    text="Hola",
    html='<html lang="es" dir="ltr"><body>Hola</body></html>',
    language="es",
    message_id="0a1b@credenti.example",
    date=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    reply_to="support+7-1-abcdefghijklmnop@credenti.example",
    in_reply_to="1@customer.example",
    references=("0@customer.example", "1@customer.example"),
)
NAMES = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Language", "X-Loop",
         "Content-Type", "MIME-Version"]  # fmt: skip
MACHINE = ["Auto-Submitted", "Precedence", "X-Auto-Response-Suppress"]
HOSTILE = st.one_of(
    st.text(max_size=150),
    st.builds("".join, st.lists(st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\u2028", "\x85", "Bcc: eve@evil.example", "=?utf-8?q?",
                                                 "?=", '"', "<", ">", ",", ";", "(", "\\", "\x00", "أحمد", "é", " ", "a" * 70]))),
)  # fmt: skip


@given(subject=HOSTILE, name=HOSTILE)
def test_nothing_put_into_a_header_adds_one_or_gets_lost(subject: str, name: str) -> None:
    subject, name = (text.encode("utf-8", "replace").decode() for text in (subject, name))
    raw = to_bytes(replace(MAIL, subject=subject, to=Mailbox("ada@customer.example", name)))
    read = mime.take_apart(raw)
    shown = [key for key in NAMES if key != "Subject" or charsets.one_line(subject)]
    assert sorted(key for key, _ in read.headers.raw_items()) == sorted(shown)
    assert parse(raw).subject == charsets.one_line(subject)[:300].strip()
    assert read.raw("to")[0].endswith("ada@customer.example>") or read.raw("to") == ["ada@customer.example"]
    assert message_from_bytes(raw, policy=default)["to"].addresses[0].addr_spec == "ada@customer.example"
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@given(text=HOSTILE, html=HOSTILE)
def test_any_body_travels_in_short_ascii_lines_and_arrives_whole(text: str, html: str) -> None:
    text, html = (part.encode("utf-8", "replace").decode() for part in (text, html))
    raw = to_bytes(replace(MAIL, text=text, html=html))
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    plain, page = mime.take_apart(raw).children
    assert plain.content().decode().split() == text.split()
    assert page.content().decode().split() == html.split()


@pytest.mark.parametrize("subject", ["مرحبا " * 40, "perché " * 60, "x" * 1200, "日本" * 200, "=?utf-8?q?fake?="])
def test_long_and_odd_subjects_survive(subject: str) -> None:
    raw = to_bytes(replace(MAIL, subject=subject))
    read = mime.take_apart(raw)
    assert charsets.header_text(read.raw("subject")[0]) == subject.strip()
    assert str(message_from_bytes(raw, policy=default)["subject"]).split() == subject.split()


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": Mailbox("ada@customer.example\r\nBcc: eve@evil.example")},
        {"to": Mailbox("ada@customer.example, eve@evil.example")},
        {"reply_to": "a b@x.example"},
        {"message_id": "a> b"},
        {"in_reply_to": "a\r\nBcc: eve@evil.example"},
        {"references": ("ok@x.example", "not ok")},
    ],
)
def test_what_is_no_address_and_no_message_id_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^not a"):
        to_bytes(replace(MAIL, **wrong))  # type: ignore[arg-type]  # that is the point


def test_a_machines_mail_asks_machines_to_be_quiet() -> None:
    headers = [key for key, _ in mime.take_apart(to_bytes(replace(MAIL, machine="auto-replied"))).headers.raw_items()]
    assert [key for key in headers if key in MACHINE] == MACHINE
    assert parse(to_bytes(replace(MAIL, machine="auto-replied"))).automatic == "Auto-Submitted"
    assert parse(to_bytes(MAIL)).automatic == ""


def test_there_is_one_recipient_and_the_language_is_told() -> None:
    read = message_from_bytes(to_bytes(MAIL), policy=default)
    assert [address.addr_spec for address in read["to"].addresses] == ["ada@customer.example"]
    assert read["cc"] is None
    assert read["content-language"] == "es"
    assert read["references"].split() == ["<0@customer.example>", "<1@customer.example>"]
    assert read["message-id"] == "<0a1b@credenti.example>"
