"""An article's text parted into sections, by its headings and paragraphs: what is long means a little of everything. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parola.desk.knowledge.excerpts import without_markup

FORM = 1
"""Raised when the same text is parted in another way: then all vectors are made anew."""
LONGEST = 90
"""Words of a section at most."""
MOST = 400
"""Sections of a text that are taken in."""
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Section:
    """Some of a text, without markup, and the heading that it stands under."""

    heading: str
    body: str


def sections(text: str) -> list[Section]:
    """The sections in their order, none where nothing is said."""
    found = [
        Section(heading, body) for heading, parts in _under_headings(text) for body in _filled(parts) if heading or body
    ]
    return found[:MOST]


def meant(title: str, text: str) -> list[str]:
    """What is given to the model: the title alone, then each section with title and heading, without which it says little."""
    return [title, *(". ".join(filter(None, (title, each.heading, each.body))) for each in sections(text))]


def _under_headings(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each heading with the paragraphs under it. A line that begins like one within code is none."""
    heading, in_code = "", False
    lines: list[str] = []
    for line in text.splitlines():
        in_code ^= FENCE.match(line) is not None
        if not in_code and (match := HEADING.match(line)):
            yield heading, _paragraphs(lines)
            heading, lines = without_markup(match[1]), []
        else:
            lines.append(line)
    yield heading, _paragraphs(lines)


def _paragraphs(lines: list[str]) -> list[str]:
    return [plain for part in re.split(r"\n\s*\n", "\n".join(lines)) if (plain := without_markup(part))]


def _filled(paragraphs: list[str]) -> Iterator[str]:
    """The paragraphs put together as long as a section holds them; a heading with nothing under it is a section too."""
    held: list[str] = []
    for said in (piece for each in paragraphs for piece in _pieces(each.split())):
        if held and len(held) + len(said) > LONGEST:
            yield " ".join(held)
            held = []
        held = [*held, *said]
    yield " ".join(held)


def _pieces(said: list[str]) -> Iterator[list[str]]:
    """A paragraph that is too long for a section, cut into equal pieces that are not."""
    pieces = max(1, -(-len(said) // LONGEST))
    size = -(-len(said) // pieces)
    for start in range(0, len(said), max(size, 1)):
        yield said[start : start + size]
