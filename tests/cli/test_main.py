"""The program as a person at a terminal meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version

import pytest
import typer

from parola.cli import main

HEAVY = {"django", "numpy", "pandas", "holidays", "granian", "psycopg"}


def parola(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "parola", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_help_lists_the_commands() -> None:
    done = parola("--help")
    assert done.returncode == 0
    assert " up " in done.stdout


def test_without_arguments_it_helps() -> None:
    assert "Usage: parola" in parola().stdout


def test_version() -> None:
    assert parola("--version").stdout == f"parola {version('parola')}\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    done = parola("wrktime")
    assert done.returncode == 2
    assert "wrktime" in done.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from parola.cli.main import build; build(); print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())


def failing_program(error: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.callback(invoke_without_command=True)
    def fail() -> None:
        raise error

    return app


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    monkeypatch.setattr(sys, "argv", ["parola"])
    monkeypatch.setattr(main, "build", lambda: failing_program(error))
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_an_unforeseen_error_is_told_in_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, ZeroDivisionError("of all things")) == 70
    told = capsys.readouterr().err
    assert "ZeroDivisionError: of all things" in told
    assert "report" in told
    assert "Traceback" not in told


def test_the_whole_traceback_is_there_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAROLA_DEBUG", "1")
    assert run(monkeypatch, ZeroDivisionError("of all things")) == 70
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, KeyboardInterrupt()) == 130


def test_a_reader_who_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m parola --help | true", shell=True, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
