"""`parola policy diff` and `publish`: what changes is shown first, and nothing that is wrong comes into force."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.agreements.models import AgreementVersion
from parola.policy import library
from tests.desk import world as worlds
from tests.desk.world import World

SOURCE = library.load("credenti").source
FASTER = SOURCE.replace("{on: contract, P3: 4h, P4: 12h}", "{on: contract, P3: 4h, P4: 10h}")


def policy(*arguments: object) -> Result:
    return CliRunner().invoke(build(), ["policy", *map(str, arguments), "--lang", "en"])


def test_the_differences_of_two_files(tmp_path: Path) -> None:
    path = tmp_path / "faster.yaml"
    path.write_text(FASTER, encoding="utf-8")
    result = policy("diff", "credenti", path)
    assert result.exit_code == 0
    assert result.stdout == (
        "Plan · premium · First response · P4\n    from: 12 business hours, hours of the contract\n    to: 10 business hours, hours of the contract\n\n1 change\n"
    )
    assert json.loads(policy("diff", "credenti", path, "--json").stdout) == [
        {
            "place": "plans.premium.targets.first_response.P4",
            "about": ["Plan", "premium", "First response", "P4"],
            "before": "12 business hours, hours of the contract",
            "after": "10 business hours, hours of the contract",
        }
    ]
    assert policy("diff", path, path).stdout == "Nothing changes in what is promised or said.\n"


@pytest.fixture
def desk(db: None) -> World:
    world = worlds.build()
    world.ticket()
    return world


def publish(tmp_path: Path, source: str, *options: str, brand: str = "credenti") -> Result:
    path = tmp_path / "acme.yaml"
    path.write_text(source, encoding="utf-8")
    return policy("publish", path, "--brand", brand, *options)


def numbers() -> list[int]:
    return sorted(AgreementVersion.objects.filter(brand__slug="credenti").values_list("number", flat=True))


def test_a_version_comes_into_force_and_open_tickets_keep_their_terms(desk: World, tmp_path: Path) -> None:
    result = publish(tmp_path, FASTER, "--by", "Root@desk.example")
    assert result.exit_code == 0, result.output
    assert "Against version 1 of Credenti, which is in force:" in result.stdout
    assert "to: 10 business hours, hours of the contract" in result.stdout
    assert "1 open ticket keeps the terms under which it was opened: none is touched." in result.stdout
    assert "Version 2 of Credenti is in force for tickets that open from now on." in result.stdout
    assert AgreementVersion.objects.get(brand=desk.credenti, number=2).published_by == desk.root


def test_a_dry_run_publishes_nothing(desk: World, tmp_path: Path) -> None:
    result = publish(tmp_path, FASTER, "--dry-run")
    assert result.exit_code == 0
    assert "to: 10 business hours, hours of the contract" in result.stdout
    assert result.stdout.endswith("Nothing was published (--dry-run).\n")
    assert numbers() == [1]


def test_the_text_in_force_is_not_published_again(desk: World, tmp_path: Path) -> None:
    result = publish(tmp_path, SOURCE)
    assert result.exit_code == 0
    assert "in force already, as version 1 of Credenti" in result.stdout
    assert numbers() == [1]


REFUSED = {
    "it cannot be read": (SOURCE.replace("P1: 30m", "P1: soon"), "`soon` is not a duration"),
    "an error": (SOURCE.replace("{on: contract, P3: 4h, P4: 12h}", "{on: always, P3: 4h, P4: 12h}"), "cannot be kept"),
    "a case that fails": (
        SOURCE.replace("{on: always, P1: 30m, P2: 1h}", "{on: always, P1: 15m, P2: 1h}"),
        "by this case `due` is 2026-04-12 03:45, and by the agreement it is 2026-04-12 03:30",
    ),
    "a plan in use that is gone": (
        library.load("cloudtalk")
        .source.replace("  basic:", "  small:")
        .replace("plan: basic", "plan: small")
        .replace("plans.basic", "plans.small"),
        "a contract holds a plan that this version does not have: basic",
    ),
}


@pytest.mark.parametrize(("source", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_not_published(desk: World, tmp_path: Path, source: str, reason: str) -> None:
    result = publish(tmp_path, source)
    assert result.exit_code == 1, result.output
    assert reason in result.output
    assert numbers() == [1]


def test_a_brand_or_person_that_is_not_there_is_a_wrong_usage(desk: World, tmp_path: Path) -> None:
    result = publish(tmp_path, FASTER, brand="acme")
    assert (result.exit_code, "there are: credenti, zmanda" in result.stderr) == (2, True)
    result = publish(tmp_path, FASTER, "--by", "nobody@desk.example")
    assert (result.exit_code, "nobody here has the address `nobody@desk.example`" in result.stderr) == (2, True)
    assert numbers() == [1]


def test_the_first_agreement_of_a_brand(desk: World, tmp_path: Path) -> None:
    worlds.brand("acme", "ACM")
    result = publish(tmp_path, FASTER, brand="acme")
    assert result.exit_code == 0
    assert "This is the first agreement of Acme." in result.stdout
    assert "Version 1 of Acme is in force" in result.stdout
