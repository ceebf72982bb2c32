"""A page on paper."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from parola.policy.page.document import Block, Facts, Grid, Lines, Listing, Page, Part, Prose, Said, Section
from parola.web.printing.pdf import line, pdf

KEPT = 32


@lru_cache(maxsize=KEPT)
def paper(page: Page) -> bytes:
    """The page as a PDF; made once while it is kept in the process."""
    return pdf(
        {
            "title": line(page.title.text),
            "brand": line(page.vendor),
            "language": page.language,
            "direction": page.direction,
            "head": _said(page.title),
            "about": _lines(page.about),
            "sections": [_section(each) for each in page.sections],
        },
        "policy",
    )


def _section(section: Section) -> dict[str, Any]:
    return {"title": _said(section.title), "blocks": [_block(each) for each in section.blocks]}


def _block(block: Block) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": block.kind}
    match block:
        case Prose(lines):
            return said | {"lines": _lines(lines)}
        case Listing(items):
            return said | {"items": [_lines(item) for item in items]}
        case Facts(rows):
            return said | {"rows": [[_said(name), _lines(lines)] for name, lines in rows]}
        case Grid(_, head, rows):
            return said | {"head": _lines(head), "rows": [[_lines(cell) for cell in row] for row in rows]}
        case Part(title, blocks):
            return said | {"title": _said(title), "blocks": [_block(each) for each in blocks]}


def _lines(lines: Lines) -> list[dict[str, str]]:
    return [_said(each) for each in lines]


def _said(said: Said) -> dict[str, str]:
    return {
        "text": line(said.text),
        "direction": said.direction,
        "tone": said.tone,
        "language": said.language,
        "address": said.address,
    }
