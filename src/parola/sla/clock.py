"""One target at work on one ticket: a clock, which keeps a strand for each priority and lets the right one rule.

Every method that takes an instant `at` is a step of the fold (`timeline.py`) and changes the clock in place to what it is
after what happened then; steps come in the order of time. The clocks of a timeline are changed by nobody. `state` and
`elapsed` derive what is true at an instant, which must not lie before the last step. Instants are aware UTC datetimes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from .agreement import Metric, Target
from .calendar import Calendar
from .spans import FOREVER, total
from .strand import UNPROMISED, Cause, Stop, Strand

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


@dataclass(slots=True)
class Clock:
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
        return State.MISSED if self._passed(now) else State.RUNNING

    def elapsed(self, now: datetime) -> timedelta:
        """The working time used, up to the end or to `now`."""
        return self.strand.elapsed(self.ended or now)

    def given(self) -> timedelta | None:
        """The working time from its start to its due instant, without what it stood still; None while nothing is due."""
        due, ended = self.due, self.ended
        if due is None:
            return None
        if ended is not None and ended <= due:
            return self.strand.elapsed(ended) + self.calendar.between(ended, due)
        return total(self.strand.counted(due))

    def copied(self) -> Clock:
        """Another one that is the same for now."""
        return replace(self, strands=tuple(strand.copied() for strand in self.strands))

    def settle(self, at: datetime) -> None:
        """A miss before `at` is final."""
        if self.decided is None and self._passed(at):
            self.decided = State.MISSED

    def at_priority(self, severity: int, priority: str, at: datetime) -> None:
        """The ticket took another priority. What was missed stays missed; what is over stays as it was."""
        self.settle(at)
        if self.decided is not None:
            return
        before = self.strand.since
        for strand in self.strands:
            strand.under(severity, priority, at)
        self._changed(at, before)

    def chosen(self, accounts: Mapping[int, Strand], detail: str, severity: int, priority: str, at: datetime) -> None:
        """The ticket's facts changed (`detail`): by severity, these targets apply now; a target known before goes on.

        `accounts` are new ones, which do not apply yet. What only both sides agreed on counts where there is none of them.
        What was missed stays missed; what is over stays as it was.
        """
        self.settle(at)
        if self.decided is not None:
            return
        before = self.strand.since
        self._add(accounts.values())
        for strand in self.strands:
            if strand.severity == UNPROMISED:
                applies = not accounts
            else:
                applies = strand.severity in accounts and accounts[strand.severity].target == strand.target
            strand.chosen(applies=applies, detail=detail, severity=severity, priority=priority, at=at)
        self._changed(at, before)

    def recount(self, strands: tuple[Strand, ...], at: datetime) -> None:
        """Under other terms, with these accounts since its start. What was missed stays missed."""
        self.settle(at)
        if self.decided is not None:
            return
        if strands:
            self.strands, self.ruling = strands, 0
            self.reckon(at)
            self.ruled_since = at
        else:  # nothing is promised any more
            for strand in self.strands:
                if strand.severity != UNPROMISED:
                    strand.in_force = strand.applies = False

    def agree(self, deal: Deal) -> None:
        """Both sides agreed on when it is due. A miss stays one, and what is over stays as it was."""
        self.settle(deal.at)
        if self.decided is None and self.ended is None:
            self.agreed, self.ruled_since = deal, deal.at

    def meet(self, at: datetime) -> None:
        """What was promised was done. Done after the end of the ticket, it gives the clock no other verdict, and an end for good."""
        if self.shut:
            self._done_late(at)
            return
        self.settle(at)
        self.resume(at)
        if self.ended is None:
            self.decided, self.ended = self._verdict(at), at

    def _done_late(self, at: datetime) -> None:
        if not (self.ended and self.decided is State.MET):
            self.ended = at
        for strand in self.strands:
            strand.go_on("resolved", self.ended)
            strand.go_on("closed", self.ended)

    def wait(self, reason: str, at: datetime) -> None:
        """The ticket waits for something that stops the clock. A miss stays one."""
        self.settle(at)
        if self.ended is None:
            self._stop("waiting", reason, at)

    def resume(self, at: datetime) -> None:
        """What the clock waited for is over, or the ticket's end ended the waiting."""
        if self.strand.stopped("waiting"):
            self._go_on(at, "waiting")

    def resolve(self, at: datetime) -> None:
        """The ticket was resolved. That does what some metrics promise, lets some be, and ends the others undone."""
        if self.metric in BESIDE:
            self.resume(at)
        else:
            self._shut("resolved", at, done=self.metric in BY_RESOLVING)

    def close(self, at: datetime) -> None:
        """The ticket was closed: a clock that is not due yet is void, one that was missed stays missed."""
        self._shut("closed", at, done=False)

    def _shut(self, cause: Cause, at: datetime, *, done: bool) -> None:
        self.settle(at)
        self.resume(at)
        if self.ended is None:
            self.decided = self._verdict(at) if done else self.decided or State.VOID
            self.ended = at
            self._stop(cause, "", at)

    def reopen(self, at: datetime, *, through: bool = False) -> None:
        """The ticket was reopened: a clock that its end had ended goes on where it stood.

        Where the agreement says so (`through`), the time in between counts for what the resolution had not done after all.
        An instant agreed on that has passed by then holds no longer: no due time lies before the change.
        """
        if not self.shut:
            return
        self.ended = None
        if self.decided is not State.MISSED:
            self.decided = None
            self.agreed = self.agreed if self.agreed and self.agreed.due >= at else None
        if not (through and self.metric in RESTORING):
            self._go_on(at, "resolved", "closed")
            return
        for strand in self.strands:
            strand.count_through("resolved")
            strand.count_through("closed")
        if self.decided is None:
            self.reckon(at)

    def reckon(self, at: datetime) -> None:
        """It counts for the ticket from `at` on: what it is due at lies no earlier."""
        before = self.strand.since
        for strand in self.strands:
            if strand.in_force:
                strand.reckon(at)
        self._rule(at, before)

    def cycles(self, until: datetime) -> Iterator[Clock]:
        """The clock, and if its metric repeats, the cycles after it by `until`: a missed one is followed by the next."""
        clock = self
        while clock.metric is Metric.UPDATE and clock.decided is None and (due := clock._passed(until)):
            yield replace(clock, decided=State.MISSED, ended=due)
            following = clock._anew(due)
            # "Business day 0 at 16:00", counted from then, is due then: the cycle after it is that of another day.
            clock = following if following.due != due else clock._anew(due + timedelta.resolution)
        yield clock

    def _anew(self, at: datetime) -> Clock:
        """The next cycle, begun at `at`."""
        strands = tuple(strand.anew(at) for strand in self.strands)
        clock = Clock(self.metric, self.cycle + 1, at, strands, self.ruling, at)
        clock._rule(at, clock.strand.since)
        return clock

    def _passed(self, at: datetime) -> datetime | None:
        """The due instant, if it has passed and the clock runs."""
        if self.agreed is not None:
            return self.agreed.due if self.agreed.due < at else None
        strand = self.strand
        if strand.running_since is None or not strand.in_force:
            return None
        return strand.due if strand.due is not None and strand.due < at else None

    def _verdict(self, at: datetime) -> State:
        state = self.state(at)
        return State.MET if state is State.RUNNING else state

    def _stop(self, cause: Cause, detail: str, at: datetime) -> None:
        stop = Stop(at, None, cause, detail)
        for strand in self.strands:
            strand.stand_still(stop)

    def _go_on(self, at: datetime, *causes: Cause) -> None:
        """What stopped it for these causes is at its end. What is decided stays so, and is measured on."""
        for strand in self.strands:
            for cause in causes:
                strand.go_on(cause, at)
        if self.decided is None:
            self.reckon(at)

    def _changed(self, at: datetime, before: datetime | None) -> None:
        """Other strands are in force. While it stands still, what would be due first is reckoned as if all went on now."""
        if self.strand.stopped("waiting"):
            for strand in self.strands:
                if strand.in_force and strand.since != at:
                    strand.reckon(at)
        self._rule(at, before)

    def _add(self, accounts: Iterable[Strand]) -> None:
        """Those accounts come beside its own, as far as it does not have them; the same one rules as before."""
        ruling = self.strand
        known = [(strand.severity, strand.target) for strand in self.strands]
        added = (account for account in accounts if (account.severity, account.target) not in known)
        self.strands = tuple(sorted((*self.strands, *added), key=lambda strand: strand.severity))
        self.ruling = next(place for place, strand in enumerate(self.strands) if strand is ruling)

    def _rule(self, at: datetime, before: datetime | None) -> None:
        """Let the strand rule that is due first; the same as before where none is in force. `before`: since when it counted."""
        due = [(strand.due or FOREVER, place) for place, strand in enumerate(self.strands) if strand.in_force]
        ruling = min(due)[1] if due else self.ruling
        if ruling != self.ruling or self.strands[ruling].since != before:
            self.ruling, self.ruled_since = ruling, at
