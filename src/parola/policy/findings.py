"""What is wrong with an agreement file: every finding with its place, told in the reader's language.

A finding is a template (an English msgid) and its parameters, so that one reading of a file can be told in any language.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Literal, NoReturn, Protocol

from parola.sla.agreement import Metric

Severity = Literal["error", "warning", "note"]
Params = Mapping[str, object]
Place = tuple[int, int]
"""Line and column, both from 1."""

MAX_FINDINGS = 200
"""More than these nobody reads, and looking for them in a hostile file would take long."""
MOST_KNOWN = 1000
"""Words that one is held against: each costs some microseconds, and a file may bring a million."""

_LONGEST = 320
"""Characters of a value that a message repeats."""


class Speaker(Protocol):
    """Whoever can put an English msgid into the reader's language (`words.Words`)."""

    def gettext(self, message: str) -> str:
        """The message in the reader's language."""

    def duration(self, length: dt.timedelta) -> str:
        """A duration in words."""

    def moment(self, at: dt.datetime, timezone: str) -> str:
        """An instant in words."""

    def percent(self, share: float) -> str:
        """A share as a percentage."""

    def metric(self, metric: Metric) -> str:
        """A metric's name."""


def gettext_noop(message: str) -> str:
    """Mark a message for translation; it is put into a language where it is shown."""
    return message


_LABELS: Mapping[Severity, str] = {"warning": gettext_noop("warning"), "note": gettext_noop("note")}
"""What stands before a message; nothing before an error."""


class Wrong(ValueError):
    """A value that cannot be read: `message` and `hint` are msgids, filled with `params`."""

    def __init__(self, message: str, hint: str = "", **params: object) -> None:
        super().__init__(message % params)
        self.message = message
        self.hint = hint
        self.params: Params = params


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong in a file. Lines and columns count from 1; `source` is the line's text.

    `code` is the name of its kind, which stays the same in every language and release. `params` are texts and numbers, or
    what is told in words: a duration, an aware instant (in its own zone), a share as a fraction, a metric.
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    params: Params = field(default_factory=dict)
    severity: Severity = "error"
    source: str = ""
    place: str = ""
    code: str = ""

    def told(self, words: Speaker) -> str:
        """What is wrong, in the reader's language."""
        return words.gettext(self.message) % _told(self.params, words)

    def advised(self, words: Speaker) -> str:
        """What would be right, in the reader's language; empty where there is nothing to say."""
        return words.gettext(self.hint) % _told(self.params, words) if self.hint else ""

    def rendered(self, words: Speaker) -> str:
        """Place, message, the source line with a caret, and the advice, as compilers print them."""
        kind = f"{words.gettext(_LABELS[self.severity])}: " if self.severity in _LABELS else ""
        code = f" [{self.code}]" if self.code else ""
        lines = [f"{self.file}:{self.line}:{self.column}: {kind}{self.told(words)}{code}"]
        if self.source.strip():
            lines += excerpt(self.source, self.column)
        advice = self.advised(words)
        if advice:
            lines.append(f"    = {advice}")
        return "\n".join(lines)

    def as_dict(self, words: Speaker) -> dict[str, object]:
        """The same as plain data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "code": self.code,
            "place": self.place,
            "message": self.told(words),
            "hint": self.advised(words),
        }


@dataclass(slots=True)
class Source:
    """A file's name and text, and the findings found in it so far. `code` is the kind of those that are looked for just now."""

    name: str
    text: str
    code: str = ""
    findings: list[Finding] = field(default_factory=list)
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Cut the text into lines as YAML counts them."""
        self.lines = re.split(r"\r\n|\r|\n", self.text)

    def found(self, at: Place, message: str, hint: str = "", params: Params | None = None, place: str = "") -> None:
        """Note what is wrong at a line and column."""
        line, column = at
        shown = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        found = Finding(
            file=self.name,
            line=line,
            column=column,
            message=message,
            hint=hint,
            params=params or {},
            source=shown,
            place=place,
            code=self.code,
        )
        if found not in self.findings:
            self.findings.append(found)
        if len(self.findings) >= MAX_FINDINGS:
            raise BadAgreement(self.findings)

    def fail(self, at: Place, message: str, hint: str = "", params: Params | None = None) -> NoReturn:
        """Note what is wrong and give up: BadAgreement with all that was found."""
        self.found(at, message, hint, params)
        raise BadAgreement(self.findings)


class BadAgreement(ValueError):
    """An agreement file that cannot be used, with all its findings in the order of the file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))
        super().__init__(
            "\n".join(f"{p.file}:{p.line}:{p.column}: {p.message % _told(p.params)}" for p in self.findings)
        )


def _told(params: Params, words: Speaker | None = None) -> Params:
    """The parameters as a message shows them: a long value is cut, and shows no control characters."""
    return {name: _said(value, words) for name, value in params.items()}


def _said(value: object, words: Speaker | None) -> object:
    """A value as a message shows it: what has words is put into them, where somebody speaks."""
    match value:
        case Metric() if words:
            return words.metric(value)
        case str():
            return _shown(value)
        case dt.timedelta() if words:
            return words.duration(value)
        case dt.datetime() if words:
            return words.moment(value, str(value.tzinfo))
        case Fraction() if words:
            return words.percent(round(float(value), 3))
        case _:
            return value


def _shown(value: str) -> str:
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
    return printable if len(printable) <= _LONGEST else f"{printable[: _LONGEST - 1]}…"


def excerpt(source: str, column: int, width: int = 100) -> list[str]:
    """The line around the column, at most `width` characters of it, and a caret beneath the column."""
    start = max(0, column - 1 - width // 2) if len(source) > width else 0
    shown = "".join(character if character.isprintable() else " " for character in source[start : start + width])
    return [f"    {shown}", f"    {' ' * (column - 1 - start)}^"]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, of the first MOST_KNOWN; empty if none is like it."""
    by_fold = {candidate.casefold(): candidate for candidate in islice(known, MOST_KNOWN)}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""
