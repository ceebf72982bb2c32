"""What customers said of the help, in a brand's report and on a customer's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import opinions
from parola.desk.reports.opinions import Opinions, Word
from parola.web.console.reporting.aims import share_told
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count: of all, of a team, of a brand."""

    name: str
    asked: int
    rated: int
    good: int
    share: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A brand's: in all, by team where there are several, and in the customers' words."""

    lines: list[Line]
    words: Sequence[Word]


def said(person: Person, brand: Brand, bounds: tuple[datetime, datetime], organization: int | None) -> Said:
    """What a report shows of a month."""
    those = opinions.asked(person, brand, *bounds, organization)
    whole, teams = opinions.of(those), opinions.by_team(those, brand)
    named = {words().listed(names) if names else _("No team"): found for names, found in teams.items()}
    lines = [_line(_("All"), whole), *(_line(name, named[name]) for name in sorted(named) if len(named) > 1)]
    return Said(lines=lines if whole.asked else [], words=opinions.in_words(those) if whole.rated else [])


def of_organization(
    organization: int, person: Person, brands: Iterable[Brand], bounds: tuple[datetime, datetime]
) -> list[Line]:
    """How satisfied an organization is with each of the brands that the reader works for."""
    found = [(brand, opinions.of(opinions.asked(person, brand, *bounds, organization))) for brand in brands]
    return [_line(brand.name, one) for brand, one in found if one.asked]


def _line(name: str, found: Opinions) -> Line:
    return Line(
        name=name,
        asked=found.asked,
        rated=found.rated,
        good=found.good,
        share=share_told(found.share),
        answered=share_told(found.answered),
    )
