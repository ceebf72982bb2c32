"""Report, evidence and `parola clocks`: what each says became of a ticket's clocks, in one form, so that they can be held equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from parola.cli.ticketcases import answer, read_ticket
from parola.proof.form import EventSaid, Evidence, TicketSaid
from parola.proof.period import Period, period_of

ENDED = frozenset({"met", "missed", "best_effort", "void"})
KINDS: Mapping[str, str] = {
    "workaround_given": "workaround",
    "milestone_withdrawn": "withdrawn",
    "sent_back": "escalated",
}
"""The kinds of events that `parola clocks` calls otherwise."""
FIELDS: Mapping[str, Mapping[str, str]] = {
    "message": {"side": "from", "public": "public"},
    "waiting": {"reason": "for"},
    "priority_changed": {"priority": "priority"},
    "escalated": {"tier": "tier"},
    "withdrawn": {"milestone": "milestone"},
    "agreed": {"metric": "metric", "due": "due", "threshold": "threshold"},
}


class End(NamedTuple):
    """That a clock ended so, and at which instant it counts."""

    ticket: str
    metric: str
    threshold: str
    cycle: int
    priority: str
    state: str
    at: datetime


def by_evidence(evidence: Evidence) -> Counter[End]:
    """What the bundle counts."""
    return Counter(
        End(
            ticket.reference,
            clock.metric,
            clock.threshold,
            clock.cycle,
            clock.priority,
            clock.counts,
            datetime.fromisoformat(clock.at or ""),
        )
        for ticket in evidence.tickets
        for clock in ticket.clocks
        if clock.counts in ENDED
    )


def by_clocks(evidence: Evidence, agreement: str, tickets: Sequence[TicketSaid] | None = None) -> Counter[End]:
    """What `parola clocks` says, of the tickets' events written in its form, under the shipped agreement of that name."""
    period = period_of(evidence.about.period.name, evidence.about.period.timezone)
    lines = [(each.reference, line(evidence, each, agreement)) for each in tickets or evidence.tickets]
    return Counter(end for reference, fields in lines for end in _ends(reference, answer(read_ticket(fields)), period))


def line(evidence: Evidence, ticket: TicketSaid, agreement: str) -> dict[str, Any]:
    """A ticket as `parola clocks` reads it."""
    opened = ticket.events[0].data
    pinned = next(each.data for each in evidence.terms.pinned if each.digest == opened["pinned_digest"])
    return {
        "id": ticket.reference,
        "agreement": agreement,
        "plan": opened["plan"],
        "contract": pinned["contract"],
        "events": [_event(each) for each in ticket.events],
        "now": evidence.about.known_at,
    }


def _event(event: EventSaid) -> dict[str, Any]:
    kind = KINDS.get(event.kind, event.kind)
    written = {"kind": kind, "at": event.at, "recorded_at": event.recorded_at}
    if kind == "opened":
        return {**written, **event.data["facts"], "priority": event.data["priority"], "channel": event.data["channel"]}
    if kind == "facts_changed":
        return {**written, **event.data["facts"]}
    return {**written, **{theirs: event.data[ours] for ours, theirs in FIELDS.get(kind, {}).items()}}


def _ends(reference: str, answered: Mapping[str, Any], period: Period) -> Iterator[End]:
    for clock in answered["clocks"]:
        at = clock["due"] if clock["state"] == "missed" else clock["ended"]
        if clock["state"] in ENDED and at and period.first <= datetime.fromisoformat(at) < period.last:
            yield End(
                reference,
                clock["metric"],
                clock.get("threshold", ""),
                clock["cycle"],
                clock["priority"],
                clock["state"],
                datetime.fromisoformat(at),
            )
