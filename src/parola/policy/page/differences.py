"""What one version of an agreement says otherwise than another, as a page: what it is about, as it was, as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parola.policy.compare import Change, changes
from parola.policy.findings import gettext_noop
from parola.policy.words import Words
from parola.sla.agreement import Addon, Agreement, CalendarTemplate, Plan

from .document import Grid, Lines, Page, Prose, Said, section
from .making import Edition, about
from .reader import Reader, Teller

WHAT, BEFORE, AFTER = gettext_noop("What"), gettext_noop("Before"), gettext_noop("Now")
Names = dict[tuple[str, str], str]
OF_THE_HOUSE = ("alarms", "warnings", "id")
"""Places of an agreement that say how the vendor's own people are told."""


def differences(old: Agreement, new: Agreement, edition: Edition, reader: Reader) -> Page:
    """The page of what changed with an edition. Texts are compared in the reader's language alone."""
    t = Teller(new, reader)
    found = list(_public(t, changes(old, new, t.words)))
    names = _names(old, t.words) | _names(new, t.words)
    said = t.own(t.words.gettext("Nothing changes in what is promised or said."))
    block = _grid(t, found, names) if found else Prose((said,))
    return Page(
        language=t.words.language,
        direction=t.direction,
        vendor=edition.brand or new.vendor,
        title=t.text(new.title),
        about=about(t, edition),
        sections=section("changes", t.own(t.words.gettext("What changed")), block),
    )


def _public(t: Teller, found: list[Change]) -> Iterator[Change]:
    others = {*t.agreement.languages} - {t.reader.language}
    return (each for each in found if each.place.split(".")[0] not in OF_THE_HOUSE and each.about[-1] not in others)


def _names(agreement: Agreement, words: Words) -> Names:
    """What plans, add-ons, priorities and calendars are called, by the place where they are said and their id."""
    holders: Mapping[str, Mapping[str, Plan | Addon | CalendarTemplate]] = {
        "plans": agreement.plans,
        "addons": agreement.addons,
        "calendars": agreement.calendars,
    }
    named = {(place, id): words.text(each.name) for place, those in holders.items() for id, each in those.items()}
    return named | {("", each.id): words.priority(each) for each in agreement.priorities}


def _grid(t: Teller, found: list[Change], names: Names) -> Grid:
    w = t.words
    head = tuple(t.own(w.gettext(each), "strong") for each in (WHAT, BEFORE, AFTER))
    return Grid(t.own(w.gettext("What changed")), head, tuple(_row(t, each, names) for each in found))


def _row(t: Teller, change: Change, names: Names) -> tuple[Lines, ...]:
    place = change.place.split(".")[0]
    told = [each for each in change.about if each != t.reader.language]
    named = [names.get((place, each)) or names.get(("", each), each) for each in told]
    about = t.own(" · ".join(map(t.words.isolated, named)), "strong")
    return (about,), (_was(t, change.before),), (_was(t, change.after),)


def _was(t: Teller, said: str | None) -> Said:
    return t.own("–", "soft") if said is None else t.own(said)
