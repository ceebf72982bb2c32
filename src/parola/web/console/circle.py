"""Who is around a ticket: who follows it, who was in copy, of whom it is not sure that they wrote, whom no mail reaches; and machines."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.mail import copies, doubts, queries, returns
from parola.desk.mail.copies import Copied
from parola.desk.mail.models import Received, Sent
from parola.desk.tickets import follows
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.replies import customers


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A machine's mail about one of ours."""

    what: str
    sender: str
    at: datetime
    address: str
    """Where it is to be had as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All of them. `doubted`: in whose name unverified mail came; `lost`: those whom no mail reaches, with the mail that came back last."""

    followers: list[Person]
    colleagues: list[Person]
    """Those of the support side who follow it."""
    follows: bool
    offered: list[Copied]
    doubted: list[Person]
    lost: list[Sent]
    notes: list[Note]
    may_add: bool
    may_confirm: bool


def circle(ticket: Ticket, reader: Person) -> Circle:
    """The people and machines around the ticket, as the reader of its page is shown them."""
    lost = returns.undeliverable(customers(ticket))
    colleagues = follows.followers(ticket)
    return Circle(
        followers=list(ticket.participants.order_by("pk")),
        colleagues=colleagues,
        follows=reader in colleagues,
        offered=copies.offered(ticket),
        doubted=doubts.doubted([ticket]).get(ticket.pk, []),
        lost=list(lost.values()),
        notes=[_note(each) for each in queries.about_ticket(ticket)],
        may_add=may(reader, Act.ADD_PARTICIPANT, ticket.brand),
        may_confirm=may(reader, Act.REPLY, ticket.brand),
    )


def _note(received: Received) -> Note:
    return Note(
        what=received.get_sort_display() or str(Received.Sort.OTHER.label),
        sender=received.sender or received.envelope_from or "<>",
        at=received.received_at,
        address=reverse("console:aside_mail", args=[received.pk]),
    )
