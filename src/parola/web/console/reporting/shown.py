"""What the page of the flow of work is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from parola.desk.reports.load import Load
from parola.web.charts.values import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that stands above the charts, and what it counts."""

    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One that had tickets: how many, for how long in all, and for how long each on average."""

    name: str
    load: Load
    held: str
    mean: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A chart, the name of the table of its numbers that can be taken along, and lines that tell more than it does."""

    chart: Chart
    table: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Charts of one matter."""

    title: str
    shown: list[Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A brand's part."""

    figures: list[Figure]
    sections: list[Section]
