"""What a change of priority would do, before it is done."""

from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import UnknownPriority
from parola.sla.agreement import Metric, Terms
from parola.sla.hours import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The next due time before and after (None: nothing due), the clause that says so, and what the priority means."""

    before: datetime | None
    after: datetime | None
    clause: str
    definition: Text


def preview(ticket: Ticket, priority: str, now: datetime) -> Preview | None:
    """The preview; None where the ticket can have no such priority."""
    try:
        forecast = operations.preview_priority(ticket=ticket, priority=priority, now=now)
    except UnknownPriority:
        return None
    terms = queries.terms(ticket)
    return Preview(
        before=forecast.before,
        after=forecast.after,
        clause=_clause(terms, priority),
        definition=terms.agreement.priority(priority).definition,
    )


def _clause(terms: Terms, priority: str) -> str:
    """The place in the agreement that promises a first response at the priority."""
    own = (t for t in terms.plan.targets if t.metric is Metric.FIRST_RESPONSE and not t.threshold)
    return next((target.clause for target in own if target.priority == priority), "")
