"""A desk that other processes share with a test: what the test writes is there for them, and the other way round."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connections

HOST = "127.0.0.1"
PATIENCE = 60
"""Seconds for a program to start on a machine that is busy with other tests."""


@contextmanager
def shared(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a program finds the test's own database. One in memory becomes a file in the folder, for as long.

    The test must be one that commits (`transactional_db`).
    """
    ours = connections["default"]
    environment = os.environ | {"PAROLA_DATA": str(folder)}
    if ours.vendor == "postgresql":
        name, host = ours.settings_dict["NAME"], quote(ours.settings_dict["HOST"], safe="")
        yield environment | {"PAROLA_DATABASE_URL": f"postgresql://parola@/{name}?host={host}"}
        return
    file = folder / "desk.sqlite3"
    ours.ensure_connection()
    with sqlite3.connect(file) as copy:
        ours.connection.backup(copy)
    copy.close()
    theirs = ours.copy()
    theirs.settings_dict = {**ours.settings_dict, "NAME": str(file)}
    connections["default"] = theirs
    try:
        yield environment | {"PAROLA_DATABASE_URL": f"sqlite:///{file}"}
    finally:
        theirs.close()
        connections["default"] = ours


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(port: int, environment: Mapping[str, str], *command: str) -> Iterator[subprocess.Popen[str]]:
    """The program (`python -m ...`), once it listens on the port; ended if the test did not."""
    program = [sys.executable, "-m", *command]
    with subprocess.Popen(
        program, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        try:
            wait_for(port, process)
            yield process
        finally:
            process.terminate()
            assert process.wait(20) is not None


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    """Until the program listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr and process.stderr.read()
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("it does not listen")
