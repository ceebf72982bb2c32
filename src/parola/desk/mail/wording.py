"""How a letter is worded: text with placeholders, of which each letter has its own list. Nothing in it is evaluated.

A placeholder stands for a few words within a line, or for whole paragraphs that the desk computes (a promise, what an agent wrote):
such a one stands in a line of its own. A line in which something has no value is left out, so that nobody reads "Dear ,".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_noop

from parola.desk.tickets import placeholders

WORDS: Mapping[str, str] = {
    "customer_name": gettext_noop(
        "the name of whoever gets the mail; a line with it is left out where it is not known"
    ),
    "ticket_reference": gettext_noop("the ticket's reference"),
    "brand_name": gettext_noop("the brand's name"),
    "priority": gettext_noop("the priority from now on"),
    "priority_before": gettext_noop("the priority until now"),
    "plan": gettext_noop("the plan from now on"),
    "inviter": gettext_noop("who invites"),
    "until": gettext_noop("until when the link can be used"),
    "code": gettext_noop("the code to sign in"),
}
"""Placeholders that stand within a line, and for what."""

BLOCKS: Mapping[str, str] = {
    "message": gettext_noop("what the agent wrote"),
    "promise": gettext_noop("what is promised next and by when, in the customer's own time"),
    "included": gettext_noop("what the customer's plan includes, where they are to know it"),
    "earlier_request": gettext_noop("that the request goes on from one that is closed"),
    "clause": gettext_noop("the sentence of the agreement behind it"),
    "reason": gettext_noop("the reason that was given, and the sentence of the agreement behind it"),
    "next_due": gettext_noop("what that does to what is due next"),
    "closing": gettext_noop("when the request is closed if nothing is heard"),
}
"""Those that stand for whole paragraphs, in a line of their own; nothing stands there where there is nothing to say."""

UNCERTAIN = frozenset({"customer_name"})
"""Words that there may be none for."""

LONGEST = 5_000
_TAG = re.compile(r"\{[%#]")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A letter that a brand may word. `may`: the placeholders that it can hold; `must`: those without which it is no such letter."""

    name: str
    about: str
    may: tuple[str, ...]
    must: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What the placeholders of one letter stand for: words are one line each, empty where there is nothing."""

    words: Mapping[str, str]
    blocks: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Why(StrEnum):
    """What can be wrong with a text."""

    UNKNOWN = "unknown"
    TAG = "tag"
    NOT_ALONE = "not_alone"
    LACKING = "lacking"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which line and column (0: nowhere, since it is missing), about which placeholder."""

    why: Why
    name: str
    line: int = 0
    column: int = 0


def faults(text: str, kind: Kind) -> list[Fault]:
    """All that keeps the text from being this letter, in its order; what is missing last."""
    lines = text.split("\n")
    found = [fault for number, line in enumerate(lines, start=1) for fault in _in_line(line, number, kind)]
    there = {name for line in lines for name in placeholders.named(line, kind.may)}
    return [*found, *(Fault(Why.LACKING, name) for name in kind.must if name not in there)]


def _in_line(line: str, number: int, kind: Kind) -> Iterator[Fault]:
    """What is no placeholder; blocks that share the line; what the letter must hold, where the line may be left out."""
    for wrong in placeholders.wrong(line, kind.may):
        yield Fault(Why.UNKNOWN, wrong.name, number, wrong.column)
    for match in _TAG.finditer(line):
        yield Fault(Why.TAG, match.group(), number, match.start() + 1)
    names = placeholders.named(line, kind.may)
    for name in names:
        if name in BLOCKS and _alone(line) != name:
            yield Fault(Why.NOT_ALONE, name, number, 1)
        elif name in kind.must and UNCERTAIN & {*names}:
            yield Fault(Why.UNCERTAIN, name, number, 1)


def told(text: str, values: Values) -> tuple[str, ...]:
    """The paragraphs of the letter, with its values."""
    paragraphs: list[str] = []
    for paragraph in _EMPTY_LINE.split(text.strip("\n")):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            block = values.blocks.get(_alone(line))
            if block is None:
                lines += _filled(line, values.words)
            else:
                paragraphs += ["\n".join(lines), *block]
                lines = []
        paragraphs.append("\n".join(lines))
    return tuple(paragraph for paragraph in paragraphs if paragraph.strip())


def around(text: str, name: str) -> tuple[str, str]:
    """The text before the line in which that placeholder stands alone, and after it. Without such a line it is as if at its head."""
    lines = text.split("\n")
    place = next((number for number, line in enumerate(lines) if _alone(line) == name), -1)
    return "\n".join(lines[: max(place, 0)]), "\n".join(lines[place + 1 :])


def _filled(line: str, words: Mapping[str, str]) -> list[str]:
    """The line with its values; none where one of them is empty."""
    filled = placeholders.fill(line, words, words)
    return [] if filled.missing else [filled.text]


def _alone(line: str) -> str:
    """The placeholder that is all of the line; empty: there is none, or something beside it."""
    names = placeholders.named(line, BLOCKS)
    inner = line.strip().removeprefix(placeholders.OPEN).removesuffix(placeholders.CLOSE).strip()
    return names[0] if len(names) == 1 and inner == names[0] and line.strip().startswith(placeholders.OPEN) else ""
