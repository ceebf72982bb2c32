"""How an objective fared month by month, up to the one that is shown: as a chart for each metric, and as numbers with their tickets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import cycle

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Ends, Tally
from parola.desk.reports.which import Dimension, Which
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import Promised, share
from parola.sla.objective import Objective, ReportPeriod
from parola.web.charts.values import SERIES, Chart, Kind, Level, Measure, Series
from parola.web.console.reporting.aims import priority_told, share_told
from parola.web.console.reporting.counts import Asked, Count, count
from parola.web.console.reporting.periods import Month
from parola.web.templatetags.parola import words

MONTHS = 12
"""So many are told, the one that is shown among them."""
FLOORS = (0.9, 0.8, 0.5)
"""Where the axis may begin, the highest that all shares and the objective lie above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What was kept and missed in a month."""

    share: str
    kept: Count
    missed: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A month of all of the objective's rows of one metric. `unfinished`: it still goes on."""

    month: str
    unfinished: bool
    cells: list[Cell]

    @property
    def any(self) -> bool:
        """Whether anything was due."""
        return any(cell.kept.number or cell.missed.number for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A metric's months, the latest first, those in which nothing was due left out.

    `heads` are the priorities, or one empty name where all count together.
    """

    metric: str
    chart: Chart
    heads: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of which objective the months are told, and by which agreement."""

    brand: Brand
    agreement: Agreement
    objective: Objective
    asked: Asked
    now: datetime


Kept = Mapping[tuple[str, Metric, str], tuple[int, int]]
"""Of each month, metric and priority (empty: of all together) how many were kept and how many missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What ended in the months that are told. Objectives that the same versions of the agreement state are counted in one question."""

    months: list[Month]
    ends: Ends
    known: dict[Which, list[Tally]] = field(default_factory=dict)

    def of(self, objective: Objective) -> list[Tally]:
        """By month, what ended under versions that state the objective."""
        stating = self.ends.of(objective)
        if stating.which not in self.known:
            self.known[stating.which] = stating.table(Dimension.MONTH)
        return self.known[stating.which]


def year(person: Person, brand: Brand, asked: Asked, now: datetime) -> Year:
    """The months up to the one that is asked for."""
    months = _months(asked.month)
    first, last = months[0].bounds(brand.timezone)[0], asked.month.bounds(brand.timezone)[1]
    ends = reports.ends(person=person, brand=brand, first=first, last=last, now=now, which=asked.which)
    return Year(months=months, ends=ends)


def course(told: Told, year: Year) -> list[Course]:
    """Those of the objective's metrics of which anything ended in these months. Only what it was stated for counts."""
    kept = _kept(told.objective, year.of(told.objective))
    found = ((metric, _priorities(told.agreement, metric, kept)) for metric in told.objective.metrics)
    return [_course(told, metric, priorities, year.months, kept) for metric, priorities in found if priorities]


def _months(last: Month) -> list[Month]:
    found = [last]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return found[::-1]


def _kept(objective: Objective, tallies: Iterable[Tally]) -> Kept:
    found: dict[tuple[str, Metric, str], tuple[int, int]] = {}
    for tally in tallies:
        kind, row = tally.row.promised, tally.row
        if kind.metric in objective.metrics and kind.threshold == objective.threshold and not kind.goal:
            key = str(tally.key), kind.metric, kind.priority if objective.by_priority else ""
            met, missed = found.get(key, (0, 0))
            found[key] = met + row.met, missed + row.missed
    return found


def _priorities(agreement: Agreement, metric: Metric, kept: Kept) -> list[str]:
    """Those of which anything was due, the most severe first."""
    places = {priority.id: place for place, priority in enumerate(agreement.priorities)}
    found = {key[2] for key, ended in kept.items() if key[1] is metric and any(ended)}
    return sorted(found, key=lambda priority: (places.get(priority, len(places)), priority))


def _course(told: Told, metric: Metric, priorities: Sequence[str], months: Sequence[Month], kept: Kept) -> Course:
    heads = [priority_told(told.agreement, each) if each else "" for each in priorities]
    return Course(
        metric=words().clock(metric, told.objective.threshold),
        chart=_chart(told, metric, dict(zip(priorities, heads, strict=True)), months, kept),
        heads=heads,
        lines=[line for month in reversed(months) if (line := _line(told, metric, priorities, month, kept)).any],
    )


def _chart(told: Told, metric: Metric, heads: Mapping[str, str], months: Sequence[Month], kept: Kept) -> Chart:
    wanted, name = told.objective.share, words().clock(metric, told.objective.threshold)
    shares = {each: [share(*kept.get((month.key, metric, each), (0, 0))) for month in months] for each in heads}
    least = min(wanted, *(value for each in shares.values() for value in each if value is not None))
    return Chart(
        kind=Kind.LINES,
        title=_("%(metric)s: share kept, month by month") % {"metric": name},
        along=_("Month"),
        places=tuple(words().by_skeleton("MMM", date(month.year, month.month, 1)) for month in months),
        series=tuple(
            Series(name=head or name, values=tuple(shares[each]), tone=tone)
            for (each, head), tone in zip(heads.items(), cycle(SERIES), strict=False)
        ),
        measure=Measure.SHARE,
        levels=(Level(name=words().percent(wanted), value=wanted),),
        floor=next((floor for floor in FLOORS if least > floor), 0),
    )


def _line(told: Told, metric: Metric, priorities: Sequence[str], month: Month, kept: Kept) -> Line:
    cells = [_cell(told, Promised(metric, each, told.objective.threshold), month, kept) for each in priorities]
    return Line(month=month.name, unfinished=told.now < month.bounds(told.brand.timezone)[1], cells=cells)


def _cell(told: Told, kind: Promised, month: Month, kept: Kept) -> Cell:
    met, missed = kept.get((month.key, kind.metric, kind.priority), (0, 0))
    asked = replace(told.asked, month=month, by=Dimension.PRIORITY)
    more = {"objective": told.objective.id, "span": ReportPeriod.MONTH.value, "stated": told.asked.month.key}
    return Cell(
        share=share_told(share(met, missed)),
        kept=count(met, asked, told.brand, kind, what="met", **more),
        missed=count(missed, asked, told.brand, kind, what="missed", **more),
    )
