"""Who was in copy of a customer's mail: kept with it, and offered to whoever decides who follows the ticket. It gives them nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parola.desk.accounts.models import Mailbox, Person, without_detail
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.queries import people_by_addresses
from parola.desk.mail import address
from parola.desk.mail.models import Received
from parola.desk.tickets import operations, participants
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import is_customer_of, sees_inside

State = Received.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Somebody in copy who takes no part in the ticket. `by`: whose mails named them, as those mails say."""

    email: str
    name: str
    by: str
    verified: bool
    """Whether the mail server vouched for the sender of a mail that named them, or at least nobody doubts it."""


class NotOffered(LookupError):
    """Nobody with that address was in copy, or they take part in the ticket already."""


def others(copied: Sequence[address.Mailbox]) -> list[address.Mailbox]:
    """Those in copy who are not ourselves."""
    bare = {without_detail(each.address) for each in copied}
    ours = set(Mailbox.objects.filter(address__in=bare).values_list("address", flat=True))
    return [each for each in copied if without_detail(each.address) not in ours]


def offered(ticket: Ticket) -> list[Copied]:
    """Who was in copy of the ticket's mails and takes no part in it, each once, the latest mail's first."""
    mails = ticket.mails.filter(state=State.TICKET, erased_at=None).exclude(copied=[]).order_by("-pk")
    found: dict[str, Copied] = {}
    for sender, verdict, copied in mails.values_list("sender", "authenticity", "copied"):
        for each in copied:
            one = Copied(email=each["address"].lower(), name=each["name"], by=sender, verified=verdict != "unverified")
            known = found.setdefault(one.email, one)
            if one.verified and not known.verified:
                found[one.email] = one
    senders = {each.by for each in found.values()}
    return list(_strangers(ticket, [each for each in found.values() if each.email not in senders]))


def add(*, ticket: Ticket, by: Person, email: str, now: datetime) -> Ticket:
    """Somebody decides that the one in copy under that address follows the ticket.

    Raises NotOffered, and what `participants.add` raises.
    """
    if not participants.may_decide(by, ticket):
        raise operations.NotAllowed(email)
    found = next((each for each in offered(ticket) if each.email == email), None)
    if found is None:
        raise NotOffered(email)
    with transaction.atomic():
        person = find_or_create_person(
            email=found.email, name=found.name, language=ticket.language, timezone=ticket.brand.timezone
        )
        return participants.add(ticket=ticket, by=by, person=person, now=now, why="copied")


def _strangers(ticket: Ticket, copied: Sequence[Copied]) -> Iterable[Copied]:
    people = people_by_addresses(each.email for each in copied)
    return (each for each in copied if not _takes_part(people.get(each.email), ticket))


def _takes_part(person: Person | None, ticket: Ticket) -> bool:
    return person is not None and (
        not person.is_active or is_customer_of(person, ticket) or sees_inside(person, ticket)
    )
