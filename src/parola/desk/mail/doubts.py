"""Whose mails may be from somebody else: the mail server could not tell, and nobody made sure by other means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from parola.desk.accounts.models import Person
from parola.desk.accounts.queries import people_by_addresses
from parola.desk.mail.models import Received
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.vocabulary import SenderConfirmed


def doubted(tickets: Iterable[Ticket]) -> dict[int, list[Person]]:
    """Of each ticket with unverified mail those in whose name it came and of whom nobody confirmed it. The others are not in it."""
    keys = [ticket.pk for ticket in tickets]
    mails = Received.objects.filter(ticket__in=keys, state=Received.State.TICKET, authenticity="unverified")
    senders = list(mails.order_by("pk").values_list("ticket_id", "sender"))
    people = people_by_addresses(sender for _ticket, sender in senders) if senders else {}
    sure = _confirmed(keys) if senders else set()
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    for ticket, sender in senders:
        person = people.get(sender)
        if person is not None and (ticket, person.pk) not in sure:
            found[ticket][person.pk] = person
    return {ticket: list(each.values()) for ticket, each in found.items()}


def vouched(ticket: Ticket, person: Person) -> bool:
    """Whether the ticket began with a mail of which the mail server says that it is the person's own."""
    first = Received.objects.filter(ticket=ticket, state=Received.State.TICKET).order_by("pk")
    return first.values_list("sender", "authenticity").first() == (person.email, "verified")


def _confirmed(keys: Iterable[int]) -> set[tuple[int, int]]:
    """Who was confirmed on which ticket."""
    rows = TicketEvent.objects.filter(ticket__in=keys, kind=SenderConfirmed.kind)
    return {(ticket, data["person"]) for ticket, data in rows.values_list("ticket_id", "data")}
