"""`parola import`: what it prints, how it ends, and that a death in the middle loses and doubles nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.tickets import ledger, verification
from parola.desk.tickets.models import Ticket, TicketEvent
from tests.desk.world import World
from tests.desk.world import build as build_world

SAMPLES = Path(__file__).resolve().parents[1] / "desk" / "transfer" / "past" / "samples"
ROWS = [f"A-{number},2026-11-0{1 + number % 9} 10:00,P2,2026-11-1{number % 9} 10:00\n" for number in range(40)]
MAPPING = """mapping: small
title: {en: Small}
log: {timezone: UTC, dates: ["%Y-%m-%d %H:%M"]}
case: Number
opened: Opened
priority: {column: Priority}
events: {closed: Closed}
"""


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    log, mapping = tmp_path / "log.csv", tmp_path / "mapping.yaml"
    log.write_text("Number,Opened,Priority,Closed\n" + "".join(ROWS))
    mapping.write_text(MAPPING)
    return str(log), str(mapping)


def bring(*said: str) -> Result:
    return CliRunner().invoke(build("import"), ["import", *said, "--brand", "credenti", "--lang", "en"])


def test_a_dry_run_and_the_import_say_the_same(world: World, files: tuple[str, str]) -> None:
    log, mapping = files
    dry = bring("csv", log, "--mapping", mapping, "--dry-run", "--json")
    assert (dry.exit_code, Ticket.objects.count()) == (0, 0)
    done = bring("csv", log, "--mapping", mapping, "--json")
    assert (done.exit_code, Ticket.objects.count()) == (0, 40)
    assert json.loads(dry.stdout) == json.loads(done.stdout)
    again = bring("csv", log, "--mapping", mapping)
    assert "0 new" in again.stdout
    assert "40 here already" in again.stdout


def test_every_finding_is_told_with_its_line_and_the_exit_code_is_1(world: World) -> None:
    found = bring("zendesk", str(SAMPLES / "zendesk.ndjson"), "--dry-run")
    assert found.exit_code == 1
    assert "line 1: the priority “normal” is not in the mapping, nor in the agreement" in found.stdout
    assert "Nothing was imported" in found.stdout


UNUSABLE = (
    ("csv", "", "say with --mapping"),
    ("csv", "mapping: x\n", "`title` is missing here"),
    ("jira", "priority: {}\n", "perhaps `priorities` was meant"),
    ("jira", "terms: {version: 7}\n", "has no version 7"),
    ("jira", "terms: {plan: gold}\n", "has no plan `gold`"),
    ("jira", "terms: {under: never}\n", "these are known: today, then"),
)


def test_a_mapping_that_cannot_be_used_is_told(world: World, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    for source, mapping, told in UNUSABLE:
        path.write_text(mapping)
        said = ["--mapping", str(path)] if mapping else []
        found = bring(source, str(SAMPLES / "jira.json"), *said)
        assert (found.exit_code, told in found.output) == (1, True), found.output
    assert not Ticket.objects.exists()


class Killed(BaseException):
    """The machine went out."""


def test_an_import_that_was_killed_is_begun_again(
    world: World, files: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log, mapping = files
    append, calls = ledger.append, []

    def dying(**given: Any) -> Ticket:
        calls.append(1)
        if len(calls) == 20:
            raise Killed
        return append(**given)

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "append", dying)
        with pytest.raises(Killed):
            bring("csv", log, "--mapping", mapping)
    assert Ticket.objects.count() == 15  # the turn that was broken off left nothing
    assert bring("csv", log, "--mapping", mapping).exit_code == 0
    assert Ticket.objects.count() == TicketEvent.objects.filter(kind="opened").count() == 40
    assert verification.check_tickets(list(Ticket.objects.all()), progress=lambda _: None) == []
