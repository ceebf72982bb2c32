"""A worker killed at any write while it fetches loses no mail and doubles none: each is there, or here, and at the end here once.

The mailbox is a real Dovecot's. `strace` kills the worker with signal 9 at the n-th call that writes: to the database, to the disk's
cache, to the IMAP server. By default a spread of the places is tried, with HYPOTHESIS_PROFILE=nightly every one.
"""

from __future__ import annotations

import hashlib
import imaplib
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.mail.post import written
from tests.faults.test_crashes import ROOT, Desk, PostgreSQL, SQLite, spread
from tests.support import dovecot, postgres

MAILS = [written(message_id=f"<{number}@people.example>", subject=f"Mail {number}") for number in range(2)]
HASHES = [hashlib.sha256(raw).hexdigest() for raw in MAILS]
POINTS = 1_000_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 8
CAME = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251  # the worker is a real one, on the system's clock
ONCE = {
    "findings": [],
    "trouble": "",
    "mails": sorted([each, "ticket"] for each in HASHES),
    "tickets": 2,
    "outbox": 2,
}


class FetchingDesk(Desk):
    """The desk in another process, which fetches (`fetch_zygote.py`)."""

    def __init__(self, store: SQLite | PostgreSQL, folder: Path, imap_port: int) -> None:
        self.folder = folder
        settings = {
            "PAROLA_DATABASE_URL": store.url,
            "PAROLA_OUTBOUND_ALLOW": f"imap://localhost:{imap_port}",
            "IMAP_PORT": str(imap_port),
            "DJANGO_SETTINGS_MODULE": "parola.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fetch_zygote"],
            cwd=ROOT, env=os.environ | settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


class Box:
    """The mailbox, as its owner sees it."""

    def __init__(self, port: int) -> None:
        self.client = imaplib.IMAP4("127.0.0.1", port)
        self.client.login("box", dovecot.PASSWORD)

    def fill(self) -> None:
        """Two mails, and nothing else in any folder."""
        with suppress(imaplib.IMAP4.error):
            self.client.delete("Done")
        if self.hashes():
            self.client.select("INBOX")
            self.client.store("1:*", "+FLAGS", "\\Deleted")
            self.client.expunge()
        for raw in MAILS:
            self.client.append("INBOX", "", imaplib.Time2Internaldate(CAME), raw)

    def hashes(self) -> list[str]:
        self.client.select("INBOX", readonly=True)
        found = self.client.fetch("1:*", "(BODY.PEEK[])")[1] if self.client.search(None, "ALL")[1] != [b""] else []
        return [hashlib.sha256(each[1]).hexdigest() for each in found if isinstance(each, tuple)]


def survive(store: SQLite | PostgreSQL, folder: Path) -> None:
    with dovecot.running() as server:
        running, box = FetchingDesk(store, folder, server.port), Box(server.port)
        try:
            assert running.ask("build") == "built"
            store.keep()
            box.fill()
            status, calls = running.work("-e", f"trace={','.join(store.calls)}")
            assert (status, running.ask("report"), box.hashes()) == (0, ONCE, [])
            killed = sum(
                die(running, store, box, call, number)
                for call in store.calls
                for number in spread(calls.count(f"{call}("), most=POINTS)
            )
            assert killed >= 6  # a run differs from another by a call or two
        finally:
            box.client.shutdown()
            running.end()


def die(running: FetchingDesk, store: SQLite | PostgreSQL, box: Box, call: str, number: int) -> bool:
    """Kill the worker there; whether it came so far."""
    store.put_back()
    box.fill()
    status, _ = running.work("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
    there = box.hashes()
    told = running.ask("recover")
    where = f"{call} {number}"
    here = [sha256 for sha256, _ in told["before"]["mails"]]
    assert set(there) | set(here) == set(HASHES), where  # none is nowhere
    assert told["after"] == ONCE, where
    assert box.hashes() == [], where
    return status == -signal.SIGKILL


@pytest.mark.needs("strace", "dovecot")
def test_a_worker_killed_while_it_fetches_loses_no_mail_on_sqlite(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    survive(SQLite(folder), tmp_path)


@pytest.mark.needs("strace", "dovecot", "postgresql")
def test_a_worker_killed_while_it_fetches_loses_no_mail_on_postgresql(tmp_path: Path) -> None:
    folder = postgres.new_folder()
    with postgres.serving(folder):
        survive(PostgreSQL(folder), tmp_path)
