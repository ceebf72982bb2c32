"""Which way tickets went, in a brand's report: what the first tier solved alone, what came back, what they waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import ways
from parola.desk.reports.ways import Way, Ways
from parola.sla.agreement import Agreement
from parola.web.console.reporting.aims import share_told
from parola.web.console.reporting.counts import Asked, Count
from parola.web.sentences import waited_for
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How many tickets went so, where they are listed, and what share it is of those that came to their end."""

    name: str
    count: Count
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """A month's: of how many tickets, and a line for each way."""

    tickets: int
    lines: list[Line]


def went(person: Person, brand: Brand, agreement: Agreement, asked: Asked, now: datetime) -> Went:
    """What a report shows of a month; no line where nothing came to its end."""
    found = _found(person, brand, asked, now)
    lines = [_line(name, way, found, asked, brand) for name, way in _names(found, agreement)] if found.tickets else []
    return Went(tickets=found.tickets, lines=lines)


def line_of(
    person: Person, brand: Brand, agreement: Agreement, asked: Asked, *, way: str, now: datetime
) -> tuple[str, set[int]]:
    """A line by its name in an address: what it is called, and the keys of its tickets. ValueError where there is no such line."""
    found = _found(person, brand, asked, now)
    keys = {key for each in found.each if _went(each, way) for key in each.tickets}
    return next((name for name, known in _names(found, agreement) if known == way), ""), keys


def _found(person: Person, brand: Brand, asked: Asked, now: datetime) -> Ways:
    first, last = asked.month.bounds(brand.timezone)
    return ways.ways(person=person, brand=brand, first=first, last=last, now=now, organization=asked.customer)


def _names(found: Ways, agreement: Agreement) -> Iterator[tuple[str, str]]:
    """The lines, each by its name and by that in an address. Where the vendor has one tier alone, nothing could go further."""
    tiers = sorted({tier.level for tier in agreement.tiers} | set(found.tiers.highest))
    if len(tiers) > 1:
        for tier in tiers:
            name = _("Tier %(tier)s alone") if tier == tiers[0] else _("Came to tier %(tier)s, and no higher")
            yield name % {"tier": words().number(tier)}, f"{_TIER}{tier}"
        yield _("Came back to a tier that had given it away"), "back"
    for reason, _count in sorted(found.waited.items(), key=lambda item: (-item[1], item[0])):
        yield _("Waited for %(what)s") % {"what": waited_for(reason)}, f"{_WAITED}{reason}"
    yield _("Reopened"), "reopened"


_TIER = "tier-"
_WAITED = "waited-"


def _went(way: Way, name: str) -> bool:
    if name == "back":
        return way.tiers.ping_pong
    if name == "reopened":
        return way.reopened > 0
    if name.startswith(_WAITED):
        return name.removeprefix(_WAITED) in way.waited
    if name.startswith(_TIER):
        return max(way.tiers.holders) == int(name.removeprefix(_TIER))
    raise ValueError(name)


def _line(name: str, way: str, found: Ways, asked: Asked, brand: Brand) -> Line:
    number = sum(len(each.tickets) for each in found.each if _went(each, way))
    address = f"{reverse('console:report_tickets')}?{urlencode(asked.fields() | {'brand': brand.slug, 'way': way})}"
    return Line(name=name, count=Count(number=number, address=address), share=share_told(number / found.tickets))
