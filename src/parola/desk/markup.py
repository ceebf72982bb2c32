"""HTML as tags and text, read once from front to back, at a cost that grows with its length alone.

This is no browser's parser, and need not be: what it takes for a tag is written anew (`rebuilt`), and everything else is text. So
nobody after it can see a tag that was not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

MOST_ATTRIBUTES = 40

_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>\"'=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[=\"'])*+)>")
_ATTRIBUTE = re.compile(r"([^\s/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'][^\s]*+)))?")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
SILENT = frozenset({
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "svg", "math", "template", "object",
})  # fmt: skip
"""What stands in these is nothing to read."""
DRAWN = frozenset(["svg", "math"])
"""Of these those that may close themselves."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters between tags, entities as they were written."""

    said: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, its name in lower case. Of attributes that are given twice the first counts."""

    name: str
    closing: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(html: str) -> Iterator[Text | Tag]:
    """The tags and texts of a page. Comments, declarations and what is SILENT are left out; what never ends is text."""
    place = 0
    while (found := _OPENING.search(html, place)) is not None:
        if found.start() > place:
            yield Text(html[place : found.start()])
        place = found.start()
        tag = _TAG.match(html, place)
        if tag is None and html[found.end()] not in "!?/":
            break
        if tag is None:
            place = _after_comment(html, place)
        else:
            yield (read := _read(tag))
            place = _after_silence(html, read.name, tag.end()) if _silences(tag, read) else tag.end()
    if place < len(html):
        yield Text(html[place:])


def _read(tag: re.Match[str]) -> Tag:
    closing = bool(tag.group(1))
    return Tag(tag.group(2).lower(), closing, {} if closing else _attributes(tag.group(3)))


def _silences(tag: re.Match[str], read: Tag) -> bool:
    return read.name in SILENT and not read.closing and not (read.name in DRAWN and tag.group(3).endswith("/"))


def _after_comment(html: str, start: int) -> int:
    end = "-->" if html.startswith("<!--", start) else ">"
    at = html.find(end, start + 2)
    return len(html) if at < 0 else at + len(end)


def _after_silence(html: str, name: str, start: int) -> int:
    """Where the closing tag begins; the end of the page where it has none, so that this is asked once in vain."""
    closing = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(html, start)
    return closing.start() if closing else len(html)


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        if len(found) >= MOST_ATTRIBUTES:
            break
        value = match.group(2) or match.group(3) or match.group(4) or ""
        found.setdefault(match.group(1).lower(), _said(value) if "&" in value else value)
    return found


def _said(value: str) -> str:
    """An attribute's value. `&copy=1` in an address is no sign for copyright: an entity must end as such."""
    return _ENTITY.sub(lambda entity: unescape(entity.group()), value)
