"""Placeholders in prepared texts: `{{customer_name}}` stands for the customer's name. Pure.

Nothing is evaluated. A name from a short list stands for a value, which is put in once and is not read again: a customer who is
called `{{ticket_link}}` is greeted by just that name. Whatever else a text holds (`${7*7}`, `{% if %}`) is text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from parola.policy.findings import gettext_noop

OPEN, CLOSE = "{{", "}}"
LONGEST_VALUE = 200
PLACEHOLDERS: Mapping[str, str] = {
    "customer_name": gettext_noop("the customer's name"),
    "ticket_reference": gettext_noop("the ticket's reference"),
    "agent_name": gettext_noop("the name of whoever writes"),
    "brand_name": gettext_noop("the brand's name"),
    "next_due": gettext_noop("when the customer hears from us next, as promised, once the reply is sent"),
    "ticket_link": gettext_noop("the address at which the customer sees the ticket"),
}
"""Every placeholder that there is, and what it stands for."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A place where `{{` stands before what is no placeholder. `name` is what stands there, empty where `}}` is missing."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its placeholders filled in; those of `missing` have no value here, and still stand in it."""

    text: str
    missing: tuple[str, ...]


def mark(name: str) -> str:
    """The placeholder of that name, as it is written."""
    return f"{OPEN}{name}{CLOSE}"


def wrong(text: str, known: Container[str] = PLACEHOLDERS) -> Iterator[Wrong]:
    """What is no placeholder (none of `known`), though it looks like one, in order. Lines and columns count from 1."""
    for start, name, _end in _marks(text):
        if name not in known:
            line = text.count("\n", 0, start) + 1
            yield Wrong(_short(name), line, start - text.rfind("\n", 0, start))


def named(text: str, known: Container[str] = PLACEHOLDERS) -> list[str]:
    """The placeholders in a text, each once, in order."""
    return list(dict.fromkeys(name for _start, name, _end in _marks(text) if name in known))


def fill(text: str, values: Mapping[str, str], known: Container[str] = PLACEHOLDERS) -> Filled:
    """The text with the values in place of its placeholders; one without a value (or with an empty one) stays as it is."""
    pieces, done, missing = [], 0, list[str]()
    for start, name, end in _marks(text):
        if name not in known:
            continue
        value = values.get(name, "")
        if not value:
            missing.append(name)
        pieces += [text[done:start], value or mark(name)]
        done = end
    return Filled("".join([*pieces, text[done:]]), tuple(dict.fromkeys(missing)))


def one_line(value: str) -> str:
    """A value as it can stand in the middle of a line: without breaks, control characters and those that turn the direction."""
    plain = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in value)
    plain = "".join(each for each in plain if unicodedata.bidirectional(each) not in _TURNING)
    return " ".join(plain.split())[:LONGEST_VALUE]


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def _marks(text: str) -> Iterator[tuple[int, str, int]]:
    """Each `{{`: where it begins, what stands in it (nothing, where it is not closed), and where it ends. One pass."""
    start = text.find(OPEN)
    while start != -1:
        end = text.find(CLOSE, start)
        if end == -1:
            yield start, "", len(text)
            return
        inner = text[start + len(OPEN) : end]
        again = inner.rfind(OPEN)
        if again != -1:
            yield start, inner[: inner.find(OPEN)].strip(), start + len(OPEN) + again
            start += len(OPEN) + again
            continue
        yield start, inner.strip(), end + len(CLOSE)
        start = text.find(OPEN, end + len(CLOSE))


def _short(name: str) -> str:
    flat = one_line(name)
    return f"{flat[:40]}…" if len(flat) > 40 else flat  # noqa: PLR2004
