"""Mails are read in a child: what a mail does to its reader costs that child alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail import childreader, parse, reading
from parola.desk.mail.reading import Child
from tests.desk.mail.bombs import BOMBS

MAIL = b"From: Ana <a@customer.example>\r\nSubject: Hello\r\n\r\nNobody can log in.\r\n"


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.end()


def pid(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def broke(child: Child, raw: bytes) -> str:
    return str(child.ask(raw, None).get("broke", ""))


def test_a_mail_read_by_a_child_is_the_mail_read_at_home() -> None:
    assert reading.read(MAIL, "a@customer.example") == parse.parse(MAIL, "a@customer.example")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_child_tells_what_it_read(raw: bytes) -> None:
    mail = parse.parse(b"From: a@b.example\r\n" + raw)
    assert parse.from_plain(parse.to_plain(mail)) == mail


def test_one_child_reads_one_mail_after_another(child: Child) -> None:
    child.ask(MAIL, None)
    first = pid(child)
    assert child.ask(MAIL, None)["mail"]["subject"] == "Hello"
    assert pid(child) == first


def test_a_mail_beyond_a_limit_is_told_so() -> None:
    with pytest.raises(parse.TooMuch, match="parts: more than 500"):
        reading.read(BOMBS["parts"](), None)


def test_a_child_that_was_killed_between_two_mails_is_replaced(child: Child) -> None:
    child.ask(MAIL, None)
    os.kill(pid(child), signal.SIGKILL)
    os.waitid(os.P_PID, pid(child), os.WEXITED | os.WNOWAIT)
    assert "mail" in child.ask(MAIL, None)


def test_a_child_that_does_not_answer_is_ended_and_replaced() -> None:
    child = Child()
    try:
        child.ask(MAIL, None)
        child.patience = 0.2
        os.kill(pid(child), signal.SIGSTOP)
        assert broke(child, MAIL).startswith("broke its reader")
        child.patience = 30
        assert "mail" in child.ask(MAIL, None)
    finally:
        child.end()


def test_a_mail_that_takes_too_much_memory_ends_the_child_alone() -> None:
    child = Child(memory=80 * 1024 * 1024)
    try:
        assert broke(child, BOMBS["quoted-printable"]()).startswith("broke its reader")
        assert "mail" in child.ask(MAIL, None)
    finally:
        child.end()


def test_a_mail_that_takes_too_much_time_ends_the_child_alone() -> None:
    child = Child(seconds=0)  # until the next whole second
    mail = BOMBS["brackets"]()
    try:
        assert any(broke(child, mail) for _ in range(30))
        child.seconds = reading.SECONDS
        assert "mail" in child.ask(MAIL, None)
    finally:
        child.end()


def test_a_fault_of_the_parser_is_told_with_its_place_for_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("x")

    monkeypatch.setattr(childreader, "parse", fail)
    answer = childreader.answer(MAIL, None)
    assert answer["broke"] == "cannot be parsed: IndexError"
    assert "Traceback" in answer["trace"]


def with_files(*files: bytes) -> bytes:
    parts = b"".join(b"\r\n--b\r\nContent-Type: application/x\r\n\r\n" + each for each in files)
    return (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi"
        + parts
        + b"\r\n--b--\r\n"
    )


@pytest.mark.parametrize("files", [(), (b"",), (b"one", b"two\n", b""), (b"x" * 3_000_000, b"y")])
def test_the_attachments_come_whole_from_the_child(files: tuple[bytes, ...]) -> None:
    raw = with_files(*files)
    assert reading.contents(raw) == [*files]
    assert [each.size for each in reading.read(raw, None).attachments] == [len(each) for each in files]


def test_a_mail_that_breaks_the_child_has_no_contents() -> None:
    with pytest.raises(reading.Unreadable):
        reading.contents(BOMBS["parts"]())


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_mails(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_frame", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            child.ask(MAIL, None)
    assert child.ask(MAIL.replace(b"Hello", b"Goodbye"), None)["mail"]["subject"] == "Goodbye"
