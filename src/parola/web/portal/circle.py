"""Who else follows a request: those whom its requester had in copy and decided to add, and those whom the desk added."""

from dataclasses import dataclass

from parola.desk.accounts.models import Person
from parola.desk.mail import copies
from parola.desk.mail.copies import Copied
from parola.desk.tickets import participants
from parola.desk.tickets.models import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who follows the request beside the reader, and whom the reader could add; `decides`: whether that is the reader's to say."""

    followers: list[Person]
    offered: list[Copied]
    decides: bool


def circle(ticket: Ticket, reader: Person) -> Circle:
    """What the reader is shown of it."""
    decides = reader.pk == ticket.requester_id and participants.may_decide(reader, ticket)
    copied = copies.offered(ticket) if decides else []
    return Circle(
        followers=list(ticket.participants.exclude(pk=reader.pk).order_by("pk")),
        offered=[each for each in copied if each.by == reader.email],
        decides=decides,
    )
