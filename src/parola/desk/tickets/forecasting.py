"""What a change of priority would do to the due times, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets import projection, queries, vocabulary
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import UnknownPriority
from parola.desk.tickets.vocabulary import Recorded


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of priority would do to the next due time; None: nothing is due."""

    before: datetime | None
    after: datetime | None


def forecast(ticket: Ticket, priority: str, now: datetime, history: Sequence[Recorded] | None = None) -> Preview:
    """The next due time before and after the change, both by the fold itself; `history` where it was read already.

    Raises UnknownPriority.
    """
    terms = queries.terms(ticket)
    offered = {candidate.id for candidate in terms.agreement.priorities} - set(terms.plan.not_offered)
    if priority not in offered:
        raise UnknownPriority(priority)
    known = queries.history(ticket) if history is None else list(history)
    fact = vocabulary.PriorityChanged(
        priority=priority, before=ticket.priority, reason="", due_before=None, due_after=None
    )
    supposed = Recorded(seq=len(known) + 1, at=now, recorded_at=now, actor=None, fact=fact)
    before = projection.next_due(projection.timeline(known, terms).at(now))
    after = projection.next_due(projection.as_recorded([*known, supposed], terms))
    return Preview(before=before.due if before else None, after=after.due if after else None)
