"""What one ticket's promises came to under one side's terms, by the desk's own fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from parola.sla.agreement import Agreement, Metric, Terms
from parola.sla.attainment import Outcome, outcomes
from parola.sla.clock import Clock, State
from parola.sla.events import Event
from parola.sla.timeline import Timeline, fold


class Verdict(StrEnum):
    """What became of a promise to a ticket, all its cycles taken together.

    `open`: neither kept nor missed at the end. `void`: the ticket ended, and was due no more. `unpromised`: nothing was, or it was
    only aimed at.
    """

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"
    VOID = "void"
    UNPROMISED = "unpromised"


NOTHING = frozenset({Verdict.VOID, Verdict.UNPROMISED})
"""What counts for nothing: between these a ticket does not turn."""
WORST_FIRST = (Verdict.MISSED, Verdict.KEPT, Verdict.OPEN, Verdict.VOID, Verdict.UNPROMISED)
"""What a ticket is said to be of whose cycles some came to this, and some to that."""
OF_STATE = {
    State.MET: Verdict.KEPT,
    State.MISSED: Verdict.MISSED,
    State.RUNNING: Verdict.OPEN,
    State.PAUSED: Verdict.OPEN,
    State.VOID: Verdict.VOID,
    State.BEST_EFFORT: Verdict.UNPROMISED,
}


class Kind(NamedTuple):
    """One promise of an agreement: a metric, and which of several clocks of it."""

    metric: Metric
    threshold: str


class Turning(NamedTuple):
    """Of which promise a ticket turned, and how."""

    kind: Kind
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """A ticket's history under one side's terms: those of its opening; later ones are among the events."""

    events: Sequence[Event]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Trial:
    """A ticket by the name that people know it by, under the terms that it had and under those that are tried.

    `line` is where it begins in a log, counted from 1 (0: it is of no log).
    """

    name: str
    before: Side
    after: Side
    line: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a side's terms made of a ticket by `end`."""

    side: Side
    timeline: Timeline
    end: datetime

    def outcomes(self) -> Iterator[tuple[Agreement, Outcome]]:
        """How its clocks ended, each with the agreement that was in force then."""
        for outcome in outcomes(self.timeline.clocks, self.end):
            yield self.terms_at(outcome.at).agreement, outcome

    def terms_at(self, at: datetime) -> Terms:
        """The terms in force at an instant; the next ones hold from their very instant."""
        return [self.side.terms, *(terms for since, terms in self.timeline.moved if since <= at)][-1]

    @property
    def kinds(self) -> dict[Kind, Verdict]:
        """What each promise came to."""
        found: dict[Kind, set[Verdict]] = {}
        for clock in self.timeline.clocks:
            found.setdefault(Kind(*clock.kind), set()).add(self.verdict(clock))
        return {kind: min(verdicts, key=WORST_FIRST.index) for kind, verdicts in found.items()}

    def verdict(self, clock: Clock) -> Verdict:
        """What one cycle came to."""
        if clock.goal or (clock.target.promise is None and clock.agreed is None):
            return Verdict.UNPROMISED
        return OF_STATE[clock.state(self.end)]


def judge(side: Side, end: datetime) -> Judged:
    """Fold the history, and look at it at `end`. Raises what `fold` raises."""
    return Judged(side, fold(side.events, side.terms).at(end), end)


def turnings(before: Judged, after: Judged) -> Iterator[Turning]:
    """Of which promises the ticket turns, in the order of the metrics."""
    old, new = before.kinds, after.kinds
    for kind in sorted({*old, *new}, key=lambda kind: (list(Metric).index(kind.metric), kind.threshold)):
        was, becomes = old.get(kind, Verdict.UNPROMISED), new.get(kind, Verdict.UNPROMISED)
        if was is not becomes and not {was, becomes} <= NOTHING:
            yield Turning(kind, was, becomes)
