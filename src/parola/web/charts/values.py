"""What a chart tells: names, places along its axis, and numbers. Nothing here knows how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Distinct = Literal["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"]
Tone = Distinct | Literal["kept", "soon", "missed", "still"]
"""A colour of the design: `series-` for what is only told apart, the others for what time does."""
SERIES: tuple[Tone, ...] = ("series-1", "series-2", "series-3", "series-4", "series-5", "series-6")


class Kind(StrEnum):
    """How the numbers become marks."""

    BARS = "bars"
    STACKED = "stacked"
    """Bars whose series stand upon each other."""
    LINES = "lines"
    STEPS = "steps"
    """A line that holds its number over the whole place: what was open on a day."""
    DISTRIBUTION = "distribution"
    """Bars without gaps, with marks at percentiles."""
    HEAT = "heat"
    """A row for each series, a cell for each place; the darker, the more."""


class Measure(StrEnum):
    """What the numbers are, which decides how they are told and where an axis is marked."""

    COUNT = "count"
    SHARE = "share"
    """Between 0 and 1."""
    TIME = "time"
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Numbers of one thing, one for each place of the chart; None where there is none."""

    name: str
    values: tuple[float | None, ...]
    tone: Tone = "series-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A line across the chart at a number: what was promised."""

    name: str
    value: float
    tone: Tone = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line up from the axis. `at` counts places: 2.5 is the middle of the third."""

    name: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of numbers. `along` says what the places are (Month, Hour), `summary` in a sentence what is to be seen."""

    kind: Kind
    title: str
    along: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    summary: str = ""
    measure: Measure = Measure.COUNT
    levels: tuple[Level, ...] = ()
    marks: tuple[Mark, ...] = ()
    floor: float = 0
    """Where the axis begins, of lines alone: 0.8 where shares lie between 0.9 and 1."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)

    @property
    def most(self) -> float:
        """The largest number that the axis has to hold."""
        if self.kind is Kind.STACKED:
            totals = [
                sum(value or 0 for value in each) for each in zip(*(row.values for row in self.series), strict=True)
            ]
        else:
            totals = [value for each in self.series for value in each.values if value is not None]
        return max([*totals, *(level.value for level in self.levels)], default=0)
