"""A ticket while its events are taken one after another: what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from .agreement import Metric, Start, Terms
from .clock import BESIDE, Clock
from .course import AT_WORK, Status
from .events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Milestone,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    TermsChanged,
    Voided,
    Waiting,
)
from .promises import Promises
from .rules import Relief

FROM_THE_OPENING = tuple(metric for metric in Metric if metric not in (Metric.NEXT_RESPONSE, Metric.ESCALATION))
ANSWERED = (Metric.ACKNOWLEDGEMENT, Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE)
"""What a public message of the support side does."""
MEETS: Mapping[Milestone, tuple[Metric, ...]] = {
    "acknowledged": (Metric.ACKNOWLEDGEMENT,),
    "workaround": (Metric.WORKAROUND,),
    "restored": (Metric.WORKAROUND, Metric.RESTORATION),
    "cause_found": (Metric.CAUSE,),
}
"""What coming to a milestone does: who has the service back needs no way around any more."""
BEGINS: Mapping[Milestone, tuple[Start, ...]] = {
    "acknowledged": ("acknowledgement",),
    "workaround": ("workaround",),
    "restored": ("workaround", "restoration"),
    "cause_found": (),
}
"""What clocks may start with, of a milestone."""


class FoldedTicket(Promises):
    """A ticket under its terms, as it stands after the events taken so far."""

    __slots__ = ("answered", "reliefs", "tier", "unanswered")

    def __init__(self, opened: Opened, terms: Terms) -> None:
        super().__init__(opened, terms)
        self.tier = self.top
        self.reliefs: dict[Relief, datetime] = {}
        """When a workaround was given, and the service restored."""
        self.answered = False
        """Whether a person of the support side has written to the customer."""
        self.unanswered: datetime | None = None
        """When the customer wrote to a ticket that was at its end, and nobody has answered since."""
        for metric in FROM_THE_OPENING:
            self._start(metric, opened.at)
        self._start_escalation(opened.at)

    def take(self, event: Event) -> None:  # noqa: C901, PLR0912  # one flat table of kinds
        """Let the event change the clocks and the ticket. What makes no sense as the ticket stands changes nothing."""
        for lane in self.by_metric[Metric.UPDATE]:
            lane.cycles[-1:] = [cycle for clock in lane.cycles[-1:] for cycle in clock.cycles(event.at)]
        match event:
            case Message():
                self._message(event)
            case PriorityChanged():
                self._change_priority(event)
            case Waiting() if self.status in AT_WORK:
                self._wait(event)
            case Resumed() if self.status == "waiting":
                self._stand("open", event.at, lambda clock: clock.resume(event.at))
            case Escalated():
                self._escalate(event)
            case Reached():
                self._reach(event)
            case Resolved() if self.status in AT_WORK:
                self._resolve(event.at)
            case Closed() | Voided():
                self._stand("closed", event.at, lambda clock: clock.close(event.at))
                self.void = self.void or isinstance(event, Voided)
            case Reopened() if self.status not in AT_WORK:
                self._reopen(event.at)
            case FactsChanged():
                self._change_facts(event)
            case TermsChanged():
                self._change_terms(event)
            case Agreed():
                self._agree(event)
            case _:
                pass

    def _stand(self, status: Status, at: datetime, change: Callable[[Clock], None], reason: str = "") -> None:
        """The ticket stands otherwise, and waits for nothing else any more."""
        self.status, self.waiting_for = status, reason or None
        self.course.standings.append((at, status, reason))
        self._each(change)

    def _message(self, event: Message) -> None:
        """Somebody wrote: the customer, who is to be answered, or our side, with what the customer was promised."""
        if event.sender == "customer":
            self._to_be_answered(event.at)
        elif event.public and self.status != "closed":
            if event.sender == "support":
                self._answer(event.at)
            else:
                self._meet((Metric.ACKNOWLEDGEMENT,), event.at)
                self._happens("acknowledgement", event.at)

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
        self._meet(ANSWERED, at)
        self.answered, self.unanswered = True, None
        self._happens("acknowledgement", at)
        self._happens("first_response", at)
        if self.status in AT_WORK:
            self._start(Metric.UPDATE, at)

    def _reach(self, event: Reached) -> None:
        """The ticket came to a milestone: clocks are met, and others begin."""
        match event.milestone:
            case "workaround" | "restored" as relief:
                self.reliefs.setdefault(relief, event.at)
            case _:
                pass
        self._meet(MEETS[event.milestone], event.at)
        for start in BEGINS[event.milestone]:
            self._happens(start, event.at)

    def _change_priority(self, event: PriorityChanged) -> None:
        if event.priority != self.priority:
            self.course.priorities.append((event.at, event.priority))
        self.priority, self.severity = event.priority, self._severity(event.priority)
        self._each(lambda clock: clock.at_priority(self.severity, self.priority, event.at))

    def _wait(self, event: Waiting) -> None:
        """The ticket waits, or for something else than before."""
        self._stand("waiting", event.at, lambda clock: clock.resume(event.at), event.reason)
        self._each(lambda clock: self._pause(clock, event.at))

    def _escalate(self, event: Escalated) -> None:
        """The ticket is at another tier. To come to a higher one was promised; the way back begins its time there, if none is counted."""
        self.tier = event.tier
        if event.tier > self.top:
            self._meet((Metric.ESCALATION,), event.at)
        elif not self._gives_back(event.tier):
            return
        self.top = event.tier
        if self.status in AT_WORK:
            self._start_escalation(event.at)

    def _gives_back(self, tier: int) -> bool:
        """Whether the last tier gives the ticket back: no clock waits for a higher one, and it was there, not only known there."""
        return tier < self.top and self.top in self.terms.plan.tiers and Metric.ESCALATION not in self.awaited

    def _resolve(self, at: datetime) -> None:
        """The ticket is resolved, and so restored: what starts with that, and does not end with the ticket, begins."""
        self._stand("resolved", at, lambda clock: clock.resolve(at))
        for start in BEGINS["restored"]:
            self._follow_start(start, at, BESIDE)

    def _reopen(self, at: datetime) -> None:
        """What the ticket's end had ended goes on, as the ticket is by now; what was done meanwhile begins anew."""
        through = self.terms.agreement.counts_through
        self._stand("open", at, lambda clock: clock.reopen(at, through=through))
        self.void = False
        for lane in self.lanes.values():
            if lane.late is not None:
                self._follow(lane, lane.late, at)
        self._each(lambda clock: clock.at_priority(self.severity, self.priority, at))
        if not self._runs(Metric.UPDATE):
            self._start(Metric.UPDATE, at)
        if not self._runs(Metric.ESCALATION):
            self._start_escalation(at)
        if self.unanswered is not None and not self._runs(Metric.NEXT_RESPONSE):
            self._start(Metric.NEXT_RESPONSE, self.unanswered)
            self.taken_up = len(self.course.standings) - 1
            for lane in self.by_metric[Metric.NEXT_RESPONSE]:
                if lane.runs:
                    lane.change(lambda clock: clock.reckon(at))
        self.unanswered = None

    def _change_facts(self, event: FactsChanged) -> None:
        """Targets and exclusions are chosen anew: what comes to apply counts from here on, or goes on where it stood."""
        facts = {**self.facts, **event.facts}
        self.facts = {name: value for name, value in facts.items() if value}
        self._choose()
        for lane in self.lanes.values():
            self._follow(lane, event, event.at)

    def _change_terms(self, event: TermsChanged) -> None:
        """What is open counts under the new terms since its own start, and is due from here on."""
        self.terms = event.terms
        self.moved = (*self.moved, (event.at, event.terms))
        self.severity = self._severity(self.priority)
        self._choose()
        if self.status in AT_WORK and Metric.ESCALATION not in self.awaited:
            self._start_escalation(event.at)
        for lane in self.lanes.values():
            self._follow(lane, event, event.at)
