"""`evidence.json` read with care: limits first, then JSON, then its form. What is wrong is told with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from pydantic import ValidationError

from parola.policy.findings import Wrong, gettext_noop
from parola.proof.form import FORMAT, Evidence

MOST_BYTES = 128 * 1024 * 1024
MOST_TICKETS = 50_000
MOST_VALUES = 6_000_000
"""Values of the JSON: a line of a few bytes can become a hundred in memory."""
TOO_LARGE = gettext_noop("The evidence has more than %(most)d MB.")
SHORTER = gettext_noop("Ask for evidence of a shorter period.")
NOT_JSON = gettext_noop("The evidence is no JSON, at line %(line)d, %(place)s: %(error)s.")
AGAIN = gettext_noop("Fetch the bundle once more from where it came.")
NOT_UTF8 = gettext_noop("The evidence is not UTF-8, at line %(line)d, %(place)s.")
OTHER_FORMAT = gettext_noop("The evidence has the format %(value)s; this release of Parola reads the format %(known)s.")
NEWER = gettext_noop("Check it with the release that made it, or a newer one.")
BAD_FORM = gettext_noop("In the evidence, %(place)s: %(error)s.")
NAME = re.compile(r'^( +)"((?:[^"\\]|\\.){1,80})": ?')
REFERENCE = re.compile(r'^ {3}"reference": "([^"]{1,40})"')
HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Where half of a surrogate pair may be written: no text holds one alone."""


def parsed(raw: bytes) -> Any:  # whatever JSON says
    """The JSON of the bytes. Raises Wrong."""
    if len(raw) > MOST_BYTES:
        raise Wrong(TOO_LARGE, SHORTER, most=MOST_BYTES // 1024 // 1024)
    if sum(raw.count(each) for each in (b",", b"[", b"{")) > MOST_VALUES:
        raise Wrong(NOT_JSON, SHORTER, line=1, place="?", error=f"more than {MOST_VALUES} values")
    try:
        written = raw.decode()
    except UnicodeDecodeError as error:
        line, place = where(raw, error.start)
        raise Wrong(NOT_UTF8, AGAIN, line=line, place=place) from error
    try:
        plain = json.loads(written, parse_constant=_refuse)
        if HALF.search(written):
            json.dumps(plain, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        line, place = where(raw, len(written[: error.pos].encode()))
        raise Wrong(NOT_JSON, AGAIN, line=line, place=place, error=error.msg) from error
    except (ValueError, RecursionError) as error:
        raise Wrong(NOT_JSON, AGAIN, line=1, place="?", error=type(error).__name__) from error
    return plain


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def evidence_of(plain: object) -> Evidence:
    """The evidence that plain values say. Raises Wrong."""
    if isinstance(plain, dict) and plain.get("format") != FORMAT:
        raise Wrong(OTHER_FORMAT, NEWER, value=str(plain.get("format"))[:40], known=FORMAT)
    try:
        return Evidence.model_validate(plain)
    except ValidationError as errors:
        first = errors.errors(include_url=False)[0]
        raise Wrong(BAD_FORM, AGAIN, place=named(first["loc"], plain), error=first["msg"]) from errors


def named(path: Sequence[int | str], plain: object) -> str:
    """A place in words of the file: `tickets[CRE-17].events[3].data`, counted from 1."""
    told, value = "", plain
    for step in path:
        value = _step(value, step)
        told += f".{step}" if isinstance(step, str) else f"[{_name(value, step)}]"
    return told.removeprefix(".") or "?"


def _step(value: object, step: int | str) -> object:
    try:
        return value[step]  # type: ignore[index]  # whatever it is
    except (KeyError, IndexError, TypeError):
        return None


def _name(value: object, step: int) -> str:
    reference = value.get("reference") if isinstance(value, Mapping) else None
    return reference if isinstance(reference, str) else str(step + 1)


def where(raw: bytes, offset: int) -> tuple[int, str]:
    """The line of a byte, from 1, and what stands there: the names that lead to it, and the ticket's reference."""
    lines = raw[:offset].decode("utf-8", "replace").split("\n")
    rest = raw[offset:].decode("utf-8", "replace")
    lines[-1] += rest.partition("\n")[0][:200]
    names, depth = list[str](), 1 << 30
    for line in reversed(lines):
        found = NAME.match(line)
        if found and len(found[1]) < depth and (not names or line.endswith(("{", "["))):
            depth = len(found[1])
            names.append(found[2])
        if depth == 1:
            break
    place = ".".join(reversed(names)) or "?"
    reference = _reference(rest) if place.startswith("tickets") else ""
    return len(lines), f"{place} ({reference})" if reference else place


def _reference(rest: str) -> str:
    """Of the ticket in which one is: its reference is written after its events."""
    for line in rest.split("\n"):
        found = REFERENCE.match(line)
        if found:
            return found[1]
    return ""
