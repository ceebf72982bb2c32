"""A command that works on a desk says in a line why there is none to work on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parola.cli.main import build
from parola.policy import library


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program, with nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PAROLA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "parola", *words],
        env={**kept, "LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [["verify"], ["worker", "--once"], ["receive", "--port", "0"], ["demo"]])
def test_a_folder_without_a_desk_is_told(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, PAROLA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert_no_desk(done, tmp_path)


def test_publishing_to_a_folder_without_a_desk_is_told(tmp_path: Path) -> None:
    agreement = str(library.folder() / "credenti.yaml")
    done = run("policy", "publish", agreement, "--brand", "credenti", PAROLA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert_no_desk(done, tmp_path)


def assert_no_desk(done: subprocess.CompletedProcess[str], place: Path) -> None:
    assert done.stderr.startswith(f"There is no desk of this version in {place}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://desk", "PAROLA_DATABASE_URL must begin with sqlite:/// or postgresql://."),
        ("postgresql://127.0.0.1:1/desk", "The desk's database cannot be reached: "),
    ],
)
def test_a_database_that_cannot_be_used_is_told(tmp_path: Path, url: str, told: str) -> None:
    done = run("verify", PAROLA_DATA=str(tmp_path), PAROLA_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith(told)


def test_a_data_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("verify", PAROLA_DATA=str(tmp_path / "file"))
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr
    assert "fault" not in done.stderr


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "parola.sqlite3").write_bytes(b"This is no database. " * 1000)
    done = run("verify", PAROLA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The desk's database cannot be reached: ")


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("catch", "--port", str(port), PAROLA_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"127.0.0.1:{port}: ")


def test_a_desk_in_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("up", "--data", str(tmp_path / "file"))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / 'file'}: File exists\n"


@pytest.mark.parametrize("command", [["up"], ["receive"], ["catch"], ["demo-mail"]])
def test_a_port_that_cannot_be_is_wrong_usage(command: list[str]) -> None:
    result = CliRunner().invoke(build(command[0]), [*command, "--port", "65536"])
    assert result.exit_code == 2


def test_a_data_folder_is_for_its_owner_alone_whichever_command_makes_it(tmp_path: Path) -> None:
    run("verify", PAROLA_DATA=str(tmp_path / "data"))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
