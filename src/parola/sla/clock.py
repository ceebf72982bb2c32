"""One target at work on one ticket: a clock, which keeps a strand for each priority and lets the right one rule.

Every method that takes an instant `at` is a step of the fold (`timeline.py`) and gives the clock after what happened
then; steps come in the order of time. `state` and `elapsed` derive what is true at an instant, which must not lie before
the last step. Instants are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from .agreement import Metric, Target
from .calendar import Calendar
from .spans import FOREVER
from .strand import Cause, Strand

BY_RESOLVING = frozenset({Metric.ESCALATION, Metric.WORKAROUND, Metric.RESTORATION, Metric.RESOLUTION})
"""What a resolution is the end of, and the doing: with it, the promise is kept."""
RESTORING = BY_RESOLVING - {Metric.ESCALATION}
"""What a resolution that proves wrong has not done, so that the time since may count."""
BESIDE = frozenset({Metric.ACKNOWLEDGEMENT, Metric.FIRST_RESPONSE, Metric.CAUSE})
"""What a resolution neither does nor ends."""
UNPAUSED = frozenset({Metric.ACKNOWLEDGEMENT, Metric.FIRST_RESPONSE})
"""What never waits."""


class State(StrEnum):
    """What is true of a clock at an instant."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    BEST_EFFORT = "best_effort"
    VOID = "void"


class Deal(NamedTuple):
    """A due instant on which both sides agreed: `by` says who, at the instant `at`."""

    due: datetime
    at: datetime
    by: str


