"""`parola evidence` writes a bundle, and `parola verify BUNDLE` checks it where there is nothing but Parola."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.tickets import operations
from parola.proof.bundle import opened
from parola.proof.form import respelt
from tests.desk import world as worlds
from tests.desk.world import World, after

NEVER = "0" * 64


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("parola.cli.evidence.now", lambda: after(days=3))
    world = worlds.build()
    operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=1))
    world.ticket(priority="P1")
    return world


def write(world: World, out: Path, **options: str) -> Result:
    wanted = {"brand": "credenti", "contract": f"#{world.contract.pk}", "period": "2026-11", "out": str(out), **options}
    return CliRunner().invoke(build(), ["evidence", *(f"--{name}={value}" for name, value in wanted.items())])


def test_what_was_written_is_checked_with_nothing_but_parola(desk: World, tmp_path: Path) -> None:
    """In an empty directory, without settings: neither Django nor a database has a part in it."""
    out = tmp_path / "evidence.zip"
    assert write(desk, out).exit_code == 0
    empty = tmp_path / "empty"
    empty.mkdir()
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PAROLA", "DJANGO"))}
    code = (
        "import sys; sys.argv = ['parola', 'verify', '--json', sys.argv[1]]\n"
        "from parola.cli.main import main\n"
        "try: main()\n"
        "finally: print(any(name.startswith('django') for name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(out)], cwd=empty, env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "False")
    said = json.loads(done.stdout)
    assert (said["ok"], said["tickets"], said["events_not_walked"]) == (True, 2, 0)
    assert list(empty.iterdir()) == []


def test_a_head_that_was_noted_is_held_against_the_bundle(desk: World, tmp_path: Path) -> None:
    out = tmp_path / "evidence.zip"
    write(desk, out)
    verify = ["verify", str(out)]
    said = json.loads(CliRunner().invoke(build(), [*verify, "--json"]).stdout)
    head = f"{said['head']['position']}:{said['head']['hash']}"
    assert "passes the noted head" in CliRunner().invoke(build(), [*verify, "--head", head]).stdout
    other = CliRunner().invoke(build(), [*verify, "--head", f"2:{NEVER}"])
    assert (other.exit_code, "does not hold the event 2" in other.stdout) == (1, True)
    beyond = CliRunner().invoke(build(), [*verify, "--head", f"999:{NEVER}"])
    assert (beyond.exit_code, "does not reach" in beyond.stdout) == (0, True)


def test_what_stands_in_a_bundle_says_nothing_in_the_name_of_who_checks_it(desk: World, tmp_path: Path) -> None:
    """A name that would end the line, colour it, or turn it around, is shown without what does so."""
    out = tmp_path / "evidence.json"
    write(desk, tmp_path / "evidence.zip")
    plain = json.loads(opened((tmp_path / "evidence.zip").read_bytes()).evidence)
    plain["about"]["customer"] = "Acme\n\x1b[2J\u202eEverything follows"
    plain["tickets"][0]["reference"] = "CRE\n-1\x1b[8m"
    out.write_bytes(respelt(plain))
    said = CliRunner().invoke(build(), ["verify", str(out)]).stdout
    out.write_bytes(b'{"\x1b[8m": 1}')
    said += CliRunner().invoke(build(), ["verify", str(out)]).stdout
    assert "Acme\ufffd\ufffd[2J\ufffdEverything follows, contract" in said
    assert [letter for letter in said if not letter.isprintable() and letter != "\n"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"contract": "77"}, "has no contract “77”. Give its number"),
        ({"period": "October"}, "Write a month as 2026-10"),
        ({"period": "2099-01"}, "has not begun yet"),
    ],
)
def test_what_cannot_be_asked_for_is_told_with_what_can(
    desk: World, tmp_path: Path, options: dict[str, str], said: str
) -> None:
    result = write(desk, tmp_path / "x.zip", **options)
    assert (result.exit_code, said in result.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_brand_that_is_not_there_is_wrong_usage(desk: World, tmp_path: Path) -> None:
    result = write(desk, tmp_path / "x.zip", brand="nobody")
    assert (result.exit_code, "there is no brand `nobody`; there are: credenti" in result.stderr) == (2, True)


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(build(), ["verify", str(tmp_path / "none.zip")]).exit_code == 2
