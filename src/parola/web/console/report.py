"""A month's first responses as a page: what was promised and what was kept, by brand and priority."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.urls import reverse

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import Achievement, Row, achieve, attain
from parola.sla.timeline import Timeline
from parola.web.console import queue as queues
from parola.web.sentences import priority_name
from parola.web.templatetags.parola import words

COUNTED = ("met", "missed", "best_effort", "void")
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month. Its bounds are those of a brand's own time zone."""

    year: int
    month: int

    @property
    def key(self) -> str:
        """As addresses have it: `2026-11`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def name(self) -> str:
        """In words, in the reader's language."""
        return str(format_skeleton("yMMMM", date(self.year, self.month, 1), locale=words().locale))

    @property
    def next(self) -> "Month":
        """The one after."""
        return Month(self.year + 1, 1) if self.month == DECEMBER else Month(self.year, self.month + 1)

    @property
    def before(self) -> "Month":
        """The one before."""
        return Month(self.year - 1, DECEMBER) if self.month == 1 else Month(self.year, self.month - 1)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Its first instant and that of the next one."""
        first, last = (datetime(m.year, m.month, 1, tzinfo=ZoneInfo(zone)) for m in (self, self.next))
        return first.astimezone(UTC), last.astimezone(UTC)


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
class Result:
    """How an objective fared, for a priority or (empty) for all. `reached` is None where nothing was due."""

    priority: str
    share: str
    reached: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An objective of the agreement, in its words, and how it fared."""

    text: str
    results: list[Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A brand's month."""

    brand: str
    lines: list[Line]
    aims: list[Aim]


def month_of(key: str, now: datetime) -> Month:
    """The month of that key; where it is none, the present one."""
    try:
        asked = datetime.strptime(key, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        asked = now
    return Month(max(2000, min(asked.year, now.year + 1)), asked.month)


def report(person: Person, brand: Brand, month: Month, now: datetime) -> Report:
    """The month of a brand whose reports the person may see."""
    first, last = month.bounds(brand.timezone)
    rows = reports.attainment(person=person, brand=brand, first=first, last=last, now=now)
    agreement = agreements.agreement(agreements.version_in_force(brand))
    return Report(
        brand=brand.name,
        lines=[_line(brand, agreement, month, row) for row in _by_severity(rows, agreement)],
        aims=list(_aims(agreement, rows)),
    )


def listed(brand: Brand, month: Month, priority: str, what: str, now: datetime) -> list[tuple[Ticket, Timeline]]:
    """The tickets behind a number, one of COUNTED."""
    first, last = month.bounds(brand.timezone)
    concerned = list(tickets.with_relations(reports.concerned(brand, first, last)).order_by("opened_at"))
    timelines = tickets.timelines_of(concerned)
    return [
        (ticket, timelines[ticket.pk])
        for ticket in concerned
        if _counts(timelines[ticket.pk], priority, what, (first, last), now)
    ]


def rows(found: Iterable[tuple[Ticket, Timeline]], now: datetime) -> list[queues.Row]:
    """Tickets in a line each."""
    return [queues.row(ticket, timeline, now) for ticket, timeline in found]


def _counts(timeline: Timeline, priority: str, what: str, bounds: tuple[datetime, datetime], now: datetime) -> bool:
    """Whether the ticket's first response is one of those counted, by the report's own reckoning."""
    clocks = [clock for clock in timeline.clocks if clock.metric is Metric.FIRST_RESPONSE]
    return any(row.priority == priority and getattr(row, what) for row in attain(clocks, *bounds, now))


def _by_severity(found: Iterable[Row], agreement: Agreement) -> list[Row]:
    """One row for every priority, the most severe first; those that the agreement no longer has come last."""
    known = {priority.id: place for place, priority in enumerate(agreement.priorities)}
    by_priority = {row.priority: row for row in found}
    empty = {key: Row(metric=Metric.FIRST_RESPONSE, priority=key) for key in known}
    return sorted((empty | by_priority).values(), key=lambda row: (known.get(row.priority, len(known)), row.priority))


def _line(brand: Brand, agreement: Agreement, month: Month, row: Row) -> Line:
    def count(what: str) -> Count:
        fields = {"brand": brand.slug, "month": month.key, "priority": row.priority, "what": what}
        return Count(number=getattr(row, what), address=f"{reverse('console:report_tickets')}?{urlencode(fields)}")

    return Line(
        priority=_name(agreement, row.priority),
        counts=tuple(count(what) for what in COUNTED),
        share=_share(row.share),
    )


def _aims(agreement: Agreement, found: Iterable[Row]) -> Iterator[Aim]:
    for objective in agreement.objectives:
        achievements = achieve(objective, _by_severity(found, agreement))
        if achievements:
            results = [_result(agreement, achievement) for achievement in achievements]
            yield Aim(text=words().text(objective.text), results=results)


def _result(agreement: Agreement, achievement: Achievement) -> Result:
    return Result(
        priority=_name(agreement, achievement.priority) if achievement.priority else "",
        share=_share(achievement.share),
        reached=achievement.reached,
    )


def _name(agreement: Agreement, priority: str) -> str:
    try:
        return priority_name(agreement, priority)
    except KeyError:
        return priority


def _share(share: float | None) -> str:
    return "–" if share is None else words().percent(share)
