"""The ground that the tests stand on holds: nothing leaves the machine, and no skip goes unnoticed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import parts

ROOT = Path(__file__).parents[2]
SOMEWHERE_ELSE = ("192.0.2.1", 80)  # TEST-NET-1 of RFC 5737: nobody's address


@pytest.mark.filterwarnings("ignore:A test tried to use socket.socket.connect")
def test_no_test_can_reach_another_machine() -> None:
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        socket.create_connection(SOMEWHERE_ELSE, timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_skip_is_told_loudly_and_ci_does_not_accept_it(tmp_path: Path, ci: str, code: int) -> None:
    test = tmp_path / "test_skipped.py"
    test.write_text("import pytest\n\ndef test_of_a_missing_part():\n    pytest.skip('no unicorn here')\n")
    options = ("--rootdir", str(tmp_path), "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(test)],
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == code, done.stdout
    assert "no unicorn here" in done.stdout
    assert ("NOT TESTED ON THIS MACHINE" in done.stdout) == (ci == "")


def test_every_part_names_its_package() -> None:
    assert all(part.package for part in parts.PARTS.values())


def test_an_unknown_part_is_an_error_and_never_silently_there() -> None:
    with pytest.raises(KeyError):
        parts.missing(("unicorn",))


def test_ci_runs_the_checks_and_the_tests() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "check test" in script.read_text(encoding="utf-8")


def test_no_test_waits_for_a_loop_of_its_own_in_the_main_thread() -> None:
    """A browser's loop runs there from its first test on: what another test then awaits never runs, and is told as the fault of a third."""
    tests = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")
    }
    call = "asyncio." + "run("
    assert [path for path, text in tests.items() if call in text] == []
