"""How a ticket goes from tier to tier, read from its history: what waits to be taken, where it came from, how often it came back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from parola.desk.tickets.kinds import ties
from parola.desk.tickets.kinds.tiers import Accepted, HandedOver, SentBack
from parola.desk.tickets.vocabulary import Assigned, Closed, Escalated, Fact, Recorded, Resolved
from parola.sla.agreement import Plan
from parola.sla.handoffs import Path, path
from parola.sla.tiers import holder

State = Literal["", "waiting", "returned"]
"""Whether a tier has still to take it, or it came back with a question; of a ticket at its end neither."""
ENDS = (Resolved, Closed, ties.Merged, ties.Duplicate, ties.Spam)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One handing over: the event of it, at `seq`, and who had the ticket until then, if anybody."""

    seq: int
    at: datetime
    by: int | None
    fact: HandedOver
    had: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """How it stands: the `last` handing over, that which could be sent `back` now, and since when it is in this state."""

    state: State = ""
    since: datetime | None = None
    last: Handover | None = None
    back: Handover | None = None


def passing(history: Iterable[Recorded]) -> Passing:
    """What the history says, in the order of the record."""
    state: State = ""
    since: datetime | None = None
    ways, last = list[Handover](), None
    for event, had in had_before(history):
        match event.fact:
            case HandedOver() as fact:
                last = Handover(seq=event.seq, at=event.at, by=event.actor, fact=fact, had=had)
                if not fact.informs:
                    ways.append(last)
                    state, since = "waiting", event.at
            case SentBack():
                ways[-1:] = []
                state, since = "returned", event.at
            case fact if isinstance(fact, ENDS) or (state == "waiting" and takes(fact)):
                state, since = "", None
            case _:
                pass
    return Passing(state=state, since=since, last=last, back=ways[-1] if ways else None)


def takes(fact: Fact) -> bool:
    """Whether somebody has taken the ticket."""
    return isinstance(fact, Accepted) or (isinstance(fact, Assigned) and fact.assignee is not None)


def had_before(history: Iterable[Recorded]) -> Iterator[tuple[Recorded, int | None]]:
    """Each event, and who had the ticket before it."""
    had: int | None = None
    for event in history:
        yield event, had
        if isinstance(event.fact, Assigned):
            had = event.fact.assignee


def way(history: Iterable[Recorded], plan: Plan) -> Path[int]:
    """The tiers that had the ticket, one after another. One that was only informed had nothing."""
    arrivals = (event.fact.tier for event in history if isinstance(event.fact, Escalated | SentBack))
    return path([min(plan.tiers), *(holder(plan, tier) for tier in arrivals)])
