"""Counts of a back-test: outcomes by the agreement that promised them, and what turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from parola.lab.log import BadRow
from parola.sla.agreement import Agreement
from parola.sla.attainment import Achievement, Promised, Row, achieved, rows
from parola.sla.clock import State
from parola.sla.objective import Objective

from .verdicts import Judged, Trial, Turning, judge, turnings


@dataclass(frozen=True, slots=True)
class Attained:
    """One side's result: the clocks that ended, and how the objectives fared with them."""

    rows: tuple[Row, ...]
    achievements: tuple[Achievement, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A ticket that turns, with what both sides make of it."""

    trial: Trial
    turnings: tuple[Turning, ...]
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """A back-test's whole result. The lists hold what was asked for; the counts are always whole."""

    end: datetime | None
    """The instant at which what had not ended was judged; None where there is no ticket."""
    tickets: int
    turned: int
    """How many tickets turn, of any promise."""
    turnings: Mapping[Turning, int]
    before: Attained
    after: Attained
    bad: tuple[BadRow, ...]
    listing: Iterable[Turned] = ()
    """The tickets that turn, folded as they are asked for."""


@dataclass(slots=True)
class Attaining:
    """Takes one side's outcomes, one by one or many at once."""

    counts: Counter[tuple[int, Promised, State]] = field(default_factory=Counter)
    agreements: dict[int, Agreement] = field(default_factory=dict)
    """By identity: an agreement holds mappings, and cannot be a key itself."""

    def judged(self, judged: Judged) -> None:
        """One ticket."""
        for agreement, outcome in judged.outcomes():
            self.add(agreement, outcome.promised, outcome.state)

    def add(self, agreement: Agreement, promised: Promised, state: State, count: int = 1) -> None:
        """So many clocks that ended alike."""
        self.agreements[id(agreement)] = agreement
        self.counts[id(agreement), promised, state] += count

    def attained(self) -> Attained:
        """What it came to. An objective counts what was promised by agreements that state it, as reports do."""
        return Attained(self._rows(self.agreements), tuple(self._achievements()))

    def _achievements(self) -> Iterator[Achievement]:
        stated: dict[str, Objective] = {each.id: each for one in self.agreements.values() for each in one.objectives}
        for objective in stated.values():
            yield from achieved(objective, self._rows(self._stating(objective)), {})

    def _stating(self, objective: Objective) -> list[int]:
        all_of_them = self.agreements.items()
        return [key for key, agreement in all_of_them if any(each.id == objective.id for each in agreement.objectives)]

    def _rows(self, agreements: Iterable[int]) -> tuple[Row, ...]:
        those, counts = set(agreements), Counter[tuple[Promised, State]]()
        for (key, promised, state), count in self.counts.items():
            if key in those:
                counts[promised, state] += count
        return rows(counts)


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets that turn, each folded anew when it is asked for."""

    trials: Iterable[Trial]
    end: datetime

    def __iter__(self) -> Iterator[Turned]:
        """Each of them, in order."""
        for trial in self.trials:
            before, after = judge(trial.before, self.end), judge(trial.after, self.end)
            yield Turned(trial, tuple(turnings(before, after)), before, after)


@dataclass(slots=True)
class Counting:
    """Takes tickets one after another."""

    before: Attaining = field(default_factory=Attaining)
    after: Attaining = field(default_factory=Attaining)
    turnings: Counter[Turning] = field(default_factory=Counter)
    tickets: int = 0
    turned: int = 0

    def trial(self, trial: Trial, before: Judged, after: Judged) -> Turned | None:
        """One ticket; told if it turns."""
        self.tickets += 1
        self.before.judged(before)
        self.after.judged(after)
        found = tuple(turnings(before, after))
        self.turnings.update(found)
        self.turned += bool(found)
        return Turned(trial, found, before, after) if found else None

    def result(self, end: datetime | None, bad: Sequence[BadRow] = (), listing: Iterable[Turned] = ()) -> BackTest:
        """What was found."""
        return BackTest(
            end=end,
            tickets=self.tickets,
            turned=self.turned,
            turnings=dict(self.turnings),
            before=self.before.attained(),
            after=self.after.attained(),
            bad=tuple(sorted(bad, key=attrgetter("line"))),
            listing=listing,
        )
