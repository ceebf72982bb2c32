"""The page of an agreement: its sections in the order in which a customer asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parola.sla.agreement import Agreement

from .document import Lines, Page
from .examples import examples
from .opening import hours
from .plans import plans, targets
from .priorities import priorities
from .reader import Reader, Teller
from .rules import Ways, contact, introduction, levels, notes, objectives, rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is said of the agreement beside itself: its digest; where it was published, number, day and brand, and how to reach it."""

    digest: str
    brand: str = ""
    number: int | None = None
    since: dt.date | None = None
    ways: Ways = ()


def page(agreement: Agreement, edition: Edition, reader: Reader) -> Page:
    """The agreement as a page. Raises BadTerms for a zone or a calendar that there is not."""
    t = Teller(agreement, reader)
    sections = (
        *introduction(t), *plans(t), *targets(t), *examples(t), *priorities(t), *hours(t), *objectives(t), *levels(t),
        *rules(t), *contact(t, edition.ways), *notes(t),
    )  # fmt: skip
    return Page(
        language=t.words.language,
        direction=t.direction,
        vendor=edition.brand or agreement.vendor,
        title=t.text(agreement.title),
        about=about(t, edition),
        sections=sections,
    )


def about(t: Teller, edition: Edition) -> Lines:
    """Whose it is, which version since when, and by what one knows that text again."""
    w, lines = t.words, [t.own(edition.brand or t.agreement.vendor, "strong")]
    if edition.number is not None and edition.since is not None:
        parts = {"number": w.number(edition.number), "day": w.date(edition.since)}
        lines.append(t.own(w.gettext("Version %(number)s, in force since %(day)s") % parts))
    lines.append(t.own(w.gettext("SHA-256 of its text: %(digest)s") % {"digest": w.isolated(edition.digest)}, "soft"))
    return tuple(lines)
