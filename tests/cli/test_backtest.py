"""`parola backtest` as a person types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from parola.cli import backtest
from parola.desk.tickets import operations
from tests.cli.test_replay import AGREEMENT, LOG, MAPPING
from tests.desk import world as worlds
from tests.desk.world import World, after, varied_credenti


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test-mapping.yaml").write_text(MAPPING)
    (tmp_path / "test.yaml").write_text(AGREEMENT)
    (tmp_path / "strict.yaml").write_text(AGREEMENT.replace("P1: 1h, P2: 4h", "P1: 20m, P2: best effort"))
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    backtest.register(app)
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def over(folder: Path, *more: str | Path) -> Result:
    source = ("--from", folder / "log.csv", "--mapping", folder / "test-mapping.yaml")
    return run(*source, "--agreement", folder / "strict.yaml", *more)


def test_both_sides_and_what_turns_are_told_and_explained(folder: Path) -> None:
    told = over(folder)
    assert told.exit_code == 0, told.output
    assert "3 tickets, of which 2 turn" in told.output
    assert "First response: before kept, now missed" in told.output
    assert "20 minutes" in told.output
    assert "Best effort: the time is measured, and nothing is due" in told.output
    assert "2 rows were left out" in told.output


def test_as_json(folder: Path) -> None:
    told = json.loads(over(folder, "--json").output)
    assert (told["tickets"], told["turned"], len(told["left_out"])) == (3, 2, 2)
    shares = [(each["priority"], each["before"]["share"], each["now"]["share"]) for each in told["promises"]]
    assert shares == [("P1", 0.5, 0.0), ("P2", 1.0, None)]
    turned = {each["case"]: (each["before"], each["now"]) for each in told["turning_tickets"]}
    assert turned == {"1": ("kept", "missed"), "=3": ("kept", "unpromised")}
    assert all(each["why_before"] and each["why_now"] for each in told["turning_tickets"])


def test_every_ticket_that_turns_as_a_file_whose_cells_are_no_formulas(folder: Path) -> None:
    assert over(folder, "--list", folder / "turned.csv").exit_code == 0
    with (folder / "turned.csv").open(newline="", encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert [row["case"] for row in listed] == ["1", "'=3"]
    assert "20 minutes" in listed[0]["why_now"]


def test_only_tickets_of_a_time(folder: Path) -> None:
    assert "0 tickets" in over(folder, "--since", "2026-06-02").output
    assert "3 tickets" in over(folder, "--until", "2026-06-02").output


def test_one_version_alone_is_replaced(folder: Path) -> None:
    source = ("--from", folder / "log.csv", "--mapping", folder / "test-mapping.yaml")
    assert run(*source, "--agreement", f"test={folder / 'strict.yaml'}").exit_code == 0
    unknown = run(*source, "--agreement", f"other={folder / 'strict.yaml'}")
    assert unknown.exit_code == 1
    assert "no agreement “other” to be replaced: it has test" in unknown.output


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--agreement", "credenti"), 2, "Say over which tickets"),
        (("--agreement", "nowhere.yaml"), 1, "there is no agreement “nowhere.yaml”"),
        (("--agreement", "STRICT", "--agreement", "STRICT"), 1, "name each once"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, arguments: tuple[str, ...], code: int, why: str) -> None:
    source = () if code == 2 else ("--from", folder / "log.csv", "--mapping", folder / "test-mapping.yaml")
    told = run(*source, *(str(folder / "strict.yaml") if each == "STRICT" else each for each in arguments))
    assert told.exit_code == code
    assert why in told.output


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def test_the_desks_own_tickets(world: World, tmp_path: Path) -> None:
    for hours in (1, 5):
        operations.reply(ticket=world.ticket(), by=world.bob, text="x", now=after(hours=hours))
    (tmp_path / "new.yaml").write_text(varied_credenti(**{"P2: 12h": "P2: 2h"}), encoding="utf-8")
    told = run("--brand", "credenti", "--agreement", tmp_path / "new.yaml")
    assert told.exit_code == 0, told.output
    assert "2 tickets, of which 1 turns" in told.output
    assert "2 business hours" in told.output
    none = run("--brand", "credenti", "--agreement", tmp_path / "new.yaml", "--until", "2026-11-16")
    assert "0 tickets" in none.output


def test_tickets_that_the_agreement_has_no_place_for_are_named(world: World) -> None:
    reference = world.ticket().reference
    told = run("--brand", "credenti", "--agreement", "native")
    assert told.exit_code == 0
    assert f"{reference}: the agreement that is tried has no place for it" in told.output


def test_a_brand_that_is_not_there_and_two_agreements_for_one_are_refused(world: World) -> None:
    assert run("--brand", "nobody", "--agreement", "native").exit_code == 2
    assert run("--brand", "credenti", "--agreement", "native", "--agreement", "zmanda").exit_code == 2
