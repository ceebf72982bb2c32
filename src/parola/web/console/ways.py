"""Which way tickets went, in a brand's report: what the first tier solved alone, what came back, what they waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import ways
from parola.desk.reports.ways import Ways
from parola.sla.agreement import Agreement
from parola.web.console.aims import share_told
from parola.web.console.counts import Asked
from parola.web.sentences import waited_for
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How many tickets went so, and what share of those that came to their end."""

    name: str
    tickets: int
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """A month's: of how many tickets, and a line for each way."""

    tickets: int
    lines: list[Line]


def went(person: Person, brand: Brand, agreement: Agreement, asked: Asked, now: datetime) -> Went:
    """What a report shows of a month; no line where nothing came to its end."""
    first, last = asked.month.bounds(brand.timezone)
    found = ways.ways(person=person, brand=brand, first=first, last=last, now=now, organization=asked.customer)
    lines = [*_of_tiers(found, agreement), *_of_waits(found)] if found.tickets else []
    return Went(tickets=found.tickets, lines=lines)


def _of_tiers(found: Ways, agreement: Agreement) -> Iterator[Line]:
    """Where the vendor has one tier alone, nothing could go further."""
    tiers = sorted({tier.level for tier in agreement.tiers} | set(found.tiers.highest))
    if len(tiers) > 1:
        for tier in tiers:
            name = _("Tier %(tier)s alone") if tier == tiers[0] else _("Came to tier %(tier)s, and no higher")
            yield _line(name % {"tier": words().number(tier)}, found.tiers.highest.get(tier, 0), found)
        yield _line(_("Came back to a tier that had given it away"), found.handovers.ping_pong, found)


def _of_waits(found: Ways) -> Iterator[Line]:
    for reason, counts in sorted(found.waits.by_reason.items(), key=lambda item: (-item[1].tickets, item[0])):
        yield _line(_("Waited for %(what)s") % {"what": waited_for(reason)}, counts.tickets, found)
    yield _line(_("Reopened"), found.reopened, found)


def _line(name: str, tickets: int, found: Ways) -> Line:
    return Line(name=name, tickets=tickets, share=share_told(tickets / found.tickets))
