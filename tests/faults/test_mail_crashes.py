"""A receiver killed at any write loses no mail that it answered for, and makes one ticket of a mail that comes again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_crashes import ROOT, Desk, PostgreSQL, SQLite, spread
from tests.support import postgres

ONCE = {
    "findings": [],
    "mails": [["ticket", True]],
    "tickets": 1,
    "events": 1,
    "outbox": 1,
    "files": [["log.txt", "log"]],
}
FILES = ("fsync", "rename")
"""The calls by which the bytes of files come to their place (C16)."""


class MailDesk(Desk):
    """The desk in another process, which takes a mail (`mail_zygote.py`)."""

    program = "tests.faults.mail_zygote"

    def __init__(self, store: SQLite | PostgreSQL, folder: Path) -> None:
        self.folder = folder
        settings = {
            "PAROLA_DATABASE_URL": store.url,
            "PAROLA_FILES": str(folder / "files"),
            "DJANGO_SETTINGS_MODULE": "parola.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.program],
            cwd=ROOT, env=os.environ | settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


def survive(store: SQLite | PostgreSQL, folder: Path) -> None:
    running = MailDesk(store, folder)
    try:
        assert running.ask("build") == "built"
        store.keep()
        status, calls = running.work("-e", f"trace={','.join((*store.calls, *FILES))}")
        assert (status, running.ask("report")) == (0, ONCE)
        killed = 0
        for call in (*store.calls, *FILES):
            for number in spread(calls.count(f"{call}("), most=12):
                store.put_back()
                shutil.rmtree(folder / "files", ignore_errors=True)
                status, _ = running.work("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
                killed += status == -signal.SIGKILL
                again = running.ask("recover")
                assert again.pop("answers")[0].startswith("250"), f"{call} {number}"
                assert again == {**ONCE, "later": False}, f"{call} {number}"
        assert killed >= 10
    finally:
        running.end()


@pytest.mark.needs("strace")
def test_a_receiver_killed_at_any_write_loses_no_mail_on_sqlite(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    survive(SQLite(folder), tmp_path)


@pytest.mark.needs("strace", "postgresql")
def test_a_receiver_killed_at_any_write_loses_no_mail_on_postgresql(tmp_path: Path) -> None:
    folder = postgres.new_folder()
    with postgres.serving(folder):
        survive(PostgreSQL(folder), tmp_path)
