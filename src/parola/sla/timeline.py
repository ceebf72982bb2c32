"""The fold: from what happened to a ticket, under its terms, to its clocks. Pure, and independent of the present.

Events are taken in the order of the instants of the facts (`at`), those of one instant in the order given, which is the
order of the record. So a fact that is recorded late stands where it took place, unless that would take back a miss (see
`corrections.py`). Events never precede the opening: a sender's clock that runs ahead is set to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from .agreement import AlarmPolicy, Exclusion, Metric, Target, Terms
from .clock import Clock, State
from .corrections import accepted
from .events import (
    Closed,
    Escalated,
    Event,
    Message,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    Voided,
    Waiting,
    Withdrawn,
)
from .rules import Relief
from .strand import Strand

Status = Literal["open", "waiting", "resolved", "closed"]
AT_WORK = ("open", "waiting")
ANSWERED = (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE)
"""What a public message of the support side does."""


class BadHistory(ValueError):
    """Events that no ticket can have: no opening or two, or a priority that the agreement does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What follows from a ticket's events: its clocks and where it stands.

    `clocks` are in the order of the metrics, and each metric's cycles in theirs, as the events leave them; `at` brings
    them up to an instant. `exclusion` is the agreement's clause that takes every due time from the ticket, if one does.
    `warnings` are the agreement's shares of a target at which somebody is warned, `alarms` who is told and what is done ahead.
    `stands_since`: since when the ticket has its status, and waits for what it waits for; `priority_since`: since when it
    has its priority; `reliefs`: when a workaround was given or the service restored, where that holds.
    """

    opened: datetime
    facts: Mapping[str, str]
    priority: str
    priority_since: datetime
    status: Status
    stands_since: datetime
    waiting_for: str | None
    reliefs: Mapping[Relief, datetime]
    tier: int
    clocks: tuple[Clock, ...]
    exclusion: Exclusion | None
    warnings: tuple[float, ...]
    alarms: AlarmPolicy

    def at(self, now: datetime) -> Timeline:
        """The timeline at `now`, with the cycles that have followed one another since the last event."""
        return replace(self, clocks=tuple(cycle for clock in self.clocks for cycle in clock.cycles(now)))

    @property
    def present(self) -> tuple[Clock, ...]:
        """The last cycle of each metric."""
        return tuple({clock.metric: clock for clock in self.clocks}.values())

    def next_due(self, now: datetime) -> Clock | None:
        """The running clock that is due first, if any runs."""
        clocks = self.at(now).clocks
        running = [
            (clock.due, place)
            for place, clock in enumerate(clocks)
            if clock.due is not None and clock.state(now) is State.RUNNING
        ]
        return clocks[min(running)[1]] if running else None


def fold(events: Iterable[Event], terms: Terms) -> Timeline:
    """The timeline of a ticket with these events, under these terms.

    Raises BadHistory for events that no ticket can have, and NeverOpens where a target counts on a calendar that never
    opens again.
    """
    return _fold(accepted(tuple(events), partial(_misses, terms)), terms)


def _fold(events: Iterable[Event], terms: Terms) -> Timeline:
    opened, later = _in_order(events)
    ticket = _Ticket(opened, terms)
    for event in later:
        ticket.take(event)
    return ticket.timeline()


def _misses(terms: Terms, events: Iterable[Event], now: datetime) -> frozenset[object]:
    """The promises that these events leave missed at `now`."""
    clocks = _fold(events, terms).at(now).clocks
    missed = (clock for clock in clocks if clock.state(now) is State.MISSED)
    return frozenset((clock.metric, clock.priority, clock.due) for clock in missed)


def _in_order(events: Iterable[Event]) -> tuple[Opened, list[Event]]:
    openings: list[Opened] = []
    later: list[Event] = []
    for event in events:
        if isinstance(event, Opened):
            openings.append(event)
        else:
            later.append(event)
    if len(openings) != 1:
        raise BadHistory("a ticket is opened once" if openings else "the ticket was never opened")
    start = openings[0].at
    later = [replace(event, at=start) if event.at < start else event for event in later]
    return openings[0], sorted(later, key=lambda event: event.at)


class _Ticket:
    """A ticket while its events are taken one after another."""

    __slots__ = (
        "answered", "clocks", "exclusion", "opened", "priority", "priority_since", "reliefs", "severity", "stands_since",
        "status", "targets", "terms", "tier", "top", "unanswered", "void", "waiting_for",
    )  # fmt: skip

    def __init__(self, opened: Opened, terms: Terms) -> None:
        self.opened = opened
        self.terms = terms
        self.priority = opened.priority
        self.severity = self._severity(opened.priority)
        self.status: Status = "open"
        self.stands_since = self.priority_since = opened.at
        self.reliefs: dict[Relief, datetime] = {}
        self.waiting_for: str | None = None
        self.tier = self.top = min(terms.plan.tiers)
        """Where the ticket is, and the highest tier that it came to."""
        self.answered = False
        """Whether a person of the support side has written to the customer."""
        self.unanswered: datetime | None = None
        """When the customer wrote to a ticket that was at its end, and nobody has answered since."""
        self.void = False
        """Whether it turned out to be no ticket to count."""
        self.exclusion = terms.exclusion(opened.facts, opened.at)
        self.targets = self._targets()
        self.clocks: dict[Metric, list[Clock]] = {metric: [] for metric in Metric}
        """The cycles of each metric; only the last can still change."""
        for metric in (Metric.FIRST_RESPONSE, Metric.UPDATE, Metric.RESOLUTION):
            self._start(metric, opened.at)
        self._start_escalation(opened.at)

    def timeline(self) -> Timeline:
        clocks = (clock for cycles in self.clocks.values() for clock in cycles)
        return Timeline(
            opened=self.opened.at,
            facts=self.opened.facts,
            priority=self.priority,
            priority_since=self.priority_since,
            status=self.status,
            stands_since=self.stands_since,
            waiting_for=self.waiting_for,
            reliefs=self.reliefs,
            tier=self.tier,
            clocks=tuple(self._counted(clock) for clock in clocks if clock.strand.since is not None),
            exclusion=self.exclusion,
            warnings=self.terms.agreement.warnings,
            alarms=self.terms.agreement.alarms,
        )

    def _counted(self, clock: Clock) -> Clock:
        """The clock, void with the whole ticket if that counts for nothing."""
        return clock._replace(decided=State.VOID) if self.void else clock

    def take(self, event: Event) -> None:  # noqa: C901, PLR0912  # one flat table of kinds
        """Let the event change the clocks and the ticket. What makes no sense as the ticket stands changes nothing."""
        updates = self.clocks[Metric.UPDATE]
        updates[-1:] = [cycle for clock in updates[-1:] for cycle in clock.cycles(event.at)]
        match event:
            case Message():
                self._message(event)
            case PriorityChanged():
                self._change_priority(event)
            case Waiting() if self.status in AT_WORK:
                self._wait(event)
            case Resumed() if self.status == "waiting":
                self._stand("open", event.at, lambda clock: clock.resumed(event.at))
            case Escalated():
                self._escalate(event)
            case Resolved() if self.status in AT_WORK:
                self._stand("resolved", event.at, lambda clock: clock.resolved(event.at))
            case Closed() | Voided():
                self._stand("closed", event.at, lambda clock: clock.closed(event.at))
                self.void = self.void or isinstance(event, Voided)
            case Reopened() if self.status not in AT_WORK:
                self._reopen(event.at)
            case Reached(milestone="workaround" | "restored" as relief):
                self.reliefs.setdefault(relief, event.at)
            case Withdrawn(milestone="workaround" | "restored" as relief):
                self.reliefs.pop(relief, None)
            case _:
                pass

    def _stand(self, status: Status, at: datetime, change: Callable[[Clock], Clock]) -> None:
        """The ticket stands otherwise, and waits for nothing any more."""
        self.status, self.stands_since, self.waiting_for = status, at, None
        self._each(change)

    def _each(self, change: Callable[[Clock], Clock], metrics: Iterable[Metric] = Metric) -> None:
        """Change the present cycle of each of the metrics."""
        for metric in metrics:
            cycles = self.clocks[metric]
            if cycles:
                cycles[-1] = change(cycles[-1])

    def _runs(self, metric: Metric) -> bool:
        """Whether the metric's present cycle has not ended."""
        return any(clock.ended is None for clock in self.clocks[metric][-1:])

    def _start(self, metric: Metric, at: datetime) -> None:
        """Start the metric's next cycle, if the plan promises it at any priority. One that never counted is forgotten."""
        cycles = self.clocks[metric]
        if cycles and cycles[-1].strand.since is None:
            cycles.pop()
        strands = tuple(self._strand(severity, target, at) for severity, target in self.targets[metric].items())
        if strands:
            cycle = len(cycles) + 1
            clock = Clock(metric=metric, cycle=cycle, began=at, strands=strands, ruling=0, ruled_since=at)
            clock = clock.at_priority(self.severity, self.priority, at)
            cycles.append(self._paused(clock, at))

    def _paused(self, clock: Clock, at: datetime) -> Clock:
        """The clock as it stands still, if what the ticket waits for stops it. Nothing stops a first response."""
        stopping = self.terms.agreement.pauses.get(clock.metric, frozenset())
        if self.waiting_for in stopping and clock.metric is not Metric.FIRST_RESPONSE:
            return clock.waiting(self.waiting_for, at)
        return clock

    def _start_escalation(self, at: datetime) -> None:
        """Count the time at the highest tier that the ticket came to, if it is the plan's, and the vendor has one above it.

        So where a plan includes the front line alone, the deadline is that for informing the next tier.
        """
        plan = self.terms.plan.tiers
        above = (*plan, *(tier.level for tier in self.terms.agreement.tiers))
        if self.top in plan and self.top < max(above):
            self._start(Metric.ESCALATION, at)

    def _targets(self) -> dict[Metric, dict[int, Target]]:
        """For each metric and severity the first target that applies to the ticket, the most severe first."""
        first: dict[Metric, dict[int, Target]] = {metric: {} for metric in Metric}
        for target in self.terms.plan.targets:
            severity = self._severity(target.priority)
            if severity not in first[target.metric] and target.when.holds(self.opened.facts):
                first[target.metric][severity] = target
        return {metric: dict(sorted(targets.items())) for metric, targets in first.items()}

    def _strand(self, severity: int, target: Target, at: datetime) -> Strand:
        """The account of a target. Where the agreement excludes the ticket, the target is measured and never due."""
        return Strand(
            severity=severity,
            target=replace(target, promise=None) if self.exclusion else target,
            calendar=self.terms.calendars[target.calendar],
            started=at,
            running_since=at,
            from_opening=self.terms.agreement.counts_from_opening,
        )

    def _severity(self, priority: str) -> int:
        try:
            return self.terms.severity(priority)
        except KeyError:
            known = ", ".join(candidate.id for candidate in self.terms.agreement.priorities)
            raise BadHistory(f"the agreement has no priority {priority!r}, only {known}") from None

    def _message(self, event: Message) -> None:
        """Somebody wrote: the customer, who is to be answered, or the support side, with what the customer was promised."""
        if event.sender == "customer":
            self._to_be_answered(event.at)
        elif event.sender == "support" and event.public and self.status != "closed":
            self._answer(event.at)

    def _to_be_answered(self, at: datetime) -> None:
        """The oldest message without an answer counts. One to a ticket at its end counts if that is reopened."""
        if not self.answered or self._runs(Metric.NEXT_RESPONSE):
            return
        if self.status in AT_WORK:
            self._start(Metric.NEXT_RESPONSE, at)
        elif self.unanswered is None:
            self.unanswered = at

    def _answer(self, at: datetime) -> None:
        """The customer has heard from us; from now on the next update is counted, while there is work."""
        self._each(lambda clock: clock.met(at), ANSWERED)
        self.answered, self.unanswered = True, None
        if self.status in AT_WORK:
            self._start(Metric.UPDATE, at)

    def _change_priority(self, event: PriorityChanged) -> None:
        if event.priority != self.priority:
            self.priority_since = event.at
        self.priority, self.severity = event.priority, self._severity(event.priority)
        self._each(lambda clock: clock.at_priority(self.severity, self.priority, event.at))

    def _wait(self, event: Waiting) -> None:
        """The ticket waits, or for something else than before."""
        self._stand("waiting", event.at, lambda clock: clock.resumed(event.at))
        self.waiting_for = event.reason
        self._each(lambda clock: self._paused(clock, event.at))

    def _escalate(self, event: Escalated) -> None:
        """The ticket is at another tier. To come to a higher one than ever was promised; the way back promises nothing."""
        self.tier = event.tier
        if event.tier > self.top:
            self.top = event.tier
            self._each(lambda clock: clock.met(event.at), (Metric.ESCALATION,))
            if self.status in AT_WORK:
                self._start_escalation(event.at)

    def _reopen(self, at: datetime) -> None:
        """What the ticket's end had ended goes on, at the priority that it has by now; what was done meanwhile begins anew."""
        self._stand("open", at, lambda clock: clock.reopened(at))
        self.void = False
        self._each(lambda clock: clock.at_priority(self.severity, self.priority, at))
        if not self._runs(Metric.UPDATE):
            self._start(Metric.UPDATE, at)
        if not self._runs(Metric.ESCALATION):
            self._start_escalation(at)
        if self.unanswered is not None and not self._runs(Metric.NEXT_RESPONSE):
            self._start(Metric.NEXT_RESPONSE, self.unanswered)
            self._each(lambda clock: clock.reckoned(at), (Metric.NEXT_RESPONSE,))
        self.unanswered = None
