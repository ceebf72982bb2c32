"""The numbers of the flow of work as tables that leave the desk. What each column means: docs/reports.md, "Taken along"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from parola.desk.accounts.models import Person
from parola.desk.reports import backlog, durations, helped, load
from parola.desk.reports.load import Load
from parola.desk.reports.parts import Part
from parola.desk.reports.taken import ends
from parola.sla.agreement import Metric
from parola.web.tables.values import Cell, Column, Kind, Table

Make = Callable[[Person, Part], Table]
LOAD = (Column("had"), Column("done"), Column("passed_on"), Column("at_work"), Column("held_seconds", Kind.NUMBER))
FIRST_DAY = Column("first_day", Kind.DAY)


def _movements(_person: Person, part: Part) -> Table:
    columns = [FIRST_DAY, *(Column(name) for name in ("came", "reopened", "done", "at_work"))]
    found = backlog.movements(part)
    return Table(
        columns=columns, rows=[(each.first, each.arrived, each.reopened, each.done, each.left) for each in found]
    )


def _ages(_person: Person, part: Part) -> Table:
    columns = [Column("from_days"), Column("to_days"), Column("tickets")]
    edges = zip((0, *backlog.AGES), (*backlog.AGES, None), backlog.ages(part), strict=True)
    return Table(columns=columns, rows=list(edges))


def _arrivals(_person: Person, part: Part) -> Table:
    columns = [Column("weekday"), Column("hour"), Column("tickets")]
    rows = [(day, hour, count) for (day, hour), count in sorted(backlog.arrivals(part).items())]
    return Table(columns=columns, rows=rows)


def _lengths(metric: Metric) -> Make:
    columns = [Column("over_seconds", Kind.NUMBER), Column("to_seconds", Kind.NUMBER), Column("tickets")]

    def made(_person: Person, part: Part) -> Table:
        edges = [edge.total_seconds() for edge in durations.EDGES]
        counts = durations.lengths(part, [metric])[metric].counts
        return Table(columns=columns, rows=list(zip((0.0, *edges), (*edges, None), counts, strict=True)))

    return made


def _satisfaction(person: Person, part: Part) -> Table:
    columns = [FIRST_DAY, Column("asked"), Column("answered"), Column("good")]
    found = helped.said(person, part).items()
    return Table(columns=columns, rows=[(unit, each.asked, each.rated, each.good) for unit, each in found])


def _knowledge(_person: Person, part: Part) -> Table:
    columns = [FIRST_DAY, Column("read"), Column("given"), Column("made_needless")]
    found = helped.served(part).items()
    return Table(columns=columns, rows=[(unit, each.read, each.given, each.solved) for unit, each in found])


def _tiers(_person: Person, part: Part) -> Table:
    rows = [(tier, *_load(each)) for tier, each in load.loads(part).tiers.items()]
    return Table(columns=[Column("tier"), *LOAD], rows=rows)


def _teams(_person: Person, part: Part) -> Table:
    rows = [(", ".join(names), *_load(each)) for names, each in load.loads(part).teams.items()]
    return Table(columns=[Column("teams", Kind.TEXT), *LOAD], rows=rows)


def _people(_person: Person, part: Part) -> Table:
    rows = [(name, *_load(each)) for _key, name, each in load.loads(part).people]
    return Table(columns=[Column("person", Kind.TEXT), *LOAD], rows=rows)


def _load(each: Load) -> Sequence[Cell]:
    return each.stays, each.done, each.passed, each.left, each.held.total_seconds()


def _came(what: str) -> Make:
    def made(_person: Person, part: Part) -> Table:
        return Table(columns=[Column(what, Kind.TEXT), Column("tickets")], rows=list(load.came(part)[what].items()))

    return made


OUTCOME = (
    *(Column(name, Kind.TEXT) for name in ("ticket", "customer", "contract", "plan")),
    Column("agreement_version"),
    *(Column(name, Kind.TEXT) for name in ("metric", "priority", "threshold")),
    *(Column("goal", Kind.FLAG), Column("cycle"), Column("state", Kind.TEXT)),
    *(Column(name, Kind.INSTANT) for name in ("counts_at", "started_at", "due_at")),
    *(Column("took_seconds", Kind.NUMBER), Column("tier")),
    *(Column(name, Kind.TEXT) for name in ("product", "channel", "language")),
)


def _outcomes(_person: Person, part: Part) -> Table:
    return Table(columns=OUTCOME, rows=_ended(part))


def _ended(part: Part) -> Iterator[Sequence[Cell]]:
    for taken in ends(part):
        each = taken.ended
        took = None if each.took is None else each.took * timedelta.resolution / timedelta(seconds=1)
        yield (
            *(taken.reference, taken.organization, taken.contract, each.plan, taken.version),
            *(each.metric, each.priority, each.threshold, each.goal, each.cycle, each.state),
            *(each.at, each.started_at, each.due_at, took, each.tier, each.product, each.channel, each.language),
        )


TABLES: Mapping[str, Make] = {
    "movements": _movements,
    "ages": _ages,
    "arrivals": _arrivals,
    Metric.FIRST_RESPONSE.value: _lengths(Metric.FIRST_RESPONSE),
    Metric.RESOLUTION.value: _lengths(Metric.RESOLUTION),
    "satisfaction": _satisfaction,
    "tiers": _tiers,
    "teams": _teams,
    "people": _people,
    "languages": _came("language"),
    "channels": _came("channel"),
    "solutions": _came("solution"),
    "knowledge": _knowledge,
    "outcomes": _outcomes,
}
"""By the names that addresses and files have."""
