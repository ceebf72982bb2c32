"""`parola customers`: the same files as on the console's page, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.accounts.models import Organization
from tests.desk import world as worlds
from tests.desk.world import World

GOOD = "brand,organization,language\ncredenti,Nova,it\n"


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def run(*command: str) -> Result:
    return CliRunner().invoke(build(), ["customers", *command])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "organizations.csv"
    made.write_text(GOOD, encoding="utf-8")
    return made


def test_a_dry_run_says_what_it_would_do(world: World, file: Path) -> None:
    result = run("import", str(file), "--dry-run")
    assert result.exit_code == 0
    assert "organizations: 1 new, 0 changed, 0 as they are already." in result.stdout
    assert "Nothing was imported (--dry-run)." in result.stdout
    assert not Organization.objects.filter(name="Nova").exists()


def test_a_file_is_imported_once(world: World, file: Path) -> None:
    assert "Imported." in run("import", str(file)).stdout
    assert "0 new, 0 changed, 1 as they are already" in run("import", str(file)).stdout
    assert Organization.objects.filter(name="Nova").count() == 1


def test_problems_are_listed_and_end_with_exit_code_1(world: World, file: Path) -> None:
    file.write_text(GOOD.replace("it", "xx"), encoding="utf-8")
    result = run("import", str(file))
    assert result.exit_code == 1
    assert "line 2, language: Write one of: " in result.stderr
    assert not Organization.objects.filter(name="Nova").exists()


def test_who_does_it_signs_for_the_brand(world: World, file: Path) -> None:
    worlds.posted("mia", world.zmanda, "manager")
    assert "line 2, brand: You sign for no brand" in run("import", str(file), "--by", "mia@people.example").stderr
    assert run("import", str(file), "--by", "nobody@people.example").exit_code == 2


def test_an_export_goes_to_standard_output_or_to_a_file(world: World, tmp_path: Path) -> None:
    text = "brand;organization;language;time zone\r\ncredenti;Acme;es;Europe/Madrid\r\n"
    command = ("export", "organizations", "--separator", "semicolon")
    assert run(*command).stdout_bytes.decode() == text
    assert run(*command, "-o", str(tmp_path / "out.csv")).exit_code == 0
    assert (tmp_path / "out.csv").read_bytes().decode() == text


@pytest.mark.parametrize("wrong", [("export", "tickets"), ("export", "people", "--brand", "nobody")])
def test_what_there_is_not_is_wrong_usage(world: World, wrong: tuple[str, ...]) -> None:
    result = run(*wrong)
    assert (result.exit_code, "there are: " in result.stderr) == (2, True)
