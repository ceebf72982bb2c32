"""`parola receive`, `parola catch` and `parola demo-mail`: started for real, on loopback, and ended by SIGTERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parola.cli.main import build
from parola.desk.mail import catcher


@contextmanager
def running(data: Path, *command: str) -> Iterator[int]:
    """A command that listens on a free port, which it prints when it is ready."""
    environment = os.environ | {"PAROLA_DATA": str(data)}
    program = [sys.executable, "-m", "parola", *command, "--port", "0"]
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def demo_mail(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["demo-mail", *options])
    return result.exit_code, result.output


def test_the_catcher_keeps_what_demo_mail_sends(tmp_path: Path) -> None:
    with running(tmp_path, "catch") as port:
        code, output = demo_mail(
            "--port", str(port), "--from", "ada@customer.example", "--subject", "Grüße", "--text", "مرحبا"
        )
    assert code == 0
    assert "ada@customer.example wrote to" in output
    assert "The mail server answered: 250 2.0.0 Kept" in output
    (mail,) = catcher.caught(tmp_path / catcher.FOLDER)
    assert (mail.subject, mail.text) == ("Grüße", "مرحبا")


def test_the_receiver_refuses_who_is_not_on_the_desk_and_says_so(tmp_path: Path) -> None:
    environment = os.environ | {"PAROLA_DATA": str(tmp_path)}
    migrate = [sys.executable, "-m", "parola", "manage", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    with running(tmp_path, "receive") as port:
        code, output = demo_mail("--port", str(port), "--to", "nobody@credenti.example")
    assert code == 1
    assert "550" in output
    assert "Nobody is reached at this address" in output


@pytest.mark.parametrize("command", ["receive", "catch", "demo-mail"])
def test_each_says_what_it_does(command: str) -> None:
    result = CliRunner().invoke(build(), [command, "--help"])
    assert result.exit_code == 0
    assert "mail" in result.output


def test_no_desk_no_mail() -> None:
    code, output = demo_mail("--port", "1")
    assert code == 1
    assert "not taken" in output
