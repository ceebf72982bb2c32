"""Somebody leaves an organization: what they saw by belonging to it is theirs no more. What they asked themselves stays theirs."""

from __future__ import annotations

from datetime import datetime

from parola.desk.accounts.models import Organization, Person
from parola.desk.tickets import ledger, memberships, queries, vocabulary
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket


def leave(*, organization: Organization, person: Person, by: Person, now: datetime) -> None:
    """The person belongs to it no more, and follows none of its tickets. Raises what `memberships.remove` raises."""
    with ledger.turn():
        memberships.remove(organization=organization, person=person, by=by, now=now)
        followed = Ticket.objects.filter(organization=organization, participants=person)
        for ticket in list(queries.with_relations(followed).order_by("pk")):
            left = Entry(fact=vocabulary.ParticipantLeft(person=person.pk), at=now, by=by)
            ledger.append(ticket=ticket, entries=[left], now=now)
