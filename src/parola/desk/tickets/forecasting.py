"""What a change of priority would do to the due times, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parola.desk.tickets import dues, queries, vocabulary
from parola.desk.tickets.dues import Preview
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import UnknownPriority
from parola.desk.tickets.vocabulary import Recorded


def forecast(ticket: Ticket, priority: str, now: datetime, history: Sequence[Recorded] | None = None) -> Preview:
    """The next due time before and after the change; `history` where it was read already.

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
    return dues.preview(known, fact, terms, now)
