"""Tickets that follow others: what a customer says too late for a closed ticket to be reopened goes on in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import ledger, projection, queries
from parola.desk.tickets.attaching import File
from parola.desk.tickets.kinds.courses import FollowedUp
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import ParticipantAdded

LASTING = ("product", "environment", "region")
"""Facts that say what a request is about, and not how much it matters at the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer said: who, what, by which way, when it reached the vendor, and what it was made from."""

    by: Person
    text: str
    html: str
    attachments: Sequence[File]
    channel: str
    at: datetime
    source_id: str


def is_too_late(ticket: Ticket, at: datetime) -> bool:
    """Whether a customer's message of that instant finds the ticket closed for longer than the agreement reopens it.

    What turned out to be no ticket of its own is never followed by another.
    """
    if ticket.status != Ticket.Status.CLOSED or ticket.void:
        return False
    until = reopens_until(ticket)
    return until is not None and at > until


def reopens_until(ticket: Ticket) -> datetime | None:
    """Until when a message reopens the closed ticket; None: always."""
    terms = queries.terms(ticket)
    within = terms.agreement.reopen_within
    if within is None and terms.agreement.reopens:
        return None
    closed = queries.timeline(ticket).stands_since
    if within is None:
        return closed
    return terms.calendars[terms.agreement.reopen_calendar].due(closed, within)


def successor(ticket: Ticket, person: Person) -> Ticket | None:
    """The latest ticket that follows this one, if the person speaks on its customer's side too."""
    for event in reversed(queries.history(ticket)):
        if isinstance(event.fact, FollowedUp) and event.fact.later:
            later = queries.with_relations(Ticket.objects.all()).get(pk=event.fact.ticket)
            if queries.is_customer_of(person, later):
                return later
    return None


def lasting_facts(ticket: Ticket) -> Mapping[str, str]:
    """What the next ticket is about, too."""
    facts = projection.opening(queries.history(ticket)).facts
    return {name: facts[name] for name in LASTING if name in facts}


def belongs(person: Person, ticket: Ticket) -> bool:
    """Whether the person belongs to the ticket's organization still, if it has one; who followed and left follows no more."""
    return ticket.organization is None or person.memberships.filter(organization=ticket.organization).exists()


def tie(closed: Ticket, opened: Ticket, by: Person, now: datetime) -> Ticket:
    """Each of the two names the other, and who followed the closed one follows the new one. Gives the new one."""
    others = [*([closed.requester] if belongs(closed.requester, closed) else []), *closed.participants.order_by("pk")]
    follows = FollowedUp(ticket=closed.pk, later=False)
    entries = [Entry(fact=follows, at=now, by=by)]
    entries += [Entry(fact=ParticipantAdded(person=each.pk), at=now, by=by) for each in others if each != by]
    followed = FollowedUp(ticket=opened.pk, later=True)
    ledger.append(ticket=closed, entries=[Entry(fact=followed, at=now, by=by)], now=now)
    return ledger.append(ticket=opened, entries=entries, now=now)
