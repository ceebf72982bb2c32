"""The demo's mail server keeps what arrives, and shows it."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parola.desk.mail import catcher
from parola.desk.mail.message import to_bytes
from parola.desk.mail.server import Delivery
from tests.desk.mail.post import listening
from tests.desk.mail.test_message import MAIL

AT = datetime(2026, 11, 22, 9, 30, 0, 250_000, tzinfo=UTC)


def test_what_is_sent_to_it_is_kept_and_shown_the_latest_first(tmp_path: Path) -> None:
    times = iter([AT, AT.replace(minute=31)])
    talk = catcher.conversation(tmp_path / "caught", lambda: next(times))
    with listening(talk) as port, smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("", ["ada@customer.example"], to_bytes(MAIL))
        client.sendmail("", ["ada@customer.example"], to_bytes(replace(MAIL, subject="مرحبا")))
    later, earlier = catcher.caught(tmp_path / "caught")
    assert later.subject == "مرحبا"
    assert (earlier.at, earlier.recipient, earlier.sender) == (AT, "ada@customer.example", "support@credenti.example")
    assert (earlier.subject, earlier.text) == ("[CRE-7] No podemos entrar", "Hola")
    assert earlier.html.strip() == MAIL.html
    assert earlier.raw.endswith(to_bytes(MAIL))


def test_it_shows_no_more_than_asked_for_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    assert catcher.caught(tmp_path / "none") == []
    for minute in range(3):
        catcher.keep(tmp_path, Delivery("", ("a@b.example",), b"Subject: x\r\n\r\nx"), AT.replace(minute=minute))
    assert [mail.at.minute for mail in catcher.caught(tmp_path, limit=2)] == [2, 1]
    assert not list(tmp_path.glob("*.draft"))


@pytest.mark.parametrize("name", ["../secret-key", "x.eml", "20261122T093000250000-deadbeef.eml", "", "."])
def test_only_what_was_caught_can_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "secret-key").write_text("secret")
    (tmp_path / "x.eml").write_text("x")
    with pytest.raises(catcher.NoSuchMail):
        catcher.read(tmp_path, name)
