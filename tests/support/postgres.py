"""A PostgreSQL server of the tests' own: started from the system's programs, in a temporary folder, on a Unix socket."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root: there it runs as this account, which every system has."""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""The tests' data need not survive a power cut, and lives in transactions that are taken back: between two of them a
collector of statistics finds every table empty, and the next test's joins are planned for that and take minutes."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, or None."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max((path.parent for path in debian), key=lambda path: int(path.parent.name), default=None)
    on_path = shutil.which("initdb")
    return newest or (Path(on_path).resolve().parent if on_path else None)


def url(folder: Path) -> str:
    """How a client reaches the server that `serving(folder)` runs."""
    return f"postgresql://parola@/parola?host={quote(str(folder), safe='')}"


def new_folder() -> Path:
    """An empty folder for a server, with a path short enough for a Unix socket (107 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix="parola-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Run a server in the folder, and remove both at the end. RuntimeError when it does not come up."""
    bin_ = binaries()
    if bin_ is None:
        raise RuntimeError("PostgreSQL is not installed")
    try:
        _run(bin_ / "initdb", "-D", folder / "data", "-U", "parola", "-E", "UTF8", "--locale=C", "-A", "trust", "-N")
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(list(_command(bin_, folder)), stdout=log, stderr=log, **_account())
        try:
            _wait(bin_, folder, server)
            _run(bin_ / "createdb", "-h", folder, "-U", "parola", "parola")
            yield
        finally:
            server.send_signal(signal.SIGINT)  # "fast": connections are cut, not waited for
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _command(bin_: Path, folder: Path) -> Iterator[str | Path]:
    yield from (bin_ / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=")
    for setting in FAST:
        yield from ("-c", setting)


def _wait(bin_: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while subprocess.run([bin_ / "pg_isready", "-q", "-h", folder], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text())
        time.sleep(0.05)


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_account())
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr}")


class _Account(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[int]


def _account() -> _Account:
    """Arguments for subprocess that change to the unprivileged account where we are root."""
    return _Account(user=ACCOUNT, group=os.getgid(), extra_groups=[]) if os.geteuid() == 0 else _Account()
