"""`parola up`, started for real on free ports: it serves, takes mail in, and ends leaving nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

HOST = "127.0.0.1"
PATIENCE = 90
"""Seconds for a first start, with all its migrations, on a machine that is busy with other tests."""


def free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def environment() -> dict[str, str]:
    """A shell in which nothing of Parola's is set."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PAROLA_", "DJANGO_"))}


class Desk:
    """A running `parola up`, with all that it has printed so far."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.port, self.mail_port = free_port(), free_port()
        ports = ("--port", str(self.port), "--mail-port", str(self.mail_port))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "parola", "up", "--data", str(data), *ports, *options],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed: list[str] = []
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            self.printed.extend(lines)

    @property
    def output(self) -> str:
        return "".join(self.printed)

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def end(self, number: signal.Signals) -> float:
        """Ask it to end; how many seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        self.reader.join(timeout=5)
        return time.monotonic() - begun

    def left_behind(self) -> list[str]:
        """The processes that still work on its data."""
        return [line for line in processes() if str(self.data) in line]


def processes() -> Iterator[str]:
    """What each process of this machine has in its environment (Linux)."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            yield path.read_bytes().decode(errors="replace")
        except OSError:
            continue


@contextmanager
def running(data: Path, *options: str) -> Iterator[Desk]:
    desk = Desk(data, *options)
    try:
        yield desk
    finally:
        if desk.process.poll() is None:
            desk.end(signal.SIGKILL)


def test_an_empty_desk_starts_answers_and_ends(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data) as desk:
        desk.wait_for(f"The desk is up at http://{HOST}:{desk.port}")
        desk.wait_for("manage createsuperuser")
        (told,) = (line for line in desk.output.splitlines() if "createsuperuser" in line)
        assert shutil.which(told.split()[-3]), "what is printed can be typed"
        with urlopen(f"http://{HOST}:{desk.port}/", timeout=10) as response:
            assert response.status == 200
        with smtplib.SMTP(HOST, desk.mail_port, timeout=10) as mail:
            assert mail.noop()[0] == 250
        assert desk.end(signal.SIGTERM) < 10
        assert desk.process.returncode == 0, desk.output
        assert "ended unexpectedly" not in desk.output
        assert desk.left_behind() == []
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_sample_desk_says_how_to_sign_in_and_takes_the_mail_of_the_readme(tmp_path: Path) -> None:
    with running(tmp_path, "--demo", "--no-past") as desk:
        desk.wait_for("The desk is up")
        desk.wait_for("@credenti.example")
        assert f"http://{HOST}:{desk.port}/demo/mail/" in desk.output
        exec(readme_mail().replace("8025", str(desk.mail_port)), {})
        desk.end(signal.SIGTERM)
        assert desk.process.returncode == 0, desk.output


def readme_mail() -> str:
    """The lines of Python by which the README sends a mail."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    return textwrap.dedent(readme.partition("```python\n")[2].partition("   ```")[0])


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "parola", "up", "--data", str(tmp_path), "--port", str(port)],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} is in use." in done.stderr
    assert "--port" in done.stderr


def test_a_program_that_is_killed_is_started_again_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    with running(tmp_path) as desk:
        desk.wait_for("The desk is up")
        victim = next(
            pid for pid, command in commands() if command.endswith("parola worker") and works_on(pid, tmp_path)
        )
        os.kill(victim, signal.SIGKILL)
        desk.wait_for("worker ended unexpectedly (code -9)")
        assert desk.end(signal.SIGINT) < 10
        assert desk.process.returncode == 0, desk.output
        assert desk.left_behind() == []


def commands() -> Iterator[tuple[int, str]]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield int(path.parent.name), path.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue


def works_on(pid: int, data: Path) -> bool:
    return str(data).encode() in Path(f"/proc/{pid}/environ").read_bytes()
