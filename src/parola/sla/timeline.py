"""The fold: from what happened to a ticket, under its terms, to its clocks. Pure, and independent of the present.

Events are taken in the order of the instants of the facts (`at`), those of one instant in the order given, which is the
order of the record. So a fact that is recorded late stands where it took place. Events never precede the opening: a
sender's clock that runs ahead is set to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from .agreement import Exclusion, Metric, Target, Terms
from .clock import Clock, State
from .events import (
    Closed,
    Escalated,
    Event,
    Message,
    Opened,
    PriorityChanged,
    Reopened,
    Resolved,
    Resumed,
    Waiting,
)
from .strand import Strand

Status = Literal["open", "waiting", "resolved", "closed"]


class BadHistory(ValueError):
    """Events that no ticket can have: no opening or two, or a priority that the agreement does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What follows from a ticket's events: its clocks and where it stands.

    `exclusion` is the agreement's clause that takes every due time from the ticket, if one does. `warnings` are the
    agreement's shares of a target at which somebody is warned.
    """

    opened: datetime
    facts: Mapping[str, str]
    priority: str
    status: Status
    waiting_for: str | None
    tier: int
    clocks: tuple[Clock, ...]
    exclusion: Exclusion | None
    warnings: tuple[float, ...]

    def next_due(self, now: datetime) -> Clock | None:
        """The running clock that is due first, if any runs."""
        running = [
            (clock.due, place)
            for place, clock in enumerate(self.clocks)
            if clock.due is not None and clock.state(now) is State.RUNNING
        ]
        return self.clocks[min(running)[1]] if running else None


def fold(events: Iterable[Event], terms: Terms) -> Timeline:
    """The timeline of a ticket with these events, under these terms.

    Raises BadHistory for events that no ticket can have, and NeverOpens where a target counts on a calendar that never
    opens again.
    """
    opened, later = _in_order(events)
    ticket = _Ticket(opened, terms)
    for event in later:
        ticket.take(event)
    return ticket.timeline()


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

    __slots__ = ("clocks", "exclusion", "opened", "priority", "severity", "status", "terms", "tier", "waiting_for")

    def __init__(self, opened: Opened, terms: Terms) -> None:
        self.opened = opened
        self.terms = terms
        self.priority = opened.priority
        self.severity = self._severity(opened.priority)
        self.status: Status = "open"
        self.waiting_for: str | None = None
        self.tier = min(terms.plan.tiers)
        self.exclusion = next((rule for rule in terms.agreement.exclusions if rule.when.holds(opened.facts)), None)
        self.clocks: list[Clock] = []
        self._start(Metric.FIRST_RESPONSE, 1, opened.at)

    def timeline(self) -> Timeline:
        return Timeline(
            opened=self.opened.at,
            facts=self.opened.facts,
            priority=self.priority,
            status=self.status,
            waiting_for=self.waiting_for,
            tier=self.tier,
            clocks=tuple(clock for clock in self.clocks if clock.strand.since is not None),
            exclusion=self.exclusion,
            warnings=self.terms.agreement.warnings,
        )

    def take(self, event: Event) -> None:
        """Let the event change the clocks, then the ticket."""
        match event:
            case Message():
                self._message(event)
            case PriorityChanged():
                self._change_priority(event)
            case Closed():
                self.clocks = [clock.closed(event.at) for clock in self.clocks]
            case Reopened():
                self._reopen(event.at)
            case _:
                pass
        self._move(event)

    def _start(self, metric: Metric, cycle: int, at: datetime) -> None:
        """Start a clock, if the plan promises the metric at any priority."""
        strands = tuple(self._strand(target, at) for target in self._targets(metric))
        if strands:
            clock = Clock(metric=metric, cycle=cycle, began=at, strands=strands, ruling=0, ruled_since=at)
            self.clocks.append(clock.at_priority(self.severity, self.priority, at))

    def _targets(self, metric: Metric) -> list[Target]:
        """The first target that applies to the ticket, for each priority, the most severe first."""
        applying = (t for t in self.terms.plan.targets if t.metric is metric and t.when.holds(self.opened.facts))
        first: dict[str, Target] = {}
        for target in applying:
            first.setdefault(target.priority, target)
        return sorted(first.values(), key=lambda target: self._severity(target.priority))

    def _strand(self, target: Target, at: datetime) -> Strand:
        """The account of a target. Where the agreement excludes the ticket, the target is measured and never due."""
        return Strand(
            severity=self._severity(target.priority),
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
        """A public message of the support side is what the customer was promised. One to a closed ticket changes nothing."""
        if event.sender == "support" and event.public and self.status != "closed":
            self.clocks = [clock.met(event.at) for clock in self.clocks]

    def _change_priority(self, event: PriorityChanged) -> None:
        self.priority, self.severity = event.priority, self._severity(event.priority)
        self.clocks = [clock.at_priority(self.severity, self.priority, event.at) for clock in self.clocks]

    def _reopen(self, at: datetime) -> None:
        """What the closing had ended goes on, at the priority that the ticket has by now."""
        reopened = (clock.reopened(at) for clock in self.clocks)
        self.clocks = [clock.at_priority(self.severity, self.priority, at) for clock in reopened]

    def _move(self, event: Event) -> None:
        """Where the ticket stands after the event. A resolved or closed ticket waits for nothing until it is reopened."""
        match event:
            case Waiting() if self.status in ("open", "waiting"):
                self.status, self.waiting_for = "waiting", event.reason
            case Resumed() if self.status == "waiting":
                self.status, self.waiting_for = "open", None
            case Resolved() if self.status != "closed":
                self.status, self.waiting_for = "resolved", None
            case Closed():
                self.status, self.waiting_for = "closed", None
            case Reopened() if self.status in ("resolved", "closed"):
                self.status = "open"
            case Escalated():
                self.tier = event.tier
            case _:
                pass
