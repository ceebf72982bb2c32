"""What the desk knows of a customer from their other tickets: the last ones, how each came out, and how they found the help."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.web.labels import STATUSES, VOIDS
from parola.web.marks import STATUS_TONES

LATEST = 4
RATED = 300
"""Of so many of their latest tickets it is counted how they found the help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """Another ticket, in a line. `missed`: how many promises were missed on it; `good`: how its customer found the help, if they said."""

    key: int
    reference: str
    subject: str
    status: str
    tone: str
    opened_at: datetime
    missed: int
    good: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """The last tickets, and of how many that were rated how many were good."""

    last: list[Last]
    rated: int
    good: int


def acquaintance(ticket: Ticket, reader: Person) -> Acquaintance:
    """Of the ticket's organization at its brand, or of its requester where there is none; in three queries."""
    same = Q(organization=ticket.organization_id) if ticket.organization_id else Q(requester=ticket.requester_id)
    theirs = queries.worked_on_by(reader).filter(same, brand=ticket.brand_id).order_by("-opened_at", "-pk")
    found = queries.first_of(theirs.exclude(pk=ticket.pk), LATEST)
    latest = theirs.values("pk")[:RATED]
    told = Ticket.objects.filter(pk__in=list(latest.values_list("pk", flat=True)), rating__isnull=False)
    counts = told.aggregate(rated=Count("pk"), good=Sum("rating", default=0))
    return Acquaintance(last=[last_of(each) for each in found], rated=counts["rated"], good=counts["good"])


def last_of(ticket: Ticket) -> Last:
    """The ticket in a line."""
    return Last(
        key=ticket.pk,
        reference=ticket.reference,
        subject=ticket.subject,
        status=str(VOIDS.get(ticket.void) or STATUSES[ticket.status]),
        tone=STATUS_TONES[ticket.status],
        opened_at=ticket.opened_at,
        missed=ticket.missed,
        good=None if ticket.rating is None else bool(ticket.rating),
    )
