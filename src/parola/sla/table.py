"""Compiled working time: sorted openings and closings with running totals, in whole microseconds of UTC since 1970.

A table is never changed: a wider one takes its place. So threads share one without a lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from .dates import first_day
from .hours import DAY
from .localdays import Seconds
from .years import Years, join

SECOND = 1_000_000
NEVER = 1 << 62
"""Later than anything that a datetime can say."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The working time of the UTC years `first_year` to `last_year`, that is of the instants `[start, end)`.

    Working stretch `i` goes from `opens[i]` to `closes[i]`; `worked[i]` is the working time before it, counted from an
    origin that is the table's own, and `worked[-1]` all of it. `opens` has one entry more, `NEVER`.
    """

    first_year: int
    last_year: int
    start: int
    end: int
    opens: list[int]
    closes: list[int]
    worked: list[int]


EMPTY = Table(first_year=1, last_year=0, start=0, end=0, opens=[NEVER], closes=[], worked=[0])


def compile_years(years: Years, first_year: int, last_year: int) -> Table:
    """The table of some years."""
    spans: list[Seconds] = []
    for year in range(first_year, last_year + 1):
        join(spans, years.opened(year))
    return Table(
        first_year=first_year,
        last_year=last_year,
        start=first_day(first_year) * DAY * SECOND,
        end=first_day(last_year + 1) * DAY * SECOND,
        opens=[*(start * SECOND for start, _ in spans), NEVER],
        closes=[end * SECOND for _, end in spans],
        worked=list(accumulate(((end - start) * SECOND for start, end in spans), initial=0)),
    )


def widened(table: Table, years: Years, first_year: int, last_year: int) -> Table:
    """The table, or one that holds these years too; the running totals of what it held stay unless earlier years come."""
    if table is EMPTY:
        return compile_years(years, first_year, last_year)
    if last_year > table.last_year:
        table = _chained(table, compile_years(years, table.last_year + 1, last_year))
    if first_year < table.first_year:
        table = _chained(compile_years(years, first_year, table.first_year - 1), table)
    return table


def _chained(a: Table, b: Table) -> Table:
    """Two tables as one, `b` beginning where `a` ends."""
    touch = bool(a.closes) and a.closes[-1] == b.opens[0]
    moved = a.worked[-1] - b.worked[0]
    return Table(
        first_year=a.first_year,
        last_year=b.last_year,
        start=a.start,
        end=b.end,
        opens=a.opens[:-1] + b.opens[touch:],
        closes=a.closes[: len(a.closes) - touch] + b.closes,
        worked=a.worked[:-1] + [total + moved for total in b.worked[touch:]],
    )
