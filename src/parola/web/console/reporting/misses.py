"""The misses of a brand's month: each with what the record says of it and what would have kept it, and the causes counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, acts_of, may
from parola.desk.reports import misses as reports
from parola.desk.reports.misses import Missed
from parola.desk.tickets import explaining
from parola.desk.tickets.explaining import Explained, Miss
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.models import Ticket
from parola.web import missed
from parola.web.charts.values import Chart, Kind, Series
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.forms import Explain
from parola.web.console.ticket import kind_of
from parola.web.missed import CAUSES, SHORT
from parola.web.sentences import priority_name
from parola.web.templatetags.parola import words

LOOKED_AT = 200
"""So many misses of a list are read and told, the latest; all of them are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A miss: of which ticket, how it is named in a form, what is told of it, and what a person said."""

    reference: str
    subject: str
    key: str
    clock: str
    priority: str
    due: datetime
    zone: str
    why: str
    told: str
    kept: list[str]
    cause: str
    said: Explained | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Misses that share a cause: `cause` as the form has it; empty where the record speaks for none."""

    cause: str
    name: str
    lines: list[Line]
    form: Explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A cause: how many were said to have it, where these are listed, and of how many the desk proposes it."""

    cause: Cause
    name: str
    said: int
    address: str
    proposed: int

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.said or self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misses:
    """A brand's month. `open`: those of which nobody has said why, by the proposed cause; `looked_at` of `unsaid` are shown."""

    brand: Brand
    total: int
    unsaid: int
    looked_at: int
    counted: list[Counted]
    """The causes that any of them has."""
    chart: Chart
    open: list[Group]
    explains: bool


def misses(person: Person, brand: Brand, asked: Asked, now: datetime) -> Misses:
    """Those of a brand whose reports the person may see."""
    found = _found(person, brand, asked, now)
    said = explaining.said_of({miss.ticket for miss in found})
    unsaid = [miss for miss in found if miss not in said]
    open_ones = reports.told(brand, unsaid[:LOOKED_AT], now)
    given = Counter(said[miss].cause for miss in found if miss in said)
    proposed = Counter(each.proposal.cause for each in open_ones if each.proposal)
    rows = [_counted(cause, given[cause], proposed[cause], brand, asked) for cause in CAUSES]
    counted = [row for row in rows if row.any]
    return Misses(
        brand=brand,
        total=len(found),
        unsaid=len(unsaid),
        looked_at=len(open_ones),
        counted=counted,
        chart=_chart(asked, counted),
        open=_grouped(brand, open_ones),
        explains=may(person, Act.EXPLAIN, brand),
    )


def said_to_be(person: Person, brand: Brand, asked: Asked, cause: Cause, now: datetime) -> tuple[int, list[Line]]:
    """How many misses were said to have that cause, and the latest LOOKED_AT of them."""
    found = _found(person, brand, asked, now)
    said = explaining.said_of({miss.ticket for miss in found})
    those = [miss for miss in found if miss in said and said[miss].cause is cause]
    return len(those), lines(reports.told(brand, those[:LOOKED_AT], now))


def _found(person: Person, brand: Brand, asked: Asked, now: datetime) -> list[Miss]:
    first, last = asked.month.bounds(brand.timezone)
    return reports.missed(person=person, brand=brand, first=first, last=last, now=now, organization=asked.customer)


def _counted(cause: Cause, given: int, proposed: int, brand: Brand, asked: Asked) -> Counted:
    fields = asked.fields() | {"brand": brand.slug, "cause": cause.value}
    address = f"{reverse('console:misses')}?{urlencode(fields)}"
    return Counted(cause=cause, name=str(CAUSES[cause]), said=given, address=address, proposed=proposed)


def _chart(asked: Asked, counted: Sequence[Counted]) -> Chart:
    return Chart(
        kind=Kind.STACKED,
        title=_("Why promises were missed: %(month)s") % {"month": asked.month.name},
        along=_("Cause"),
        places=tuple(str(SHORT[row.cause]) for row in counted),
        series=(
            Series(name=_("Explained"), values=tuple(row.said for row in counted), tone="series-1"),
            Series(name=_("Proposed by the desk"), values=tuple(row.proposed for row in counted), tone="still"),
        ),
    )


def _grouped(brand: Brand, found: Iterable[Missed]) -> list[Group]:
    """By the cause that the desk proposes, in the order of CAUSES; those for which the record says nothing last."""
    groups: dict[Cause | None, list[Missed]] = {}
    for each in found:
        groups.setdefault(each.proposal.cause if each.proposal else None, []).append(each)
    known = [(cause.value, str(name), groups[cause]) for cause, name in CAUSES.items() if cause in groups]
    unknown = [("", _("The record speaks for no cause"), groups[None])] if None in groups else []
    return [
        Group(
            cause=cause,
            name=name,
            lines=lines(some),
            form=Explain(initial={"cause": cause}, auto_id=f"{brand.slug}-{cause}-%s"),
        )
        for cause, name, some in (*known, *unknown)
    ]


def lines(found: Sequence[Missed]) -> list[Line]:
    """Each of them as a line, with the people in them by their names: one query."""
    people = Person.objects.in_bulk({key for each in found for key in _people(each) if key is not None})
    return [_line(each, people) for each in found]


def _people(found: Missed) -> list[int | None]:
    person = found.proposal.standing.person if found.proposal else None
    return [person, found.keeping.taken_by, found.explained.by if found.explained else None]


def _line(found: Missed, people: Mapping[int, Person]) -> Line:
    ticket, clock = found.ticket, found.clock
    kind, cause = kind_of(clock), found.proposal.cause if found.proposal else None
    said = found.explained
    return Line(
        reference=ticket.reference,
        subject=ticket.subject,
        key=f"{ticket.reference}/{kind}/{clock.cycle}",
        clock=words().clock(clock.metric, clock.threshold),
        priority=priority_name(found.terms, clock.priority),
        due=found.miss.due,
        zone=found.terms.timezone,
        why=reverse("console:why", args=[ticket.reference, kind, clock.cycle]),
        told=missed.proposal(found.proposal, people) if found.proposal else "",
        kept=[*missed.kept(found.keeping, cause, clock, people)],
        cause=str(CAUSES[said.cause]) if said else "",
        said=said,
        by=str(people.get(said.by or 0, "")) if said else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTicket:
    """The misses of one ticket, the latest first. `form`: None for who may not say why."""

    lines: list[Line]
    form: Explain | None


def of_ticket(person: Person, ticket: Ticket, now: datetime) -> OfTicket | None:
    """What the ticket's page tells whoever may see the brand's reports; None where nothing was missed."""
    may_be = ticket.missed or (ticket.due_at is not None and ticket.due_at < now)
    acts = acts_of(person, ticket.brand) if may_be else frozenset()
    if Act.REPORT not in acts:
        return None
    found = reports.told_of(ticket, now)
    form = Explain(auto_id="explain-%s") if Act.EXPLAIN in acts else None
    return OfTicket(lines=lines(found), form=form) if found else None
