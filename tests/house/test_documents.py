"""The documents know what the program has: every command, setting, decision and link."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from parola.cli.main import build

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SETTING = re.compile(r"(?<![A-Z_])PAROLA_[A-Z]+(?:_[A-Z]+)*")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def commands() -> Iterator[str]:
    """Every command of the program, as it is typed."""
    program = typer.main.get_command(build())
    for name, command in getattr(program, "commands", {}).items():
        yield from (f"parola {name} {sub}" for sub in getattr(command, "commands", {"": None}))


@pytest.mark.parametrize("command", [command.strip() for command in commands()])
def test_every_command_is_described(command: str) -> None:
    assert any(command in page.read_text(encoding="utf-8") for page in PAGES)


def test_every_setting_is_described() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = {name for source in sources for name in SETTING.findall(source)}
    described = set(SETTING.findall((DOCS / "administration.md").read_text(encoding="utf-8")))
    assert used - described == set(), "settings that docs/administration.md does not describe"
    assert described - used == set(), "settings that docs/administration.md describes and nothing reads"


def test_every_decision_has_a_number_of_its_own_and_says_what_was_chosen_and_weighed() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(set(numbers)) == len(numbers)
    texts = {page.name: page.read_text(encoding="utf-8").lower() for page in pages}
    assert [name for name, text in texts.items() if "choice" not in text or "cost" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_that_a_page_names_exist(page: Path) -> None:
    listed = subprocess.run(["make", "help"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    named = re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))
    assert [name for name in named if f"make {name} " not in listed] == []
