"""What a ticket is promised: its clocks, kind by kind, and how they start, are met, and follow a change.

`ticket.py` says which event does what; here it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from . import lane as lanes
from .agreement import Metric, Start, Target, Terms
from .clock import BESIDE, RESTORING, UNPAUSED, Clock, Deal, State
from .course import AT_WORK, Course, Status
from .events import Agreed, FactsChanged, Opened, TermsChanged
from .lane import Lane
from .strand import UNPROMISED, Strand


class BadHistory(ValueError):
    """Events that no ticket can have: no opening or two, or a priority that the agreement does not know."""


class Promises:
    """The clocks of a ticket, and what of it they depend on."""

    __slots__ = (
        "awaited", "begun", "by_metric", "course", "exclusion", "facts", "lanes", "moved", "opened", "priority",
        "severity", "status", "taken_up", "terms", "top", "void", "waiting_for",
    )  # fmt: skip

    def __init__(self, opened: Opened, terms: Terms) -> None:
        self.opened = opened.at
        self.facts = {**opened.facts, **terms.told_by_clock(opened.at)}
        self.terms = terms
        self.moved: tuple[tuple[datetime, Terms], ...] = ()
        """The terms that came after, each from when on."""
        self.priority = opened.priority
        self.severity = self._severity(opened.priority)
        self.course = Course(opened.at, opened.priority)
        self.status: Status = "open"
        self.waiting_for: str | None = None
        self.top = min(terms.plan.tiers)
        """The tier above which it is to come: the highest that it came to, or the one to which the last one gave it back."""
        self.void = False
        """Whether it turned out to be no ticket to count."""
        self.begun: dict[Start, datetime] = {"opening": opened.at}
        """What clocks may start with, and when it took place."""
        self.awaited: dict[Metric, datetime] = {}
        """What has still to be done, but for the end of the ticket, and since when."""
        self.taken_up = 0
        """How the ticket stood so many times before it was reopened for a question: that stops no answer to it."""
        self.lanes: dict[lanes.Kind, Lane] = {}
        self.by_metric: dict[Metric, list[Lane]] = {}
        self._choose()

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """All that ever counted; void with the whole ticket if that counts for nothing."""
        clocks = (clock for lane in self.lanes.values() for clock in lane.cycles)
        return tuple(self._counted(clock) for clock in clocks if clock.counted)

    def _counted(self, clock: Clock) -> Clock:
        return replace(clock, decided=State.VOID) if self.void else clock

    def _choose(self) -> None:
        """Choose the targets that apply to the ticket as it is."""
        self.exclusion = self.terms.exclusion(self.facts, self.opened)
        targets = lanes.chosen(self.terms, self.facts, excluded=self.exclusion is not None)
        for kind, lane in self.lanes.items():
            lane.promise(targets.pop(kind, {}))
        self._add(Lane(kind, each) for kind, each in targets.items())

    def _add(self, added: Iterable[Lane]) -> None:
        known = sorted((*self.lanes.values(), *added), key=lambda lane: lanes.ORDER[lane.metric])
        self.lanes = {lane.kind: lane for lane in known}
        self.by_metric = {metric: [] for metric in Metric}
        for lane in known:
            self.by_metric[lane.metric].append(lane)

    def _severity(self, priority: str) -> int:
        try:
            return self.terms.severity(priority)
        except KeyError:
            known = ", ".join(candidate.id for candidate in self.terms.agreement.priorities)
            raise BadHistory(f"the agreement has no priority {priority!r}, only {known}") from None

    def part(self) -> None:
        """Go on with clocks of its own: those that it gave out stay as they are."""
        for lane in self.lanes.values():
            lane.cycles[-1:] = [clock.copied() for clock in lane.cycles[-1:]]

    def _each(self, change: Callable[[Clock], None]) -> None:
        """Change the present cycle of each clock."""
        for lane in self.lanes.values():
            lane.change(change)

    def _runs(self, metric: Metric) -> bool:
        """Whether a present cycle of the metric has not ended."""
        return any(lane.runs for lane in self.by_metric[metric])

    def _start(self, metric: Metric, at: datetime) -> None:
        """Await the metric from here on: start the next cycle of its clocks, but for those that something else starts."""
        self.awaited.setdefault(metric, at)
        for lane in self.by_metric[metric]:
            if lane.starts in self.begun:
                self._begin(lane, at)

    def _begin(self, lane: Lane, at: datetime) -> None:
        """Start the next cycle of a clock, if the plan promises it at any priority."""
        strands = tuple(self._strand(severity, target, at) for severity, target in lane.targets.items())
        if strands:
            self._join(lane, lane.following(strands, at), at)

    def _strand(self, severity: int, target: Target, at: datetime, *, applies: bool = True) -> Strand:
        return Strand(
            severity=severity,
            target=target,
            calendar=self.terms.calendars[target.calendar],
            started=at,
            running_since=at,
            from_opening=self.terms.agreement.counts_from_opening,
            applies=applies,
        )

    def _join(self, lane: Lane, clock: Clock, at: datetime) -> None:
        """The clock is the lane's next, at the ticket's priority; it waits from `at` on for what the ticket waits for."""
        clock.at_priority(self.severity, self.priority, clock.began)
        self._pause(clock, at)
        lane.cycles.append(clock)

    def _pause(self, clock: Clock, at: datetime) -> None:
        """The clock stands still, if what the ticket waits for stops it."""
        if self.waiting_for and self.waiting_for in self._pausing(clock.metric):
            clock.wait(self.waiting_for, at)

    def _pausing(self, metric: Metric) -> frozenset[str]:
        """What the metric waits for."""
        return frozenset() if metric in UNPAUSED else self.terms.agreement.pauses.get(metric, frozenset())

    def _start_escalation(self, at: datetime) -> None:
        """Count the time at that tier, where it can be left."""
        if self._escalates():
            self._start(Metric.ESCALATION, at)

    def _escalates(self) -> bool:
        """Whether that tier is the plan's, and the vendor has one above it.

        So where a plan includes the front line alone, the deadline is that for informing the next tier.
        """
        plan = self.terms.plan.tiers
        return self.top in plan and self.top < max((*plan, *(tier.level for tier in self.terms.agreement.tiers)))

    def _meet(self, metrics: Iterable[Metric], at: datetime) -> None:
        """What these metrics promise was done."""
        for metric in metrics:
            self.awaited.pop(metric, None)
            for lane in self.by_metric[metric]:
                if lane.cycles:
                    lane.cycles[-1].meet(at)

    def _happens(self, start: Start, at: datetime) -> None:
        """Start the clocks that start with this, the first time that it takes place."""
        if start not in self.begun:
            self.begun[start] = at
            self._follow_start(start, at, tuple(Metric))

    def _follow_start(self, start: Start, at: datetime, metrics: Collection[Metric]) -> None:
        for lane in self.lanes.values():
            if lane.starts == start and lane.metric in metrics and lane.metric in self.awaited and not lane.cycles:
                self._begin(lane, at)

    def _follow(self, lane: Lane, change: FactsChanged | TermsChanged, at: datetime) -> None:
        """Let a clock follow such a change: at once, or, if the ticket's end ended it, when that is reopened.

        One that was not promised before begins with the change.
        """
        lane.late = None
        if lane.runs:
            lane.change(partial(self._following, lane, change, at))
        elif lane.cycles and lane.cycles[-1].shut:
            lane.late = change
        elif self._lacks(lane):
            self._begin(lane, at)

    def _lacks(self, lane: Lane) -> bool:
        """Whether there is something to be done for which the clock is not there."""
        going = self.status in AT_WORK or (self.status == "resolved" and lane.metric in BESIDE)
        there = lane.metric in self.awaited and (lane.metric is not Metric.ESCALATION or self._escalates())
        return going and there and bool(lane.targets) and lane.starts in self.begun

    def _following(self, lane: Lane, change: FactsChanged | TermsChanged, at: datetime, clock: Clock) -> None:
        """Bring the clock under the targets that the ticket's new facts ask for, or under its new terms."""
        if isinstance(change, TermsChanged):
            promised = lane.metric is not Metric.ESCALATION or self._escalates()
            clock.recount(self._accounts(lane, clock.began) if promised else (), at)
            return
        accounts = {account.severity: account for account in self._accounts(lane, clock.began, apply=False)}
        detail = ", ".join(f"{name}={value}" for name, value in change.facts.items())
        clock.chosen(accounts, detail, self.severity, self.priority, at)

    def _accounts(self, lane: Lane, began: datetime, *, apply: bool = True) -> tuple[Strand, ...]:
        """An account for each target, as if it had been there since the clock began; out of force unless they `apply`."""
        agreement = self.terms.agreement
        severities = {priority.id: rank for rank, priority in enumerate(agreement.priorities)}
        through = agreement.counts_through and lane.metric in RESTORING

        def stopping(status: Status, reason: str) -> bool:
            if status == "waiting":
                return reason in self._pausing(lane.metric)
            return not through and (status == "closed" or lane.metric not in BESIDE)

        fresh = (self._strand(severity, target, began, applies=apply) for severity, target in lane.targets.items())
        course = self.course.since(self.taken_up if lane.metric is Metric.NEXT_RESPONSE else 0)
        return tuple(course.relived(strand, severities, stopping) for strand in fresh)

    def _agree(self, event: Agreed) -> None:
        """Both sides agreed on an instant. Where the plan promises nothing, the agreement alone is the promise."""
        lane = self.lanes.get((event.metric, event.threshold))
        if lane is None:
            lane = Lane((event.metric, event.threshold), {})
            self._add((lane,))
        if not lane.runs and self.status in AT_WORK and event.metric in self.awaited:
            self._begin_unpromised(lane, event)
        deal = Deal(max(event.due, event.at), event.at, event.by)
        lane.change(lambda clock: clock.agree(deal))

    def _begin_unpromised(self, lane: Lane, event: Agreed) -> None:
        """Measure what the plan does not promise, at whatever priority."""
        target = Target(
            metric=event.metric, priority=self.priority, promise=None, calendar="always", threshold=event.threshold
        )
        began = self.awaited[event.metric]
        strand = self._strand(UNPROMISED, target, began)
        self._join(lane, lane.following((strand,), began), event.at)
