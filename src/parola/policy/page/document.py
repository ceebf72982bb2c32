"""What a page consists of: sections of paragraphs, lists, facts and tables, in which every fragment knows its language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Tone = Literal["", "strong", "soft"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said on one line. `language` and `direction` are empty where they are those of the page.

    `address`: where it leads, if anywhere; ours, never out of an agreement.
    """

    text: str
    language: str = ""
    direction: Direction | Literal[""] = ""
    tone: Tone = ""
    address: str = ""


Lines = tuple[Said, ...]
"""What stands in a cell, or at a point of a list: a line below the other."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, one of each line."""

    lines: Lines
    kind: ClassVar = "prose"


@dataclass(frozen=True, slots=True)
class Listing:
    """Points of a list."""

    items: tuple[Lines, ...]
    kind: ClassVar = "list"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is said of each."""

    rows: tuple[tuple[Said, Lines], ...]
    kind: ClassVar = "facts"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first cell of each row, and the row `head`, name what the others say."""

    name: Said
    head: Lines
    rows: tuple[tuple[Lines, ...], ...]
    kind: ClassVar = "grid"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section, under a title of its own."""

    title: Said
    blocks: tuple[Prose | Listing | Facts | Grid, ...]
    kind: ClassVar = "part"


Block = Prose | Listing | Facts | Grid | Part


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `id` is its place in an address, the same in every language."""

    id: str
    title: Said
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A document in a language. `about` is what is said of itself, under its title."""

    language: str
    direction: Direction
    vendor: str
    title: Said
    about: Lines
    sections: tuple[Section, ...]


def section(id: str, title: Said, *blocks: Block | None) -> tuple[Section, ...]:
    """The section with those of the blocks that say anything; none where none does."""
    some = tuple(block for block in blocks if block is not None)
    return (Section(id, title, some),) if some else ()


def listing(items: tuple[Lines, ...]) -> Listing | None:
    """A list, where it has any points."""
    return Listing(items) if items else None


def prose(lines: Lines) -> Prose | None:
    """Paragraphs, where there are any."""
    return Prose(lines) if lines else None
