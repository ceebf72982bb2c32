"""How far a customer has read a ticket. It is no event: it says nothing of the ticket, and is nobody else's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import Reading, Ticket
from parola.desk.tickets.vocabulary import Recorded


def mark_read(ticket: Ticket, person: Person) -> None:
    """The person has seen all that the ticket has now."""
    Reading.objects.update_or_create(ticket=ticket, person=person, defaults={"seq": ticket.last_event_seq})


def read_up_to(tickets: Sequence[Ticket], person: Person) -> Mapping[int, int]:
    """Up to which event the person has read each of the tickets, by the tickets' key; one query."""
    return dict(Reading.objects.filter(person=person, ticket__in=tickets).values_list("ticket_id", "seq"))


def is_unread(ticket: Ticket, person: Person, history: Sequence[Recorded]) -> bool:
    """Whether there is something on the ticket that the person has not seen."""
    return has_news(history, person, read_up_to([ticket], person).get(ticket.pk, 0))


def has_news(history: Sequence[Recorded], person: Person, read: int) -> bool:
    """Whether somebody else did something after event `read` that a customer is shown."""
    later = (event for event in history if event.seq > max(read, 1))
    return any(event.actor != person.pk and queries.for_customers(event) for event in later)
