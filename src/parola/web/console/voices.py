"""What the customer says of a ticket beside its conversation: how the help was, and the priority that they ask for."""

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import asking, queries, rating
from parola.desk.tickets.asking import Asking
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.rating import Rating
from parola.web.marks import PriorityMark, priority_mark
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A priority that the customer asks for, with what they say of impact and urgency."""

    asking: Asking
    by: str
    before: PriorityMark
    after: PriorityMark
    impact: str
    urgency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What the customer says; `asks_until`: until when they may say how the help was, where nobody has said it."""

    rating: Rating | None
    asks_until: datetime | None
    asked: Asked | None


def voice(ticket: Ticket, now: datetime) -> Voice:
    """What the page shows of it."""
    history = queries.history(ticket)
    standing, until = asking.standing(ticket, now, history), rating.open_until(ticket, history)
    return Voice(
        rating=rating.given(history),
        asks_until=until if until is not None and until >= now else None,
        asked=_asked(ticket, standing) if standing else None,
    )


def _asked(ticket: Ticket, standing: Asking) -> Asked:
    terms = queries.terms(ticket)
    impacts, urgencies = terms.agreement.impacts, terms.agreement.urgencies
    return Asked(
        asking=standing,
        by=str(Person.objects.get(pk=standing.by)) if standing.by is not None else "",
        before=priority_mark(terms, ticket.priority),
        after=priority_mark(terms, standing.fact.priority),
        impact=words().text(impacts.get(standing.fact.impact, {})),
        urgency=words().text(urgencies.get(standing.fact.urgency, {})),
    )
