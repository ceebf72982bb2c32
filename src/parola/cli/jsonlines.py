"""Questions and answers as JSON, one object a line: read with care, answered in order, told where they cannot be."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import typer

from parola.policy.findings import Wrong, gettext_noop
from parola.policy.words import Words

Json = Mapping[str, object]

STANDARD_INPUT = Path("-")

NOT_JSON = gettext_noop("This is not JSON: %(error)s.")
JSON_HINT = gettext_noop("Write one JSON object a line.")
NOT_AN_OBJECT = gettext_noop("%(field)s should be an object, not %(value)s.")
NOT_A_LIST = gettext_noop("%(field)s should be a list, not %(value)s.")
NOT_TEXT = gettext_noop("%(field)s should be a text, not %(value)s.")
BAD_INSTANT = gettext_noop("%(field)s: “%(value)s” is no instant.")
INSTANT_HINT = gettext_noop("Write the date, the time and the distance from UTC: 2026-03-02T10:00:00+01:00.")
TOO_FAR = gettext_noop("The answer lies beyond the year 9999.")
UNREADABLE = gettext_noop("The file %(file)s cannot be read: %(error)s.")
LINE = gettext_noop("line %(line)d: %(error)s")


def answer_file(path: Path, answer: Callable[[Json], Json], words: Words) -> None:
    """Answer the lines of a file, or of standard input; exit code 1 if one could not be, or if there is no such file."""
    with _opened(path, words) as lines:
        if not answer_lines(lines, answer, words):
            raise typer.Exit(1)


def read_file(path: Path, words: Words) -> Json:
    """The JSON object that a file is; exit code 1, and why on standard error, if it is none."""
    with _opened(path, words) as file:
        try:
            return read_object(file.read())
        except Wrong as wrong:
            print(f"{path}: {told(wrong, words)}", file=sys.stderr)
            raise typer.Exit(1) from wrong


def _opened(path: Path, words: Words) -> AbstractContextManager[BinaryIO]:
    try:
        return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else path.open("rb")
    except OSError as error:
        print(words.gettext(UNREADABLE) % {"file": error.filename, "error": error.strerror}, file=sys.stderr)
        raise typer.Exit(1) from error


def answer_lines(lines: Iterable[bytes], answer: Callable[[Json], Json], words: Words) -> bool:
    """Print `{"id", ...answer}` for each line that is not blank, in order; whether all of them could be answered.

    A line that cannot be gets `{"id", "error"}`, is told on standard error with its number, and stops no other.
    """
    whole = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        fields: Json = {}
        try:
            fields = read_object(line)
            answered = answer(fields)
        except (Wrong, OverflowError) as error:
            whole = False
            answered = {"error": told(error if isinstance(error, Wrong) else Wrong(TOO_FAR), words)}
            print(words.gettext(LINE) % {"line": number, "error": answered["error"]}, file=sys.stderr)
        print(json.dumps({"id": fields.get("id"), **answered}))
    return whole


def told(wrong: Wrong, words: Words) -> str:
    """What is wrong, and what to do about it, in the reader's language, on one line."""
    message, hint = (words.gettext(text) % wrong.params if text else "" for text in (wrong.message, wrong.hint))
    apart = " " if message.endswith(".") else " – "
    return f"{message}{apart}{hint}" if hint else message


def read_object(line: bytes) -> Json:
    """The JSON object of a line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Wrong(NOT_JSON, JSON_HINT, error=error) from error
    return as_object(value, "line")


def as_object(value: object, field: str) -> Json:
    """The value, if it is an object."""
    if not isinstance(value, dict):
        raise Wrong(NOT_AN_OBJECT, field=field, value=json.dumps(value))
    return value


def as_list(value: object, field: str) -> list[object]:
    """The value, if it is a list."""
    if not isinstance(value, list):
        raise Wrong(NOT_A_LIST, field=field, value=json.dumps(value))
    return value


def as_text(value: object, field: str) -> str:
    """The value, if it is a text."""
    if not isinstance(value, str):
        raise Wrong(NOT_TEXT, field=field, value=json.dumps(value))
    return value


def as_instant(value: object, field: str) -> datetime:
    """The instant that a text in ISO 8601 with an offset writes, in UTC."""
    text = as_text(value, field)
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Wrong(BAD_INSTANT, INSTANT_HINT, field=field, value=text) from error
    raise Wrong(BAD_INSTANT, INSTANT_HINT, field=field, value=text)


def told_instant(instant: datetime | None) -> str | None:
    """The instant in UTC, ISO 8601, closed by Z; None for none."""
    return instant.isoformat().replace("+00:00", "Z") if instant is not None else None
