"""A brand's month as a page: what was promised and what was kept, by metric and priority, and every ticket behind each number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Ends, Judgement
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import Promised, Row
from parola.sla.objective import Objective
from parola.web.console.reporting.aims import Aim, aims, priority_told, share_told
from parola.web.console.reporting.counts import COUNTED, Asked, Count, count
from parola.web.console.reporting.opinions import Said, said
from parola.web.console.reporting.ways import Went, went
from parola.web.templatetags.parola import words


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
    said: Said
    went: Went


def report(person: Person, brand: Brand, asked: Asked, now: datetime) -> Report:
    """The month of a brand whose reports the person may see, under the agreement that was in force at its end."""
    first, last = asked.month.bounds(brand.timezone)
    agreement = agreements.agreement(agreements.version_at(brand, last))
    found: dict[tuple[datetime, datetime], Ends] = {}

    def over(bounds: tuple[datetime, datetime]) -> Ends:
        if bounds not in found:
            found[bounds] = _ends(person, brand, asked, bounds, now)
        return found[bounds]

    def judge(objective: Objective, bounds: tuple[datetime, datetime]) -> Judgement:
        return over(bounds).judge(objective, by_customer=bool(objective.credits))

    sections = list(_sections(brand, agreement, asked, [tally.row for tally in over((first, last)).table()]))
    return Report(
        brand=brand.name,
        sections=[section for section in sections if section.any],
        empty=words().listed(section.name for section in sections if not section.any),
        aims=list(aims(brand, agreement, asked, judge, now)),
        said=said(person, brand, (first, last), asked.customer),
        went=went(person, brand, agreement, asked, now),
    )


def _ends(person: Person, brand: Brand, asked: Asked, bounds: tuple[datetime, datetime], now: datetime) -> Ends:
    first, last = bounds
    return reports.ends(person=person, brand=brand, first=first, last=last, now=now, which=asked.which)


def _sections(brand: Brand, agreement: Agreement, asked: Asked, found: Iterable[Row]) -> Iterator[Section]:
    """A section for each metric and threshold that the agreement promises or that was found, goals last."""
    rows = {key: Row(promised=key) for key in _promised(agreement)} | {row.promised: row for row in found}
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
    return Line(
        priority=priority_told(agreement, row.promised.priority),
        counts=tuple(count(getattr(row, what), asked, brand, row.promised, what=what) for what in COUNTED),
        share=share_told(row.share),
    )
