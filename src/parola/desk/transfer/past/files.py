"""An export's file within limits: measured before anything parses it, then read as one JSON document or as one on each line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from parola.lab.log import BadRow
from parola.policy.findings import Wrong, gettext_noop

MOST_BYTES = 2_000_000_000
"""Of a file that is read line by line, unpacked."""
MOST_IN_ONE = 100_000_000
"""Of one JSON document, which is kept in memory whole."""
LONGEST_LINE = 16_000_000
MOST_TICKETS = 500_000
MOST_HAPPENED = 5_000
"""Events of one ticket."""
LONGEST_TEXT = 500_000
"""Characters of one message."""
LONGEST_PAGE = 1_000_000
"""Characters of HTML of one message: one with more has its text alone."""
_STEP = 1 << 20

TOO_LARGE = gettext_noop("The file has more than %(most)s megabytes: part it.")
LONG_LINE = gettext_noop("A line of the file has more than %(most)s megabytes.")
NO_TEXT = gettext_noop("The file cannot be read: %(error)s")
NO_JSON = gettext_noop("is no JSON that can be read: %(error)s")
NO_OBJECT = gettext_noop("is no ticket: an object is wanted here")
NO_TICKETS = gettext_noop("The file holds no list of tickets under any of these names: %(names)s")


class Unusable(Wrong):
    """The file cannot be imported at all; the message is marked for translation."""


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzipped."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]


def measure(path: Path) -> None:
    """Look through the file, keeping nothing. Raises Unusable where it is larger, or has a longer line, than can be read safely."""
    size = line = 0
    try:
        with opened(path) as file:
            while some := file.read(_STEP):
                size += len(some)
                first, *rest = some.split(b"\n")
                longest = max(line + len(first), *(len(each) for each in rest)) if rest else line + len(first)
                line = len(rest[-1]) if rest else line + len(first)
                if size > MOST_BYTES:
                    raise Unusable(TOO_LARGE, most=MOST_BYTES // 1_000_000)
                if longest > LONGEST_LINE and size > MOST_IN_ONE:
                    raise Unusable(LONG_LINE, most=LONGEST_LINE // 1_000_000)
    except (OSError, EOFError, zlib.error) as error:
        raise Unusable(NO_TEXT, error=error) from error


Found = tuple[int, dict[str, Any]]


def documents(path: Path, *names: str) -> tuple[dict[str, Any], Iterator[Found | BadRow]]:
    """The tickets of a JSON file, each with its place, and what stands beside their list.

    One document is a list, or an object with the list under one of the `names`; else each line is a ticket. Raises Unusable.
    """
    try:
        told = whole(path)
    except Unusable:
        measure(path)  # what is too large for anything is told so
        return {}, _lines(path)
    return _listed(told, names)


def whole(path: Path) -> object:
    """The file as one JSON document. Raises Unusable where it is none, or larger than is kept in memory."""
    measure(path)
    with opened(path) as file:
        data = file.read(MOST_IN_ONE + 1)
    if len(data) > MOST_IN_ONE:
        raise Unusable(TOO_LARGE, most=MOST_IN_ONE // 1_000_000)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unusable(NO_TEXT, error=str(error)[:200]) from error


def _listed(told: object, names: tuple[str, ...]) -> tuple[dict[str, Any], Iterator[Found | BadRow]]:
    if isinstance(told, list):
        return {}, _numbered(told)
    beside = told if isinstance(told, dict) else {}
    for name in names:
        if isinstance(beside.get(name), list):
            return beside, _numbered(beside[name])
    if "id" in beside:
        return {}, _numbered([beside])
    raise Unusable(NO_TICKETS, names=", ".join(names))


def _numbered(rows: list[Any]) -> Iterator[Found | BadRow]:
    for place, row in enumerate(rows[:MOST_TICKETS], start=1):
        yield (place, row) if isinstance(row, dict) else BadRow(place, NO_OBJECT)


def _lines(path: Path) -> Iterator[Found | BadRow]:
    with opened(path) as file:
        for place in range(1, MOST_TICKETS + 1):
            line = file.readline(LONGEST_LINE + 1)
            if not line:
                return
            if line.strip():
                yield _line(place, line)


def _line(place: int, line: bytes) -> Found | BadRow:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadRow(place, NO_JSON, {"error": str(error)[:200]})
    return (place, row) if isinstance(row, dict) else BadRow(place, NO_OBJECT)
