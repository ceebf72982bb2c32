"""What a change of priority would do, before it is done."""

from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets import dues, operations, queries
from parola.desk.tickets.dues import Change
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import UnknownPriority
from parola.desk.tickets.vocabulary import PriorityChanged
from parola.sla import priority as priorities
from parola.sla.agreement import Metric, Terms
from parola.sla.hours import Text
from parola.web.due_changes import Shown, shown
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The next due time before and after (None: nothing due), the clause that says so, and what the priority means."""

    before: datetime | None
    after: datetime | None
    changes: list[Shown]
    """Each due time that would be another one."""
    clause: str
    definition: Text
    guard: str
    """Why the agreement would not let a customer choose it for such a ticket; empty where it would."""


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
        changes=shown(_changes(ticket, priority, terms, now)),
        clause=_clause(terms, priority),
        definition=terms.agreement.priority(priority).definition,
        guard=guards(ticket, terms).get(priority, ""),
    )


def _changes(ticket: Ticket, priority: str, terms: Terms, now: datetime) -> tuple[Change, ...]:
    fact = PriorityChanged(priority=priority, before=ticket.priority, reason="", due_before=None, due_after=None)
    return dues.forecast(queries.history(ticket), fact, terms, now)


def guards(ticket: Ticket, terms: Terms) -> dict[str, str]:
    """The priorities that a guard forbids to a ticket with such facts, each with the guard's words."""
    facts = queries.timeline(ticket).facts
    refusing = {each.id: priorities.refusing(terms.agreement, each.id, facts) for each in terms.agreement.priorities}
    return {name: words().text(guard.text) for name, guard in refusing.items() if guard is not None}


def _clause(terms: Terms, priority: str) -> str:
    """The place in the agreement that promises a first response at the priority."""
    own = (t for t in terms.plan.targets if t.metric is Metric.FIRST_RESPONSE and not t.threshold)
    return next((target.clause for target in own if target.priority == priority), "")
