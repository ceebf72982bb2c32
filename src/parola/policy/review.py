"""What is well written in an agreement and still wrong: found, weighed, and held against what the vendor accepts.

`read` takes a file that can be run on; the review says whether anybody should. It costs some time, and is asked for where
an agreement is checked or published, not where it is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from parola.sla.hours import Text

from .cases import check_cases
from .checks.courses import check_effects, check_end, check_notice, check_order
from .checks.dates import DATED, check_dates
from .checks.promises import check_cadence, check_contact_windows, check_days, check_dues, check_openings, check_plans
from .checks.rules import (
    check_guards,
    check_matrix,
    check_objectives,
    check_passed_over,
    check_priorities,
    check_rows,
    check_steps,
    check_tiers,
)
from .findings import BadAgreement, Finding, gettext_noop
from .read import Document, read
from .reviewer import Enough, Reviewer
from .texts import Texts


@dataclass(frozen=True, slots=True)
class Accepted:
    """Something found that the vendor means, and why."""

    finding: Finding
    reason: Text


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in a document, in the order of the file: what stands, and what is accepted.

    `unfinished`: so much was found that nobody looked for more.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    unfinished: bool = False

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps it from being published: the errors; all that was found, where there may be errors among the rest."""
        return tuple(finding for finding in self.findings if self.unfinished or finding.severity == "error")


def review(document: Document, on: dt.date | None = None) -> Review:
    """Everything that the checks find in a document that could be read; with a day, also what ends by then or soon after."""
    reviewer = Reviewer(document, on)
    accepted: tuple[Accepted, ...] = ()
    unfinished = True
    with suppress(Enough):
        _look(reviewer)
        accepted = tuple(_accepted(reviewer))
        unfinished = False
    meant = [each.finding for each in accepted]
    findings = (finding for finding in reviewer.found if finding not in meant)
    return Review(tuple(sorted(findings, key=lambda finding: (finding.line, finding.column))), accepted, unfinished)


def _look(r: Reviewer) -> None:
    for check in _RULES:
        check(r)
    known = len(r.found)
    check_openings(r)
    check_dues(r)
    check_days(r)
    if len(r.found) == known:  # where a due time cannot be computed, promises cannot be weighed
        for check in _PROMISES:
            check(r)


@lru_cache(maxsize=8)
def vetted(source: str, name: str) -> Document:
    """The agreement in a text, if nothing speaks against publishing it. Raises BadAgreement with every error, failing cases too.

    What was found sound is kept, so that a version is not weighed anew at each step of publishing it.
    """
    document = read(source, name)
    if errors := review(document).errors:
        raise BadAgreement(errors)
    return document


def _accepted(r: Reviewer) -> Iterator[Accepted]:
    """What the file accepts of what was found; an entry that accepts nothing is told."""
    texts = Texts(r.document.root)
    for name, entry in r.file.accepted.items():
        meant = [each for each in r.found if each.code == entry.code and _within(each.place, entry.place)]
        yield from (Accepted(each, texts.at("accepted", name, "reason")) for each in meant)
        if not meant and entry.code not in DATED:
            message = gettext_noop("there is no `%(code)s` at `%(place)s` to accept")
            hint = gettext_noop("take this out: the next one found there would be accepted unseen")
            params = {"code": entry.code, "place": entry.place}
            r.tell("accepts-nothing", f"accepted.{name}", message, hint, params)


def _within(place: str, wider: str) -> bool:
    return f"{place}.".startswith(f"{wider}.")


_RULES: tuple[Callable[[Reviewer], None], ...] = (
    check_rows,
    check_passed_over,
    check_guards,
    check_matrix,
    check_priorities,
    check_objectives,
    check_tiers,
    check_steps,
    check_effects,
    check_end,
)
_PROMISES: tuple[Callable[[Reviewer], None], ...] = (
    check_contact_windows,
    check_cadence,
    check_plans,
    check_order,
    check_notice,
    check_cases,
    check_dates,
)
