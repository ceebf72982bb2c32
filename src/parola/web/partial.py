"""Parts of files, as players ask for them (RFC 9110, section 14): one range of bytes; what asks for more is given the whole. Pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
NONE = range(0)


def part_of(asked: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for of so many. None: all of them; empty: there are no such bytes."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return range(max(0, size - int(match[2])), size)
    start, last = int(match[1]), int(match[2] or size - 1)
    if match[2] and last < start:
        return None
    return range(start, min(last + 1, size)) if start < size else NONE
