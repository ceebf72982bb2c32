"""What the customer's side decides about a request of its own: that it is solved, or that they no longer need it."""

from __future__ import annotations

from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import ledger, queries
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed
from parola.desk.tickets.relations import Sight, seen_by
from parola.desk.tickets.vocabulary import Closed

Status = Ticket.Status


def may_settle(person: Person, ticket: Ticket) -> bool:
    """Whether the person decides for the customer's side: whoever asked, and who manages the organization."""
    return Ticket.objects.filter(seen_by(person, Sight.SETTLE), pk=ticket.pk).exists()


def confirm(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The resolved request is solved: it is closed. Raises NotAllowed, BadState."""
    return _close(ticket, by, now, expected_seq, frozenset({Status.RESOLVED}))


def withdraw(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The request at work is needed no more: it is closed. Raises NotAllowed, BadState."""
    return _close(ticket, by, now, expected_seq, frozenset(queries.AT_WORK))


def _close(ticket: Ticket, by: Person, now: datetime, expected_seq: int | None, statuses: frozenset[str]) -> Ticket:
    with ledger.changing(ticket, expected_seq) as present:
        if not may_settle(by, present):
            raise NotAllowed("settle")
        if present.status not in statuses:
            raise BadState(present.status)
        return ledger.append(ticket=present, entries=[Entry(fact=Closed(), at=now, by=by)], now=now)
