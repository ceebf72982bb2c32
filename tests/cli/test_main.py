"""The program as a person at a terminal meets it."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from importlib.metadata import version

import pytest
import typer

import parola.cli
from parola.cli import main
from parola.cli.contents import COMMANDS, Command

HEAVY = {"django", "numpy", "pandas", "holidays", "granian", "psycopg", "pydantic", "ruamel", "babel"}


def run_parola(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "parola", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def test_help_lists_the_commands() -> None:
    done = run_parola("--help")
    assert done.returncode == 0
    assert " up " in done.stdout


def test_without_arguments_it_helps() -> None:
    assert "Usage: parola" in run_parola().stdout


def test_version() -> None:
    assert run_parola("--version").stdout == f"parola {version('parola')}\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run_parola("wrktime")
    assert done.returncode == 2
    assert "wrktime" in done.stderr


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from parola.cli.main import build; build(''); print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())


def registered(module: str) -> set[str]:
    app = typer.Typer()
    importlib.import_module(f"parola.cli.{module}").register(app)
    commands = {main.name_of(info) for info in app.registered_commands}
    return commands | {str(group.name) for group in app.registered_groups}


def test_the_contents_list_every_command_of_every_module_and_no_other() -> None:
    modules = [name for _, name, _ in pkgutil.iter_modules(parola.cli.__path__)]
    having = {name for name in modules if hasattr(importlib.import_module(f"parola.cli.{name}"), "register")}
    assert {command.module for command in COMMANDS} == having
    assert {command.name for command in COMMANDS} == set().union(*map(registered, having))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_helps(command: Command) -> None:
    program = typer.main.get_command(main.build(command.name))
    with pytest.raises(SystemExit) as ended:
        program([command.name, "--help"])
    assert ended.value.code == 0


def test_the_command_called_is_the_first_word_that_is_no_option() -> None:
    assert main.wanted(["explain", "--plan", "basic"], {}) == "explain"
    assert main.wanted(["--version"], {}) == ""
    assert main.wanted(["explain"], {"_PAROLA_COMPLETE": "complete_bash"}) is None


def failing_program(error: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.callback(invoke_without_command=True)
    def fail() -> None:
        raise error

    return app


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    monkeypatch.setattr(sys, "argv", ["parola"])
    monkeypatch.setattr(main, "build", lambda _wanted: failing_program(error))
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
