"""A page as Markdown, with tables as most readers of it know them. Nothing of an agreement's text is read as a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import Block, Facts, Grid, Lines, Listing, Page, Part, Prose, Said

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
BEGINS = re.compile(r"^(\s*)([-+=>]|\d+(?=[.)]))")


def markdown(page: Page) -> str:
    """The whole document."""
    parts = [f"# {_inline(page.title)}", *map(_inline, page.about)]
    for section in page.sections:
        parts.append(f"## {_inline(section.title)}")
        parts += [text for block in section.blocks for text in _block(block)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Prose(lines):
            yield from map(_inline, lines)
        case Listing(items):
            yield "\n".join(f"- {_joined(item)}" for item in items)
        case Facts(rows):
            yield "\n".join(f"- {_inline(name)}: {_joined(lines)}" for name, lines in rows)
        case Grid(_, head, rows):
            yield "\n".join(_table(head, rows))
        case Part(title, blocks):
            yield f"### {_inline(title, plain=True)}"
            yield from (text for each in blocks for text in _block(each))


def _table(head: Lines, rows: tuple[tuple[Lines, ...], ...]) -> Iterator[str]:
    yield _row([_inline(each) or " " for each in head])
    yield _row(["---"] * len(head))
    for row in rows:
        yield _row([_joined(cell) or " " for cell in row])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _joined(lines: Lines) -> str:
    return "<br>".join(map(_inline, lines))


def _inline(said: Said, *, plain: bool = False) -> str:
    """On one line, every mark of Markdown escaped."""
    text = BEGINS.sub(r"\1\\\2", MARKS.sub(r"\\\1", " ".join(said.text.split())))
    if said.address:
        return f"[{text}]({said.address})"
    return f"**{text}**" if said.tone == "strong" and text and not plain else text
