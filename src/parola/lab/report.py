"""What a replay found: counts and quantiles by priority, rows left out, how far another engine agrees, and the tickets' ways."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from parola.sla.clock import Clock, State

from .cases import Case
from .log import BadRow
from .mapping import LogMapping
from .ways import Ways, WayTallies


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRow:
    """One priority's line (`priority=None`: all of them). `share` is met of met and missed; quantiles are of the clocks that ended.

    `counts` has the states of the clocks at the end of the log; tickets to which nothing was promised are under `None`.
    """

    priority: str | None
    counts: Mapping[State | None, int]
    median: dt.timedelta | None
    p95: dt.timedelta | None

    @property
    def tickets(self) -> int:
        """All the tickets, whatever became of them."""
        return sum(self.counts.values())

    @property
    def met(self) -> int:
        """Those that were answered in time."""
        return self.counts.get(State.MET, 0)

    @property
    def missed(self) -> int:
        """Those that were not."""
        return self.counts.get(State.MISSED, 0)

    @property
    def running(self) -> int:
        """Those that were not answered, and not due either, when the log was taken."""
        return self.counts.get(State.RUNNING, 0) + self.counts.get(State.PAUSED, 0)

    @property
    def never_due(self) -> int:
        """Those to which no time was promised, and those closed before they were due."""
        return self.tickets - self.met - self.missed - self.running

    @property
    def share(self) -> float | None:
        """The share of the clocks that were met, of those met or missed; None if there are none."""
        return self.met / (self.met + self.missed) if self.met + self.missed else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A case of which another engine says something else: its due time, whether it was kept (`verdict`), or how often it was reopened."""

    line: int
    case: str
    priority: str
    what: Literal["due", "verdict", "reopened"]
    ours: dt.datetime | bool | int | None
    theirs: dt.datetime | bool | int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many cases could be compared with another engine, and how many agreed."""

    compared: int = 0
    agreed: int = 0

    @property
    def share(self) -> float | None:
        """The share that agreed; None if nothing could be compared."""
        return self.agreed / self.compared if self.compared else None

    @property
    def differing(self) -> int:
        """How many did not agree."""
        return self.compared - self.agreed

    def with_one(self, *, agrees: bool) -> Comparison:
        """One case more."""
        return Comparison(self.compared + 1, self.agreed + agrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A replay's whole result. The lists hold what was asked for; the counts are always whole."""

    until: dt.datetime | None
    """The instant at which clocks that never ended were judged; None if the log has no case."""
    total: PriorityRow
    rows: tuple[PriorityRow, ...]
    bad_rows: int
    bad_reasons: Mapping[str, int]
    bad: tuple[BadRow, ...]
    due: Comparison
    verdict: Comparison
    reopened: Comparison
    differences: tuple[Difference, ...]
    ways: Ways


@dataclass(slots=True)
class _Tally:
    counts: Counter[State | None] = field(default_factory=Counter)
    seconds: array[float] = field(default_factory=lambda: array("d"))

    def quantiles(self) -> tuple[dt.timedelta | None, dt.timedelta | None]:
        if not self.seconds:
            return None, None
        median, p95 = np.quantile(np.frombuffer(self.seconds), (0.5, 0.95))
        return dt.timedelta(seconds=round(median)), dt.timedelta(seconds=round(p95))


