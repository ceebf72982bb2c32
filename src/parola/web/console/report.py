"""A brand's month as a page: what was promised and what was kept, by metric and priority, and every ticket behind each number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Counted
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import Outcome, Promised, Row, attain
from parola.sla.clock import State
from parola.web.console import queue as queues
from parola.web.console.aims import Aim, aims, priority_told, share_told
from parola.web.console.periods import Month
from parola.web.templatetags.parola import words

COUNTED = {"met": State.MET, "missed": State.MISSED, "best_effort": State.BEST_EFFORT, "void": State.VOID}
LISTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, and where they are listed."""

    number: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A priority's clocks."""

    priority: str
    counts: tuple[Count, ...]
    """In the order of COUNTED."""
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What was promised of one metric and threshold. A `goal` was aimed at, and not promised."""

    name: str
    goal: bool
    lines: list[Line]

    @property
    def any(self) -> bool:
        """Whether anything of it ended."""
        return any(count.number for line in self.lines for count in line.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A brand's month."""

    brand: str
    sections: list[Section]
    empty: str
    """Of what nothing ended, in a list."""
    aims: list[Aim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the report: a month, and one customer's part of it (None: all)."""

    month: Month
    customer: int | None = None

    def fields(self) -> dict[str, str]:
        """As an address has it."""
        return {"month": self.month.key} | ({"customer": str(self.customer)} if self.customer else {})

    def concerns(self, found: Counted) -> bool:
        """Whether it is of that customer."""
        return self.customer is None or found.organization == self.customer


def report(person: Person, brand: Brand, asked: Asked, now: datetime) -> Report:
    """The month of a brand whose reports the person may see, under the agreement that was in force at its end."""
    first, last = asked.month.bounds(brand.timezone)
    agreement = agreements.agreement(agreements.version_at(brand, last))
    counted = _counted(person, brand, asked, (first, last), now)

    def over(bounds: tuple[datetime, datetime]) -> list[Counted]:
        return counted if bounds == (first, last) else _counted(person, brand, asked, bounds, now)

    sections = list(_sections(brand, agreement, asked, [each.outcome for each in counted]))
    return Report(
        brand=brand.name,
        sections=[section for section in sections if section.any],
        empty=words().listed(section.name for section in sections if not section.any),
        aims=list(aims(brand, agreement, asked.month, over, now)),
    )


def _counted(
    person: Person, brand: Brand, asked: Asked, bounds: tuple[datetime, datetime], now: datetime
) -> list[Counted]:
    first, last = bounds
    found = reports.counted(person=person, brand=brand, first=first, last=last, now=now)
    return [each for each in found if asked.concerns(each)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The tickets behind a number, the oldest LISTED of them in a line each; `tickets` is how many there are."""

    rows: list[queues.Row]
    tickets: int


def listed(person: Person, brand: Brand, asked: Asked, query: QueryDict, now: datetime) -> Listed:
    """The tickets behind a number. KeyError or ValueError where there is no such number."""
    state, kind = COUNTED[query.get("what", "")], _kind(query)
    counted = _counted(person, brand, asked, asked.month.bounds(brand.timezone), now)
    keys = {each.ticket for each in counted if (each.outcome.promised, each.outcome.state) == (kind, state)}
    behind = tickets.with_relations(Ticket.objects.filter(pk__in=keys))
    found = list(behind.order_by("opened_at", "pk")[:LISTED])
    timelines = tickets.timelines_of(found)
    return Listed(rows=[queues.row(ticket, timelines[ticket.pk], now) for ticket in found], tickets=len(keys))


def _kind(query: QueryDict) -> Promised:
    metric = Metric(query.get("metric", Metric.FIRST_RESPONSE.value))
    return Promised(metric, query.get("priority", ""), query.get("threshold", ""), query.get("goal") == "1")


def _sections(brand: Brand, agreement: Agreement, asked: Asked, found: Iterable[Outcome]) -> Iterator[Section]:
    """A section for each metric and threshold that the agreement promises or that was found, goals last."""
    rows = {key: Row(promised=key) for key in _promised(agreement)} | {row.promised: row for row in attain(found)}
    places = {priority.id: place for place, priority in enumerate(agreement.priorities)}
    groups: dict[tuple[bool, int, str], list[Row]] = {}
    for row in rows.values():
        kind = row.promised
        groups.setdefault((kind.goal, list(Metric).index(kind.metric), kind.threshold), []).append(row)
    for goal, metric, threshold in sorted(groups):
        group = groups[goal, metric, threshold]
        group.sort(key=lambda row: (places.get(row.promised.priority, len(places)), row.promised.priority))
        lines = [_line(brand, agreement, asked, row) for row in group]
        yield Section(name=words().clock(list(Metric)[metric], threshold), goal=goal, lines=lines)


def _promised(agreement: Agreement) -> Iterator[Promised]:
    """What some plan of the agreement has a clock for."""
    for plan in agreement.plans.values():
        for target in plan.targets:
            yield Promised(target.metric, target.priority, target.threshold, target.goal)


def _line(brand: Brand, agreement: Agreement, asked: Asked, row: Row) -> Line:
    def count(what: str) -> Count:
        kind = row.promised
        fields = asked.fields() | {"brand": brand.slug, "metric": kind.metric.value, "priority": kind.priority}
        fields |= {"threshold": kind.threshold} if kind.threshold else {}
        fields |= {"goal": "1"} if kind.goal else {}
        address = f"{reverse('console:report_tickets')}?{urlencode(fields | {'what': what})}"
        return Count(number=getattr(row, what), address=address)

    return Line(
        priority=priority_told(agreement, row.promised.priority),
        counts=tuple(count(what) for what in COUNTED),
        share=share_told(row.share),
    )
