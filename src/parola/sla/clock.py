"""One target at work on one ticket: a clock, which keeps a strand for each priority and lets the right one rule.

Every method that takes an instant `at` is a step of the fold (`timeline.py`) and gives the clock after what happened
then; steps come in the order of time. `state` and `elapsed` derive what is true at an instant, which must not lie before
the last step. Instants are aware UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .agreement import Metric, Target
from .calendar import Calendar
from .spans import FOREVER
from .strand import Strand


class State(StrEnum):
    """What is true of a clock at an instant."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    BEST_EFFORT = "best_effort"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A cycle of a metric, begun at `began`. The strand that rules is the one due first among those in force, the most severe of equals.

    `strands` has one for every priority that the plan has a target for, the most severe first; `ruling` is the place of
    the ruling one, which rules since `ruled_since`. `ended` is when it was done, or the ticket closed without. `decided` is
    what no later event can change (but for VOID, which a reopening takes back): a miss freezes the clock with the priority
    whose promise was missed.
    """

    metric: Metric
    cycle: int
    began: datetime
    strands: tuple[Strand, ...]
    ruling: int
    ruled_since: datetime
    ended: datetime | None = None
    decided: State | None = None

    @property
    def strand(self) -> Strand:
        """The ruling strand: what the clock's row shows."""
        return self.strands[self.ruling]

    @property
    def target(self) -> Target:
        """The ruling target."""
        return self.strand.target

    @property
    def calendar(self) -> Calendar:
        """The calendar on which the ruling target counts."""
        return self.strand.calendar

    @property
    def priority(self) -> str:
        """The priority whose promise rules."""
        return self.target.priority

    @property
    def started(self) -> datetime:
        """Where the ruling strand began to count."""
        return self.strand.started

    @property
    def due(self) -> datetime | None:
        """The last instant at which the clock can be met; None for best effort, with no promise in force, and while paused."""
        strand = self.strand
        known = strand.in_force and not (strand.still and self.decided is None)
        return strand.due if known else None

    @property
    def unanswered(self) -> bool:
        """Whether the closing of the ticket ended it, and not what was promised."""
        return any(stop.cause == "closed" and stop.end is None for stop in self.strand.stops)

    @property
    def done(self) -> datetime | None:
        """When what was promised was done, late or not; None if it was not."""
        return None if self.unanswered else self.ended

    def state(self, now: datetime) -> State:
        """What is true at `now`. At the due instant itself the clock can still be met."""
        if self.decided is not None:
            return self.decided
        if not self.strand.in_force:
            return State.VOID
        if self.target.promise is None:
            return State.BEST_EFFORT
        if self.strand.still:
            return State.PAUSED
        return State.MISSED if self._late(now) else State.RUNNING

    def elapsed(self, now: datetime) -> timedelta:
        """The working time used, up to the end or to `now`."""
        return self.strand.elapsed(self.ended or now)

    def _late(self, at: datetime) -> bool:
        strand = self.strand
        return strand.in_force and not strand.still and strand.due is not None and strand.due < at

    def settled(self, at: datetime) -> Clock:
        """The clock with a miss before `at` made final."""
        if self.decided is None and self._late(at):
            return replace(self, decided=State.MISSED)
        return self

    def at_priority(self, severity: int, priority: str, at: datetime) -> Clock:
        """The ticket took another priority. What was missed stays missed; what is over stays as it was."""
        clock = self.settled(at)
        if clock.decided is not None:
            return clock
        strands = tuple(strand.under(severity, priority, at) for strand in clock.strands)
        return _ruled(clock, strands, at)

    def met(self, at: datetime) -> Clock:
        """What was promised was done."""
        clock = self.settled(at)
        if clock.ended is not None:
            return clock
        state = clock.state(at)
        return replace(clock, decided=State.MET if state in (State.RUNNING, State.PAUSED) else state, ended=at)

    def closed(self, at: datetime) -> Clock:
        """The ticket was closed: a clock that is not due yet is void, one that was missed stays missed."""
        clock = self.settled(at)
        if clock.ended is not None:
            return clock
        strands = tuple(strand.standing_still("closed", "", at) for strand in clock.strands)
        return replace(clock, strands=strands, decided=clock.decided or State.VOID, ended=at)

    def reopened(self, at: datetime) -> Clock:
        """The ticket was reopened: a clock that the closing had ended goes on where it stood."""
        if not self.unanswered:
            return self
        strands = tuple(strand.going_on("closed", at) for strand in self.strands)
        if self.decided is State.MISSED:
            return replace(self, strands=strands, ended=None)
        strands = tuple(strand.reckoned(at) if strand.in_force else strand for strand in strands)
        return _ruled(replace(self, ended=None, decided=None), strands, at)


def _ruled(clock: Clock, strands: tuple[Strand, ...], at: datetime) -> Clock:
    """The clock with these strands, under the one that is due first; under the same as before where none is in force."""
    in_force = [place for place, strand in enumerate(strands) if strand.in_force]
    due = [(strands[place].due or FOREVER, place) for place in in_force]
    ruling = min(due)[1] if due else clock.ruling
    kept = ruling == clock.ruling and strands[ruling].since == clock.strand.since
    return replace(clock, strands=strands, ruling=ruling, ruled_since=clock.ruled_since if kept else at)
