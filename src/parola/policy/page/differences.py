"""What one version of an agreement says otherwise than another, as a page: what it is about, as it was, as it is."""

from __future__ import annotations

from collections.abc import Iterator

from parola.policy.compare import Change, changes
from parola.policy.findings import gettext_noop
from parola.sla.agreement import Agreement

from .document import Grid, Lines, Page, Prose, Said, section
from .making import Edition, about
from .reader import Reader, Teller

WHAT, BEFORE, AFTER = gettext_noop("What"), gettext_noop("Before"), gettext_noop("Now")
OF_THE_HOUSE = ("alarms", "warnings", "id")
"""Places of an agreement that say how the vendor's own people are told."""


def differences(old: Agreement, new: Agreement, edition: Edition, reader: Reader) -> Page:
    """The page of what changed with an edition. Texts are compared in the reader's language alone."""
    t = Teller(new, reader)
    found = list(_public(t, changes(old, new, t.words)))
    said = t.own(t.words.gettext("Nothing changes in what is promised or said."))
    block = _grid(t, found) if found else Prose((said,))
    return Page(
        language=t.words.language,
        direction=t.direction,
        vendor=new.vendor,
        title=t.text(new.title),
        about=about(t, edition),
        sections=section("changes", t.own(t.words.gettext("What changed")), block),
    )


def _public(t: Teller, found: list[Change]) -> Iterator[Change]:
    others = {*t.agreement.languages} - {t.reader.language}
    return (each for each in found if each.place.split(".")[0] not in OF_THE_HOUSE and each.about[-1] not in others)


def _grid(t: Teller, found: list[Change]) -> Grid:
    w = t.words
    head = tuple(t.own(w.gettext(each), "strong") for each in (WHAT, BEFORE, AFTER))
    return Grid(t.own(w.gettext("What changed")), head, tuple(_row(t, each) for each in found))


def _row(t: Teller, change: Change) -> tuple[Lines, ...]:
    named = [each for each in change.about if each != t.reader.language]
    about = t.own(" · ".join(map(t.words.isolated, named)), "strong")
    return (about,), (_was(t, change.before),), (_was(t, change.after),)


def _was(t: Teller, said: str | None) -> Said:
    return t.own("–", "soft") if said is None else t.own(said)
