"""What is new in a reply: its words without our own mail quoted below, and without what programs add.

Every mail of ours that can be answered begins with a marker line. A mail program quotes it below the answer, under its own line
("On Tuesday ... wrote:"). What lies below the marker is our own mail. Where the marker is lost, the quotation is known by the way
programs write it (`quotations`). The whole stays in the raw mail, and can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parola.desk.mail import quotations

_MARKER = re.compile(r"^[> \t\xa0]*+##--.{0,200}--##[ \t\xa0]*$", re.MULTILINE)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INTRODUCTION_LINES = 6
_SIGNATURE = re.compile(r"--\s?\Z")
_FENCE = "```"
_BLANKS = 4
"""Lines between an introduction and what it introduces, at most."""


def marked(text: str) -> str:
    """`text` as a marker line, which `new_text` finds again in any language."""
    return f"##-- {text} --##"


def new_text(text: str, own_addresses: Collection[str]) -> str:
    """What a reply says that was not said before; all of it where nothing would be left, or where the answers stand between the quotes.

    `own_addresses` are those that our mails are from.
    """
    match = _MARKER.search(text)
    above = text[: match.start()] if match else text
    lines = above.split("\n")
    if match:
        lines = _without_naming_us(_without_quotes(lines), own_addresses)
    plain = [_BIDI.sub("", line) for line in lines]
    quoted = _quoted_to_the_end(plain)
    start = _leading_quotation(plain, quoted)
    kept = lines[start : _end(plain, quoted, start)]
    return "\n".join(kept).strip() or text


def _quoted_to_the_end(lines: Sequence[str]) -> list[bool]:
    """Of each line: does nothing but quoted lines follow from it on, up to a signature? One pass, from the end."""
    told = [True] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if _SIGNATURE.match(line) or quotations.is_separator(line):
            continue
        told[at] = told[at + 1] and (not line.strip() or _is_quotation(lines, at) or quotations.is_device_line(line))
    return told


def _is_quotation(lines: Sequence[str], at: int) -> bool:
    """Whether the line is quoted, or the end of a quoted one that was wrapped: it stands right between two quoted."""
    if quotations.is_quoted(lines[at]):
        return True
    return 0 < at < len(lines) - 1 and quotations.is_quoted(lines[at - 1]) and quotations.is_quoted(lines[at + 1])


def _end(lines: Sequence[str], quoted: Sequence[bool], start: int) -> int:
    """Where what is new ends: before the first quotation that goes on to the end, the signature, and what the program added."""
    end, fenced = len(lines), False
    for at in range(start, len(lines)):
        fenced ^= lines[at].startswith(_FENCE)
        if not fenced and (_SIGNATURE.match(lines[at]) or _begins_quotation(lines, quoted, at)):
            end = at
            break
    return _without_additions(lines, start, end)


def _begins_quotation(lines: Sequence[str], quoted: Sequence[bool], at: int) -> bool:
    if quotations.is_separator(lines[at]) or quotations.is_headers(lines, at) or quotations.goes_on(lines, at):
        return True
    if quotations.is_quoted(lines[at]):
        return quoted[at]
    count = quotations.introduction(lines, at)
    if not count:
        return False
    below = next((line for line in lines[at + count : at + count + _BLANKS] if line.strip()), "")
    return quoted[at + count] or not quotations.is_quoted(below)  # without signs, a quotation goes on to the end


def _leading_quotation(lines: Sequence[str], quoted: Sequence[bool]) -> int:
    """How many lines at the top are a quotation with its introduction, above an answer. One without was chosen by the writer."""
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    count = quotations.introduction(lines, start) if start < len(lines) else 0
    if not count or quoted[start + count]:
        return 0
    at = start + count
    while at < len(lines) and (not lines[at].strip() or _is_quotation(lines, at)):
        at += 1
    answered_below = at > start + count and not any(map(quotations.is_quoted, lines[at:]))
    return at if answered_below else 0


def _without_additions(lines: Sequence[str], start: int, end: int) -> int:
    """Without the lines at the end that programs added, and the rules drawn there."""
    while end > start:
        line = lines[end - 1]
        if line.strip() and not quotations.is_rule(line) and not quotations.is_device_line(line):
            break
        end -= 1
    return end


def _without_quotes(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or quotations.is_quoted(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_naming_us(lines: list[str], own_addresses: Collection[str]) -> list[str]:
    """Cut the last paragraph where it is short and names us, whatever words a program has for it."""
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    last = "\n".join(lines[start:]).lower()
    names_us = any(own.lower() in last for own in own_addresses)
    return _without_quotes(lines[:start]) if names_us and len(lines) - start <= _INTRODUCTION_LINES else lines
