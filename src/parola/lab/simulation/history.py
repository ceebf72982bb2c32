"""What came in, and how long work took, as a log has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parola.lab.cases import Case
from parola.lab.log import BadRow, Row
from parola.lab.mapping import Changes, LogMapping
from parola.lab.reader import NO_INSTANT, BadCell, Reader
from parola.sla.agreement import Terms
from parola.sla.compiled import micros
from parola.sla.events import Opened

from .demand import Handling, Kind, Stream
from .draws import observed
from .week import HOURS, WEEK, hours_of_week


@dataclass(frozen=True, slots=True)
class Past:
    """When the cases of a log were opened, by priority and product (microseconds of UTC)."""

    opened: Mapping[tuple[str, str], tuple[int, ...]]

    @property
    def first(self) -> int:
        """When the first was opened."""
        return min(instants[0] for instants in self.opened.values())

    @property
    def last(self) -> int:
        """When the last was opened."""
        return max(instants[-1] for instants in self.opened.values())

    def kinds(self) -> Counter[tuple[str, str]]:
        """How many there were of each priority and product."""
        return Counter({kind: len(instants) for kind, instants in self.opened.items()})

    def weeks(self, timezone: str) -> Mapping[tuple[str, str], tuple[float, ...]]:
        """How many came in each hour of the local week, on average over the time from the first to the last, at least a week."""
        span = max(self.last - self.first, WEEK) / WEEK
        return {
            kind: tuple((np.bincount(hours_of_week(timezone, np.array(instants)), minlength=HOURS) / span).tolist())
            for kind, instants in self.opened.items()
        }


def past_of(cases: Iterable[Case]) -> Past:
    """What a log says of arrivals."""
    found: dict[tuple[str, str], list[int]] = {}
    for case in cases:
        opening = case.events[0]
        if isinstance(opening, Opened):
            found.setdefault((opening.priority, opening.facts.get("product", "")), []).append(micros(opening.at))
    return Past({kind: tuple(sorted(instants)) for kind, instants in sorted(found.items())})


def streams(past: Past, terms: Terms, how: Mapping[tuple[str, str], Handling], timezone: str) -> tuple[Stream, ...]:
    """What comes in, at random, as often in each hour of the week as it did."""
    weeks = past.weeks(timezone)
    return tuple(
        Stream(
            kind=Kind(terms=terms, priority=kind[0], product=kind[1]),
            handling=how[kind],
            week=weeks[kind],
            timezone=timezone,
        )
        for kind in past.opened
    )


def replayed(past: Past, terms: Terms, how: Mapping[tuple[str, str], Handling]) -> tuple[Stream, ...]:
    """What came in, exactly when it did."""
    return tuple(
        Stream(kind=Kind(terms=terms, priority=kind[0], product=kind[1]), handling=how[kind], instants=instants)
        for kind, instants in past.opened.items()
    )


LONGEST_WORK = 3600.0
"""Seconds: who did nothing for longer was not at work on the same thing, as far as one can say."""


@dataclass(frozen=True, slots=True)
class Acts:
    """Who did something with which case, and when (seconds of UTC); in any order."""

    rows: tuple[tuple[str, str, float], ...]

    def handling(self) -> Handling | None:
        """How work went on: each act is a turn. None where too little is known of it.

        A log does not say how long somebody worked. What it says is when the same person did the thing before: the time since then, where
        it is no longer than an hour, is taken for the work. So time between two pieces of work counts as work, and what takes longer than
        an hour is left out. A case's next act is taken for an answer to its customer.
        """
        works = tuple(gap for gap in _gaps((who, at) for who, _, at in self.rows) if gap <= LONGEST_WORK)
        again = tuple(_gaps((case, at) for _, case, at in self.rows))
        cases = len({case for _, case, _ in self.rows})
        if not works or not again:
            return None
        return Handling(work=observed(works), again=1 - cases / len(self.rows), reply=observed(again))


def _gaps(acts: Iterable[tuple[str, float]]) -> list[float]:
    """The times between what follows one another of the same."""
    ordered = sorted(acts)
    return [later - before for (who, before), (same, later) in pairwise(ordered) if who == same and later > before]


def acts_of(mapping: LogMapping, header: Collection[str], rows: Iterable[Row | BadRow]) -> Acts:
    """The acts of a log of changes whose mapping says which column names the person; none of any other."""
    changes, reader = mapping.changes, Reader(mapping, header, None)
    column = changes.holders.get("person") if changes else None
    return Acts(tuple(_acts(reader, changes, column, rows)) if changes and column else ())


def _acts(
    reader: Reader, changes: Changes, column: str, rows: Iterable[Row | BadRow]
) -> Iterator[tuple[str, str, float]]:
    for row in rows:
        if isinstance(row, BadRow):
            continue
        with suppress(BadCell):
            who, at = reader.text(row, column), reader.present(row, changes.at, NO_INSTANT)
            if who:
                yield who, reader.case_id(row), at.timestamp()