class Clock(NamedTuple):
    """A cycle of a metric, begun at `began`. The strand that rules is the one due first among those in force, the most severe of equals.

    `strands` has one for every priority that the plan has a target for, the most severe first, and for each target that
    other facts of the ticket asked for; `ruling` is the place of the ruling one, which rules since `ruled_since`. Where
    both sides agreed on a due instant, `agreed` stands in place of the strands'. `ended` is when it was done, or the ticket
    resolved or closed without, or, of a missed cycle of a metric that repeats, its due instant. `decided` is what no later
    event can change (but for what a resolution or closing decided, which a reopening takes back): a miss freezes the clock
    with the priority whose promise was missed.
    """

    metric: Metric
    cycle: int
    began: datetime
    strands: tuple[Strand, ...]
    ruling: int
    ruled_since: datetime
    ended: datetime | None = None
    decided: State | None = None
    agreed: Deal | None = None

    @property
    def strand(self) -> Strand:
        """The ruling strand: what the clock's row shows."""
        return self.strands[self.ruling]

    @property
    def target(self) -> Target:
        """The ruling target."""
        return self.strand.target

    @property
    def kind(self) -> tuple[Metric, str]:
        """What its cycles have in common: the metric and the threshold."""
        return self.metric, self.threshold

    @property
    def threshold(self) -> str:
        """Which of several clocks of its metric it is; the metric's own is ""."""
        return self.target.threshold

    @property
    def goal(self) -> bool:
        """Whether what rules is aimed at, and not promised."""
        return self.target.goal

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
        """The last instant at which the clock can be met; None for best effort, with no promise in force, and while paused.

        What was agreed on holds whatever the plan promises, and does not wait.
        """
        if self.agreed is not None:
            return self.agreed.due
        strand = self.strand
        known = strand.in_force and not (strand.still and self.decided is None)
        return strand.due if known else None

    @property
    def counted(self) -> bool:
        """Whether it ever counted for the ticket: by what the plan promises, or by what both sides agreed on."""
        return self.strand.since is not None or self.agreed is not None

    @property
    def shut(self) -> bool:
        """Whether the end of the ticket ended it, so that it goes on when the ticket is reopened."""
        return self.strand.stopped("resolved", "closed")

    @property
    def run_out(self) -> bool:
        """Whether it was missed and the next cycle took over from it, at its due instant."""
        return self.decided is State.MISSED and self.ended == self.due

    @property
    def done(self) -> datetime | None:
        """When what was promised was done, late or not; None if it was not."""
        by_resolving = self.strand.stopped("resolved") and self.metric in BY_RESOLVING
        undone = self.run_out or (self.shut and not by_resolving)
        return None if undone else self.ended

    def state(self, now: datetime) -> State:
        """What is true at `now`. At the due instant itself the clock can still be met."""
        if self.decided is not None:
            return self.decided
        if self.agreed is None:
            if not self.strand.in_force:
                return State.VOID
            if self.target.promise is None:
                return State.BEST_EFFORT
            if self.strand.still:
                return State.PAUSED
        return State.MISSED if _passed(self, now) else State.RUNNING

    def elapsed(self, now: datetime) -> timedelta:
        """The working time used, up to the end or to `now`."""
        return self.strand.elapsed(self.ended or now)

    def settled(self, at: datetime) -> Clock:
        """The clock with a miss before `at` made final."""
        if self.decided is None and _passed(self, at):
            return self._replace(decided=State.MISSED)
        return self

    def at_priority(self, severity: int, priority: str, at: datetime) -> Clock:
        """The ticket took another priority. What was missed stays missed; what is over stays as it was."""
        clock = self.settled(at)
        if clock.decided is not None:
            return clock
        strands = tuple(strand.under(severity, priority, at) for strand in clock.strands)
        clock = _ruled(clock, strands, at)
        # While it stands still, what would be due first is reckoned as if all went on at the last change.
        return clock.reckoned(at) if clock.strand.stopped("waiting") else clock

    def chosen(self, accounts: Mapping[int, Strand], detail: str, severity: int, priority: str, at: datetime) -> Clock:
        """The ticket's facts changed (`detail`): by severity, these targets apply now; a target known before goes on.

        `accounts` are new ones, which do not apply yet. What was missed stays missed; what is over stays as it was.
        """
        clock = self.settled(at)
        if clock.decided is not None:
            return clock
        clock = _beside(clock, accounts.values())
        strands = tuple(
            strand.chosen(
                applies=strand.severity in accounts and accounts[strand.severity].target == strand.target,
                detail=detail,
                severity=severity,
                priority=priority,
                at=at,
            )
            for strand in clock.strands
        )
        clock = _ruled(clock, strands, at)
        return clock.reckoned(at) if clock.strand.stopped("waiting") else clock

    def recounted(self, strands: tuple[Strand, ...], at: datetime) -> Clock:
        """The clock under other terms, with these accounts since its start. What was missed stays missed."""
        clock = self.settled(at)
        if clock.decided is not None:
            return clock
        if not strands:  # nothing is promised any more
            freed = tuple(strand._replace(in_force=False, applies=False) for strand in clock.strands)
            return clock._replace(strands=freed)
        return clock._replace(strands=strands, ruling=0).reckoned(at)._replace(ruled_since=at)

    def agreed_on(self, deal: Deal) -> Clock:
        """Both sides agreed on when it is due. A miss stays one, and what is over stays as it was."""
        clock = self.settled(deal.at)
        if clock.decided is not None or clock.ended is not None:
            return clock
        return clock._replace(agreed=deal, ruled_since=deal.at)

    def met(self, at: datetime) -> Clock:
        """What was promised was done. Done after the end of the ticket, it gives the clock no other verdict, and an end for good."""
        if self.shut:
            return self._done_late(at)
        clock = self.settled(at).resumed(at)
        if clock.ended is not None:
            return clock
        return clock._replace(decided=_verdict(clock, at), ended=at)

    def _done_late(self, at: datetime) -> Clock:
        ended = self.ended if self.ended and self.decided is State.MET else at
        strands = tuple(strand.going_on("resolved", ended).going_on("closed", ended) for strand in self.strands)
        return self._replace(strands=strands, ended=ended)

    def waiting(self, reason: str, at: datetime) -> Clock:
        """The ticket waits for something that stops the clock. A miss stays one."""
        clock = self.settled(at)
        if clock.ended is not None:
            return clock
        return clock._replace(strands=tuple(strand.standing_still("waiting", reason, at) for strand in clock.strands))

    def resumed(self, at: datetime) -> Clock:
        """What the clock waited for is over, or the ticket's end ended the waiting."""
        return _going_on(self, "waiting", at) if self.strand.stopped("waiting") else self

    def resolved(self, at: datetime) -> Clock:
        """The ticket was resolved. That does what some metrics promise, lets some be, and ends the others undone."""
        if self.metric in BESIDE:
            return self.resumed(at)
        return self._shut("resolved", at, done=self.metric in BY_RESOLVING)

    def closed(self, at: datetime) -> Clock:
        """The ticket was closed: a clock that is not due yet is void, one that was missed stays missed."""
        return self._shut("closed", at, done=False)

    def _shut(self, cause: Cause, at: datetime, *, done: bool) -> Clock:
        clock = self.settled(at).resumed(at)
        if clock.ended is not None:
            return clock
        strands = tuple(strand.standing_still(cause, "", at) for strand in clock.strands)
        decided = _verdict(clock, at) if done else clock.decided or State.VOID
        return clock._replace(strands=strands, decided=decided, ended=at)

    def reopened(self, at: datetime, *, through: bool = False) -> Clock:
        """The ticket was reopened: a clock that its end had ended goes on where it stood.

        Where the agreement says so (`through`), the time in between counts for what the resolution had not done after all.
        An instant agreed on that has passed by then holds no longer: no due time lies before the change.
        """
        if not self.shut:
            return self
        decided = State.MISSED if self.decided is State.MISSED else None
        agreed = self.agreed if self.agreed and (decided or self.agreed.due >= at) else None
        clock = self._replace(ended=None, decided=decided, agreed=agreed)
        if through and self.metric in RESTORING:
            strands = (strand.counting_through("resolved") for strand in clock.strands)
            strands = (strand.counting_through("closed") for strand in strands)
            clock = clock._replace(strands=tuple(strands))
            return clock if decided is not None else clock.reckoned(at)
        return _going_on(_going_on(clock, "resolved", at), "closed", at)

    def reckoned(self, at: datetime) -> Clock:
        """The clock as it counts for the ticket from `at` on: what it is due at lies no earlier."""
        strands = tuple(strand.reckoned(at) if strand.in_force else strand for strand in self.strands)
        return _ruled(self, strands, at)

    def cycles(self, until: datetime) -> Iterator[Clock]:
        """The clock, and if its metric repeats, the cycles after it by `until`: a missed one is followed by the next."""
        clock = self
        while clock.metric is Metric.UPDATE and clock.decided is None and (due := _passed(clock, until)):
            yield clock._replace(decided=State.MISSED, ended=due)
            following = _anew(clock, due)
            # "Business day 0 at 16:00", counted from then, is due then: the cycle after it is that of another day.
            clock = following if following.due != due else _anew(clock, due + timedelta.resolution)
        yield clock


