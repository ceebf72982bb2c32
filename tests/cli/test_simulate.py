"""`parola simulate`: what it tells, and that the same seed tells the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parola.cli.main import build

DESK = Path(__file__).parents[1] / "lab" / "simulation" / "desk.yaml"
FEW = ("--weeks", "1", "--runs", "3", "--from", "2026-03-02", "--lang", "en")


def simulate(*arguments: str) -> tuple[int, str, str]:
    """The exit code, what was printed, and what was told on standard error."""
    done = CliRunner().invoke(build("simulate"), ["simulate", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = simulate("native", "--roster", str(DESK), *FEW, "--json")
    assert first == simulate("native", "--roster", str(DESK), *FEW, "--json")
    assert first[1] != simulate("native", "--roster", str(DESK), *FEW, "--json", "--seed", "2")[1]


def test_what_is_kept_is_told_with_its_interval_and_the_week() -> None:
    code, told, _ = simulate("native", "--roster", str(DESK), *FEW)
    assert code == 0
    assert "First response · critical" in told
    assert "Interval (95%)" in told
    assert "Missed of 100 that are asked in each hour of the week" in told
    assert "Updates and escalations are not simulated." in told


def test_the_cheapest_roster_is_told() -> None:
    code, told, _ = simulate("native", "--roster", str(DESK), *FEW, "--cheapest", "--most", "6", "--json")
    found = json.loads(told)
    assert code == 0
    assert found["search"]["tried"] <= 6
    assert found["cost"] == sum(each["people"] * each["cost"] for each in found["roster"])


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_it_speaks_every_language(language: str) -> None:
    code, _, _ = simulate("native", "--roster", str(DESK), *FEW[:-1], language)
    assert code == 0


def test_what_is_wrong_in_the_file_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "desk.yaml"
    path.write_text(DESK.read_text().replace("work: 30m", "work: 30 moments"))
    code, told, error = simulate("native", "--roster", str(path), *FEW)
    assert (code, told) == (1, "")
    assert f"{path}:9:32: `30 moments` is not a duration" in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("natives", "--roster", str(DESK)), "there is no agreement “natives”"),
        (("native", "--roster", str(DESK), "--from", "today"), "today is no date"),
        (("native", "--roster", str(DESK), "--runs", "1000", "--weeks", "104"), "tickets would have to be simulated"),
        (("native", "--roster", str(DESK), "--mapping", "servicenow"), "nothing comes in"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], said: str) -> None:
    code, _, error = simulate(*arguments, "--lang", "en")
    assert code == 1
    assert said in error
