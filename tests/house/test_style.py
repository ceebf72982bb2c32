"""The style sheets keep the house's rules: tokens alone, logical properties, nothing that no page uses; and counts are told in the reader's digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src/parola"
CSS = SRC / "web/static/parola/css"
SHEETS = sorted(CSS.glob("*.css"))
TOKENS = CSS / "tokens.css"
TEMPLATES = sorted((SRC / "web/templates").rglob("*.html"))
SCRIPTS = [*sorted((SRC / "web/static/parola/js").glob("*.js"))]
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color|light-dark)\(")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height)|(?:text-align|float|clear)\s*:\s*(?:left|right))\s*:"
)
COLUMNS = {
    *("row-pick", "row-marks", "row-customer", "row-priority", "row-state", "row-assignee"),
    *("line-reference", "line-priority"),
}
"""Columns that look like the others of their row: their names tell a reader what they are."""


def rules(sheet: Path) -> str:
    """The sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def declarations(sheet: Path) -> Iterator[str]:
    """What stands between braces, without the conditions of media and containers."""
    for block in re.findall(r"\{([^{}]*)\}", rules(sheet)):
        yield from (each.strip() for each in block.split(";") if each.strip())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_names_no_colour_of_its_own_and_no_side_but_by_the_lines_direction(sheet: Path) -> None:
    found = list(declarations(sheet))
    assert [each for each in found if PHYSICAL.search(each)] == []
    if sheet != TOKENS:
        assert [each for each in found if COLOUR.search(each)] == []
        assert [each for each in found if re.match(r"font(-size)?:.*\d(rem|px|pt)", each)] == []


def test_what_is_used_of_the_tokens_is_defined_and_what_is_defined_is_used() -> None:
    defined = set(re.findall(r"(--[\w-]+):", "".join(map(rules, SHEETS))))
    sources = "".join(map(rules, SHEETS)) + "".join(
        each.read_text(encoding="utf-8") for each in [*TEMPLATES, *SCRIPTS, SRC / "web/style.py"]
    )
    assert set(re.findall(r"var\((--[\w-]+)\)", sources)) - defined == set()
    assert defined - set(re.findall(r"var\((--[\w-]+)", sources)) == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_moves_for_whoever_wants_less_motion(sheet: Path) -> None:
    """What moves stands where motion is welcome: `@media (prefers-reduced-motion: no-preference)`."""
    calm = re.sub(
        r"@media[^{]*prefers-reduced-motion: no-preference[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", rules(sheet)
    )
    assert re.findall(r"(?<![\w-])(?:animation|transition|scroll-behavior)[\w-]*:[^;]*", calm) == []


def test_no_rule_is_for_a_class_that_nothing_has() -> None:
    """A class is had where its name stands as a word in a template, a script or a module of the web."""
    named = set(re.findall(r"\.([a-zA-Z][\w-]*)", " ".join(re.findall(r"([^{};]+)\{", "".join(map(rules, SHEETS))))))
    modules = [*(SRC / "web").rglob("*.py"), *(SRC / "policy").glob("*.py"), *(SRC / "desk").rglob("*.py")]
    sources = " ".join(each.read_text(encoding="utf-8") for each in [*TEMPLATES, *SCRIPTS, *modules])
    words = set(re.findall(r"[a-zA-Z][\w-]*", sources))
    assert named - words == set()


def test_a_class_of_a_template_has_its_rule() -> None:
    """Or a script or an attribute of htmx finds its element by it."""
    pages = {each: each.read_text(encoding="utf-8") for each in TEMPLATES if each.name != "frame.html"}
    named = [*map(rules, SHEETS), *(each.read_text(encoding="utf-8") for each in SCRIPTS), *pages.values()]
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(named)))
    unknown = {
        f"{page.name}: {name}" for page, text in pages.items() for name in classes(text) if name not in known | COLUMNS
    }
    assert sorted(unknown) == []


def classes(page: str) -> Iterator[str]:
    """Those that the page writes out."""
    plain = re.sub(r"\{\{.*?\}\}", "§", re.sub(r"\{[%#].*?[%#]\}", " ", page))
    for given in re.findall(r'(?<![\w-])class="([^"]*)"', plain):
        yield from (name for name in given.split() if "§" not in name)


def test_a_count_is_told_in_the_readers_digits() -> None:
    """What stands in `.number` goes through the filter, and a sentence with counts is that of `parola`, not of `i18n`."""
    bare = r'class="[^"]*\bnumber\b[^"]*"[^>]*>\s*(?:<a [^>]*>)?\{\{ ((?![^}]*\|number)[^}]*?) \}\}'
    pages = {template: template.read_text(encoding="utf-8") for template in TEMPLATES}
    assert {str(name): found for name, page in pages.items() if (found := re.findall(bare, page))} == {}
    ours = re.compile(r"\{% load [^%]*\bi18n\b[^%]*\bparola\b")
    assert [name for name, page in pages.items() if "{% blocktranslate count" in page and not ours.search(page)] == []


def test_what_stands_in_a_row_is_parted_as_the_readers_language_parts_it() -> None:
    """By `{% comma %}`: Arabic has a comma of its own."""
    latin = re.compile(r'join:", "|forloop\.last %\}, \{%|</bdi>, <')
    assert [each.name for each in TEMPLATES if latin.search(each.read_text(encoding="utf-8"))] == []