def _beside(clock: Clock, accounts: Iterable[Strand]) -> Clock:
    """The clock with those accounts beside its own that it does not have, under the same one as before."""
    known = [(strand.severity, strand.target) for strand in clock.strands]
    added = (account for account in accounts if (account.severity, account.target) not in known)
    ordered = sorted(enumerate((*clock.strands, *added)), key=lambda each: each[1].severity)
    ruling = next(place for place, (was, _) in enumerate(ordered) if was == clock.ruling)
    return clock._replace(strands=tuple(strand for _, strand in ordered), ruling=ruling)


def _passed(clock: Clock, at: datetime) -> datetime | None:
    """The due instant, if it has passed and the clock runs."""
    if clock.agreed is not None:
        return clock.agreed.due if clock.agreed.due < at else None
    strand = clock.strand
    running = strand.in_force and not strand.still
    return strand.due if running and strand.due is not None and strand.due < at else None


def _verdict(clock: Clock, at: datetime) -> State:
    state = clock.state(at)
    return State.MET if state is State.RUNNING else state


def _going_on(clock: Clock, cause: Cause, at: datetime) -> Clock:
    """The clock with what stopped it for this cause at its end. What is decided stays so, and is measured on."""
    clock = clock._replace(strands=tuple(strand.going_on(cause, at) for strand in clock.strands))
    return clock if clock.decided is not None else clock.reckoned(at)


def _anew(clock: Clock, at: datetime) -> Clock:
    """The next cycle, begun at `at`."""
    strands = tuple(strand.anew(at) for strand in clock.strands)
    clock = clock._replace(cycle=clock.cycle + 1, began=at, ruled_since=at, agreed=None)
    return _ruled(clock, strands, at)


def _ruled(clock: Clock, strands: tuple[Strand, ...], at: datetime) -> Clock:
    """The clock with these strands, under the one that is due first; under the same as before where none is in force."""
    in_force = [place for place, strand in enumerate(strands) if strand.in_force]
    due = [(strands[place].due or FOREVER, place) for place in in_force]
    ruling = min(due)[1] if due else clock.ruling
    kept = ruling == clock.ruling and strands[ruling].since == clock.strand.since
    return clock._replace(strands=strands, ruling=ruling, ruled_since=clock.ruled_since if kept else at)
