"""`parola knowledge import`: what it prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.knowledge.models import Article, Translation
from tests.desk import world as worlds
from tests.desk.world import World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def run(*said: object) -> Result:
    return CliRunner().invoke(build("knowledge"), ["knowledge", "import", "--lang", "en", *map(str, said)])


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    found = tmp_path / "handbook"
    found.mkdir()
    (found / "cards.md").write_text("# Cards\n\nSee [it](gone.md).\n")
    (found / "doors.md").write_text("# Doors\n")
    return found


def test_a_folder_is_imported_and_again_and_what_vanished_is_named(folder: Path) -> None:
    first = run(folder, "--brand", "credenti", "--dry-run")
    assert first.stdout.splitlines() == [
        "new: Cards (cards.md)",
        "new: Doors (doors.md)",
        "handbook: 2 new, 0 changed, 0 as they were, 0 there no more.",
        "Nothing was imported (--dry-run).",
    ]
    assert first.stderr == "cards.md, line 3: there is nothing to which this leads: gone.md\n"
    assert (first.exit_code, Article.objects.count()) == (0, 0)
    assert run(folder, "--brand", "credenti").stdout.endswith("Imported.\n")
    (folder / "cards.md").unlink()
    again = run(folder, "--brand", "credenti").stdout.splitlines()
    assert again[0] == "there no more, from now on for support alone: Cards (cards.md)"
    assert again[1] == "handbook: 0 new, 0 changed, 1 as they were, 1 there no more."
    assert set(Translation.objects.values_list("title", "state")) == {("Cards", "internal"), ("Doors", "published")}


def test_a_fault_is_told_with_its_line_and_nothing_is_imported(folder: Path) -> None:
    (folder / "bad.md").write_bytes(b"# x\n\xff")
    told = run(folder, "--brand", "credenti")
    assert told.exit_code == 1
    assert "bad.md, line 2: this is not UTF-8: save it as UTF-8" in told.stderr
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("--brand", "nobody"), "there is no brand `nobody`"),
        (
            ("--brand", "credenti", "--kind", "song"),
            "there is no `song`; there are: documentation, api, guide, solution",
        ),
        (("--brand", "credenti", "--language", "tlh"), "there is no `tlh`"),
        (("--brand", "credenti", "--gone", "away"), "there is no `away`; there are: internal, keep, remove"),
        (("--brand", "credenti", "--by", "nobody@x.example"), "nobody here has the address"),
    ],
)
def test_what_is_not_there_is_wrong_usage(folder: Path, said: tuple[str, ...], why: str) -> None:
    told = run(folder, *said)
    assert told.exit_code == 2
    assert why in told.stderr


def test_who_may_not_publish_imports_nothing(folder: Path, world: World) -> None:
    told = run(folder, "--brand", "credenti", "--by", "bob@people.example")
    assert (told.exit_code, Article.objects.count()) == (1, 0)
