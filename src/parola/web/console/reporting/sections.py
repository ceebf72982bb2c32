"""The numbers of a month, a part for each metric: by priority, or by what else the reader chose, each number with its tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parola.desk.accounts.models import Brand
from parola.desk.reports.queries import Ends, Tally
from parola.desk.reports.which import Dimension, Key
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import Promised, Row
from parola.web.console.reporting.aims import priority_told, share_told
from parola.web.console.reporting.counts import COUNTED, Asked, Count, count
from parola.web.console.reporting.dimensions import names, written
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The clocks of a priority, or of whatever else is told apart."""

    name: str
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


def of_month(brand: Brand, agreement: Agreement, asked: Asked, ends: Ends) -> Iterator[Section]:
    """A section for each metric and threshold, goals last: by what is asked."""
    if asked.by is Dimension.PRIORITY:
        return _by_priority(brand, agreement, asked, [tally.row for tally in ends.table()])
    return _by_key(brand, agreement, asked, ends.table(asked.by))


def _by_key(brand: Brand, agreement: Agreement, asked: Asked, found: list[Tally]) -> Iterator[Section]:
    """Those that were found, the keys in the order of their names."""
    named = names(asked.by, (tally.key for tally in found), agreement)
    groups: dict[tuple[bool, int, str], dict[Key, list[Row]]] = {}
    for tally in found:
        kind = tally.row.promised
        group = groups.setdefault((kind.goal, list(Metric).index(kind.metric), kind.threshold), {})
        group.setdefault(tally.key, []).append(tally.row)
    for goal, place, threshold in sorted(groups):
        kind, group = Promised(list(Metric)[place], "", threshold, goal), groups[goal, place, threshold]
        lines = [
            _line(named[key], brand, asked, _together(kind, group[key]), key=written(key))
            for key in sorted(group, key=lambda key: named[key])
        ]
        yield Section(name=words().clock(kind.metric, threshold), goal=goal, lines=lines)


def _together(kind: Promised, rows: Iterable[Row]) -> Row:
    """All priorities as one."""
    rows = list(rows)
    return Row(promised=kind, **{what: sum(getattr(row, what) for row in rows) for what in COUNTED})


def _by_priority(brand: Brand, agreement: Agreement, asked: Asked, found: Iterable[Row]) -> Iterator[Section]:
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
        lines = [_line(priority_told(agreement, row.promised.priority), brand, asked, row) for row in group]
        yield Section(name=words().clock(list(Metric)[metric], threshold), goal=goal, lines=lines)


def _promised(agreement: Agreement) -> Iterator[Promised]:
    """What some plan of the agreement has a clock for."""
    for plan in agreement.plans.values():
        for target in plan.targets:
            yield Promised(target.metric, target.priority, target.threshold, target.goal)


def _line(name: str, brand: Brand, asked: Asked, row: Row, **more: str) -> Line:
    return Line(
        name=name,
        counts=tuple(count(getattr(row, what), asked, brand, row.promised, what=what, **more) for what in COUNTED),
        share=share_told(row.share),
    )
