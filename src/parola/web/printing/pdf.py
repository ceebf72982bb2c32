"""The page's own typesetter: data go in, a PDF comes out. It reads our template and our fonts, and nothing else from anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
LONGEST_LINE = 2000
"""Characters without an end of line that are set in one go."""
LONGEST_WORD = 60
"""A longer one may be broken there, so that it leaves no page."""
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ufeff\ufffe\uffff\U000e0000-\U000e007f]")
"""Controls, and characters that turn the order of others or hide."""
MARK = "[\u0300-\u036f\u0483-\u0489\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
MARKS = re.compile(f"({MARK}{{4}}){MARK}+")
"""More marks on one letter than any language has: each costs as much to set as a letter."""
WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LETTER = re.compile("[^\\W\\d_]")


def pdf(said: Mapping[str, Any], template: str = "request") -> bytes:
    """The document that says that, in the form of the template."""
    compiler = typst.Compiler(_template(template), root=FOLDER, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(format="pdf", sys_inputs={"said": json.dumps(said)})
    assert isinstance(made, bytes)  # noqa: S101  # one document, as asked for
    return made


@cache
def _template(name: str) -> bytes:
    return (FOLDER / f"{name}.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"])


def line(text: str) -> str:
    """The text as it can be set: on one line, without what is not seen, and with places to break long words at."""
    return WORD.sub("\\g<0>\u200b", MARKS.sub(r"\1", UNSEEN.sub("", " ".join(text.split()))))


def paragraphs(text: str) -> list[dict[str, Any]]:
    """What somebody wrote, each paragraph with its lines and its own direction: that of its first letter."""
    found = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    return [{"direction": direction(each), "lines": [*_lines(each)]} for each in found if each.strip()]


def _lines(paragraph: str) -> Iterator[str]:
    for each in paragraph.split("\n"):
        whole = line(each)
        yield from (whole[at : at + LONGEST_LINE] for at in range(0, max(len(whole), 1), LONGEST_LINE))


def direction(text: str) -> str:
    """`rtl` where the first letter is read from the right."""
    first = LETTER.search(text)
    return "rtl" if first and ARABIC.match(first.group()) else "ltr"
