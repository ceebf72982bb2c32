"""Answers to the customer: sent, or held until the contact window opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import projection, queries
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.vocabulary import Message, Recorded, ReplyHeld, ReplyReleased, Waiting

CHANNEL = "console"


class NoSuchReply(LookupError):
    """No reply is held under that number."""


def opens_at(ticket: Ticket, now: datetime) -> datetime:
    """When the ticket's customer may next be contacted: `now`, but for priorities with a contact window that is closed."""
    terms = queries.terms(ticket)
    contact = terms.agreement.priority(ticket.priority).contact
    return terms.calendars[contact].next_opening(now) if contact else now


def hold(body: Body, *, by: Person, release_at: datetime, reason: str, wait: bool, now: datetime) -> list[Entry]:
    """A reply that waits for the window."""
    fact = ReplyHeld(body=str(body.pk), digest=body.digest, release_at=release_at, reason=reason, wait=wait)
    return [Entry(fact=fact, at=now, by=by)]


def say(body: Body, *, by: Person, at_once_reason: str, wait: bool, now: datetime) -> list[Entry]:
    """A reply that leaves now."""
    return spoken(str(body.pk), body.digest, by=by, at_once_reason=at_once_reason, wait=wait, now=now)


def release(history: Sequence[Recorded], held: int, *, by: Person | None, reason: str, now: datetime) -> list[Entry]:
    """The reply held by event `held` leaves now, in its writer's name; `by` let it go (None: the desk). Raises NoSuchReply."""
    fact = projection.held_replies(history).get(held)
    if fact is None:
        raise NoSuchReply(held)
    writer = Person.objects.get(pk=history[held - 1].actor or 0)
    letting = Entry(fact=ReplyReleased(held=held, reason=reason), at=now, by=by)
    return [letting, *spoken(fact.body, fact.digest, by=writer, at_once_reason=reason, wait=fact.wait, now=now)]


def spoken(body: str, digest: str, *, by: Person, at_once_reason: str, wait: bool, now: datetime) -> list[Entry]:
    """The message, and the waiting that it asked for."""
    fact = Message(
        side="support", public=True, channel=CHANNEL, body=body, digest=digest, at_once_reason=at_once_reason
    )
    entries = [Entry(fact=fact, at=now, by=by)]
    if wait:
        entries.append(Entry(fact=Waiting(reason="customer"), at=now, by=by))
    return entries


def mails(ticket: Ticket, entries: Sequence[Entry]) -> list[Mail]:
    """What the public messages among the entries send to the customer's side."""
    places = [place for place, entry in enumerate(entries) if is_answer(entry)]
    return [Mail(template="reply", to=person, entry=place) for place in places for person in customers(ticket)]


def is_answer(entry: Entry) -> bool:
    """Whether the entry is a public message of the support side."""
    return isinstance(entry.fact, Message) and entry.fact.public and entry.fact.side == "support"


def customers(ticket: Ticket) -> list[Person]:
    """Who is written to on the customer's side: the requester, then those who follow the ticket."""
    everybody = [ticket.requester, *ticket.participants.order_by("pk")]
    return [person for person in everybody if person.is_active]