class Tallies:
    """Takes cases one after another. What ended is counted at once; what did not waits for the end of the log to be judged.

    `keep` limits the lists of bad rows and differences (None: all of them). Memory grows by eight bytes for each clock
    that ended, and by the clock itself for each that did not.
    """

    def __init__(self, mapping: LogMapping, *, keep: int | None = None, each: bool = False) -> None:
        tolerance = mapping.other.tolerance_seconds if mapping.other else 0
        self._tolerance, self._keep = dt.timedelta(seconds=tolerance), keep
        self._ways = WayTallies(mapping, each=each)
        self._by_priority: dict[str, _Tally] = {}
        self._open: list[tuple[Case, Clock]] = []
        self._bad: list[BadRow] = []
        self._bad_reasons: Counter[str] = Counter()
        self._differences: list[Difference] = []
        self._due = self._verdict = self._reopened = Comparison()
        self._last: dt.datetime | None = None

    def bad(self, row: BadRow) -> None:
        """A row that was left out."""
        self._bad_reasons[row.reason] += 1
        if self._keep is None or len(self._bad) < self._keep:
            self._bad.append(row)

    def case(self, case: Case, priority: str, clock: Clock | None) -> None:
        """A case with its clock, if its agreement gave it one; `priority` is the ticket's where there is none."""
        self._compare_reopenings(case, priority, self._ways.case(case))
        self._last = max(self._last or case.last, case.last)
        if clock is None:
            self._by_priority.setdefault(priority, _Tally()).counts[None] += 1
            self._compare(case, priority, None, None)
        elif clock.ended is None:
            self._open.append((case, clock))
        else:
            self._count(case, clock, clock.ended)

    def report(self, until: dt.datetime | None, order: tuple[str, ...]) -> Report:
        """What was found, priorities in this order; `until` is when the log was taken, if that is later than its last event."""
        end = max(filter(None, (self._last, until)), default=None)
        if end is not None:
            for case, clock in self._open:
                self._count(case, clock, end)
            self._open.clear()
        rows = tuple(_row(priority, self._by_priority[priority]) for priority in order if priority in self._by_priority)
        return Report(
            until=end,
            total=_row(None, self._whole()),
            rows=rows,
            bad_rows=self._bad_reasons.total(),
            bad_reasons=dict(self._bad_reasons.most_common()),
            bad=tuple(self._bad),
            due=self._due,
            verdict=self._verdict,
            reopened=self._reopened,
            ways=self._ways.ways(end),
            differences=tuple(sorted(self._differences, key=lambda difference: difference.line)),
        )

    def _whole(self) -> _Tally:
        whole = _Tally()
        for tally in self._by_priority.values():
            whole.counts += tally.counts
            whole.seconds += tally.seconds
        return whole

    def _count(self, case: Case, clock: Clock, at: dt.datetime) -> None:
        state = clock.state(at)
        tally = self._by_priority.setdefault(clock.priority, _Tally())
        tally.counts[state] += 1
        if clock.done is not None:
            tally.seconds.append(clock.elapsed(at).total_seconds())
        self._compare(case, clock.priority, clock.due, state)

    def _compare(self, case: Case, priority: str, due: dt.datetime | None, state: State | None) -> None:
        theirs = case.theirs
        if theirs.due is not None:
            agrees = due is not None and abs(due - theirs.due) <= self._tolerance
            self._due = self._due.with_one(agrees=agrees)
            if not agrees:
                self._differ(Difference(case.line, case.id, priority, "due", due, theirs.due))
        if theirs.met is not None and state in (State.MET, State.MISSED, State.RUNNING):
            kept = state is not State.MISSED  # a clock that runs at the end of the log is kept so far
            self._verdict = self._verdict.with_one(agrees=kept is theirs.met)
            if kept is not theirs.met:
                self._differ(Difference(case.line, case.id, priority, "verdict", kept, theirs.met))

    def _compare_reopenings(self, case: Case, priority: str, ours: int) -> None:
        theirs = case.theirs.reopened
        if theirs is not None:
            self._reopened = self._reopened.with_one(agrees=ours == theirs)
            if ours != theirs:
                self._differ(Difference(case.line, case.id, priority, "reopened", ours, theirs))

    def _differ(self, difference: Difference) -> None:
        if self._keep is None or len(self._differences) < self._keep:
            self._differences.append(difference)


def _row(priority: str | None, tally: _Tally) -> PriorityRow:
    median, p95 = tally.quantiles()
    return PriorityRow(priority=priority, counts=dict(tally.counts), median=median, p95=p95)
