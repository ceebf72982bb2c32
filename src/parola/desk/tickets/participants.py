"""Who takes part in a ticket on the customer's side, and whether they are who they say: always somebody's decision, never a mail's."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import has_proved
from parola.desk.tickets import ledger, queries, vocabulary
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed, require

MOST = 48
"""People who follow a ticket beside the requester."""


class TooMany(ValueError):
    """As many people follow the ticket as may."""


def may_decide(person: Person, ticket: Ticket) -> bool:
    """Whether the person says who follows the ticket: somebody of the support side, or whoever asked, once they proved their address."""
    if may(person, Act.ADD_PARTICIPANT, ticket.brand):
        return True
    return person.is_active and person.pk == ticket.requester_id and has_proved(person)


def add(
    *,
    ticket: Ticket,
    by: Person,
    person: Person,
    now: datetime,
    why: Literal["", "copied"] = "",
    expected_seq: int | None = None,
) -> Ticket:
    """Another person follows the ticket on the customer's side: sees it, is written to, may answer. Raises NotAllowed, TooMany."""
    with ledger.changing(ticket, expected_seq) as present:
        _require(by, present)
        if queries.is_customer_of(person, present):
            return present
        if present.participants.count() >= MOST:
            raise TooMany(present.reference)
        fact = vocabulary.ParticipantAdded(person=person.pk, why=why)
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def remove(*, ticket: Ticket, by: Person, person: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The person follows the ticket no more: sees nothing of it by that, and is not written to. Raises NotAllowed."""
    with ledger.changing(ticket, expected_seq) as present:
        _require(by, present)
        if not present.participants.filter(pk=person.pk).exists():
            return present
        fact = vocabulary.ParticipantLeft(person=person.pk, why="removed")
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def confirm_sender(
    *, ticket: Ticket, by: Person, person: Person, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """Somebody made sure that the person wrote what is on the ticket in their name. It gives nobody any rights.

    Raises NotAllowed, BadState for who takes no part in it.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REPLY, present)
        if not queries.is_customer_of(person, present):
            raise BadState(person.pk)
        fact = vocabulary.SenderConfirmed(person=person.pk)
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def _require(by: Person, ticket: Ticket) -> None:
    if not may_decide(by, ticket):
        raise NotAllowed(Act.ADD_PARTICIPANT)
