"""A real Postfix on both sides of the desk: what it hands over is taken once, however often the receiver is killed; what it is
handed arrives, however the line to it is cut, under one Message-ID."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from parola.desk.mail import send
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.mail.post import DESK, gathering, listening, written
from tests.desk.world import MONDAY, World
from tests.faults.test_crashes import ROOT, PostgreSQL, SQLite, spread
from tests.faults.test_mail_crashes import MailDesk
from tests.support import postfix, postgres
from tests.support.relay import relaying

pytestmark = pytest.mark.needs("postfix")
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
KILLS = 40 if NIGHTLY else 3
PLACES = 400 if NIGHTLY else 8
MAILS = 5
"""Between two kills."""


def until(what: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


class PostfixDesk(MailDesk):
    """The desk in another process, which tells what is there."""

    program = "tests.faults.postfix_zygote"


class Receiver:
    """`parola receive --lmtp`, which is killed and started again on the same port."""

    def __init__(self, store: SQLite | PostgreSQL, port: int) -> None:
        self.command = [sys.executable, "-m", "parola", "receive", "--lmtp", "--port", str(port)]
        self.environment = os.environ | {"PAROLA_DATABASE_URL": store.url, "PYTHONPATH": str(ROOT)}
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline()  # it says where it listens

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()


@contextmanager
def receiving(store: SQLite | PostgreSQL, port: int) -> Iterator[Receiver]:
    receiver = Receiver(store, port)
    try:
        yield receiver
    finally:
        receiver.kill()


def hand(server: postfix.Server, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail("olga@people.example", [DESK], raw)


def mail(name: str, length: int) -> bytes:
    return written(sender=f"{name}@people.example", message_id=f"<{name}@people.example>", text="x" * length)


def survive(store: SQLite | PostgreSQL, folder: Path) -> None:
    running = PostfixDesk(store, folder)
    port = postfix._free_port()
    try:
        assert running.ask("build") == "built"
        with (
            postfix.running({"credenti.example": f"lmtp:inet:127.0.0.1:{port}"}) as server,
            receiving(store, port) as receiver,
        ):
            hand(server, written(message_id="<first@people.example>"))  # while nobody is there
            time.sleep(1)
            receiver.start()
            until(lambda: server.waiting() == 0)
            for kill in range(KILLS):
                for number in range(MAILS):
                    hand(server, mail(f"{kill}-{number}", 10_000 * number))
                time.sleep(0.05 * kill)
                receiver.kill()
                receiver.start()
                until(lambda: server.waiting() == 0)  # so that no mail meets so many kills that it is set aside unread
        report = running.ask("report")
        count = 1 + KILLS * MAILS
        assert report["findings"] == []
        assert report["states"] == ["ticket"] * count
        assert (report["hashes"], report["tickets"], report["events"]) == (count, count, count)
        assert report["waited"] > 1  # counted from when Postfix took it
    finally:
        running.end()


def test_what_postfix_hands_over_is_taken_once_though_the_receiver_is_killed_on_sqlite(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    survive(SQLite(folder), tmp_path)


@pytest.mark.needs("postgresql")
def test_what_postfix_hands_over_is_taken_once_though_the_receiver_is_killed_on_postgresql(tmp_path: Path) -> None:
    folder = postgres.new_folder()
    with postgres.serving(folder):
        survive(PostgreSQL(folder), tmp_path)


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.mark.parametrize("way", ["to_client", "to_server"])
def test_what_leaves_arrives_under_one_message_id_wherever_the_line_is_cut(
    world: World, settings: Settings, way: str
) -> None:
    arrived: list[Delivery] = []
    settings.EMAIL_TIMEOUT = 5
    with (
        listening(gathering(arrived)) as sink,
        postfix.running({"people.example": f"smtp:[127.0.0.1]:{sink}"}) as server,
        relaying(server.port) as relay,
    ):
        settings.EMAIL_PORT = relay.port
        send_one(world, 0)
        until(lambda: len(arrived) == 1)
        length, cuts = relay.passed[way], 0
        for number, place in enumerate(spread(length, PLACES), 1):
            relay.passed[way] = 0
            setattr(relay, f"cut_{way}", place)
            cuts += send_one(world, number) > 1
        until(lambda: server.waiting() == 0)
    ids = [message_id(delivery.raw) for delivery in arrived]
    rows = list(OutboxRow.objects.all())
    assert {row.state for row in rows} == {"sent"}
    assert set(ids) == {row.message_id for row in rows}
    assert len(ids) - len(set(ids)) <= 2  # those that were taken, and whose answer was cut
    assert cuts > PLACES / 2


def send_one(world: World, number: int) -> int:
    """An answer leaves; after how many tries."""
    at = MONDAY + timedelta(minutes=number)
    ticket = Ticket.objects.first() or world.ticket()
    OutboxRow.objects.filter(payload__template="acknowledgement").delete()
    operations.reply(ticket=ticket, by=world.bob, text=f"Answer {number}", now=at)
    row = OutboxRow.objects.get(state="ready")
    for attempt in range(1, 6):
        send.deliver(now=max(at, row.next_try_at))
        row.refresh_from_db()
        if row.state == "sent":
            return attempt
    raise AssertionError(f"{row.state}: {row.last_error}")


def message_id(raw: bytes) -> str:
    line = next(line for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:"))
    return line.partition(b":")[2].strip().decode()
