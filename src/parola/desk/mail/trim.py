"""What is new in a reply: the words above our own marker line.

Every mail of ours that can be answered begins with the marker. A mail program quotes it below the answer, under its own line
("On Tuesday ... wrote:"). What lies below the marker is our own mail, and is folded away; the whole stays in the raw mail.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_MARKER = re.compile(r"^[>\s]*##--.{0,200}--##\s*$", re.MULTILINE)
_QUOTED = re.compile(r"^\s*(>|$)")
_INTRODUCTION_LINES = 6


def marked(text: str) -> str:
    """`text` as a marker line, which `new_text` finds again in any language."""
    return f"##-- {text} --##"


def new_text(text: str, own_addresses: Collection[str]) -> str:
    """The part of a reply above our marker, without the line that introduces the quotation.

    All of it where there is no marker, or nothing above it. `own_addresses` are those that our mails are from.
    """
    match = _MARKER.search(text)
    if match is None:
        return text
    lines = _without_quotes(text[: match.start()].split("\n"))
    above = _without_introduction(lines, own_addresses)
    return "\n".join(above).strip() or text


def _without_quotes(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and _QUOTED.match(lines[end - 1]):
        end -= 1
    return lines[:end]


def _without_introduction(lines: list[str], own_addresses: Collection[str]) -> list[str]:
    """Cut the last paragraph where it is short and names us: `On Tue, Ada <support@a.example> wrote:`, `From: ... Sent: ...`."""
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    last = "\n".join(lines[start:]).lower()
    names_us = any(own.lower() in last for own in own_addresses)
    return _without_quotes(lines[:start]) if names_us and len(lines) - start <= _INTRODUCTION_LINES else lines
