"""The sheet of keys names each key that an element of the console has, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import parola.web

TEMPLATES = Path(parola.web.__file__).parent / "templates"
SHEET = "components/keys.html"
OF_SCRIPTS = {"Ctrl K", "?", "j k", "Enter", "Ctrl Enter"}
"""Those that a script handles itself."""


def test_the_sheet_lists_every_key_and_no_other() -> None:
    pages = {path.relative_to(TEMPLATES).as_posix(): path.read_text() for path in TEMPLATES.rglob("*.html")}
    listed = {
        " ".join(re.findall(r"<kbd>(.+?)</kbd>", term))
        for term in re.findall(r'<dt dir="ltr">(.+?)</dt>', pages[SHEET])
    }
    there = {key for page in pages.values() for key in re.findall(r'data-key="([^"]+)"', page)}
    assert listed == there | OF_SCRIPTS


def test_no_key_is_the_beginning_of_another() -> None:
    pages = [path.read_text() for path in TEMPLATES.rglob("*.html")]
    keys = {key for page in pages for key in re.findall(r'data-key="([^"]+)"', page)}
    first = {key.split()[0] for key in keys if " " in key}
    assert not first & (keys | OF_SCRIPTS)
