"""The words of a person who is erased: gone, or, where others wrote them, without what names the person. The record stays.

Gone is what they wrote or said as a customer, and what the vendor's side wrote on the tickets that they asked: letters to them, and
notes about them. What others wrote elsewhere stays theirs, with names and addresses of the person struck out; so does what the
person wrote on the support side, which is the vendor's word to its customers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parola.desk.accounts.models import Person
from parola.desk.accounts.naming import Naming
from parola.desk.tickets import ledger, queries, vocabulary
from parola.desk.tickets.attaching import with_files
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Attachment, Body, Draft, Ticket, TicketEvent

SLICE = 500
WORDED = tuple(kind for kind, fact in vocabulary.KINDS.items() if "body" in fact.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Bodies by their keys, each with the tickets that name it: those that go, and those in which a name is struck out."""

    gone: dict[UUID, set[int]]
    struck: dict[UUID, set[int]]

    @property
    def tickets(self) -> set[int]:
        """The tickets whose history names any of them."""
        return set[int]().union(*self.gone.values(), *self.struck.values())


def words_of(person: Person, naming: Naming) -> Words:
    """What is to go and what to be struck out, by what is written now. Looks through every text of the desk."""
    near = taken_part(person)
    gone: dict[UUID, set[int]] = defaultdict(set)
    named: dict[UUID, set[int]] = defaultdict(set)
    told = set(naming_bodies(naming))
    asked = set(Ticket.objects.filter(requester=person).values_list("pk", flat=True))
    for event in TicketEvent.objects.filter(kind__in=WORDED).order_by("position").iterator(SLICE):
        body = UUID(event.data["body"])
        if is_theirs(event, person, asked):
            gone[body].add(event.ticket_id)
        elif body in told or event.ticket_id in near:
            named[body].add(event.ticket_id)
    others = {body: tickets for body, tickets in named.items() if body not in gone}
    for body in named.keys() & gone.keys():
        gone[body] |= named[body]
    kept = with_files(Body.objects.all()).in_bulk([body for body in others if body not in told])
    near_by = {key for key, body in kept.items() if any(naming.is_in(text, near=True) for text in texts(body))}
    return Words(gone=dict(gone), struck={body: tickets for body, tickets in others.items() if body in told | near_by})


def is_theirs(event: TicketEvent, person: Person, asked: Collection[int]) -> bool:
    """Whether the person said it as a customer, or it was written to or about them on a ticket that they asked."""
    fact = event.data
    if event.kind == vocabulary.Opened.kind:
        return bool(fact["requester"] == person.pk)
    if fact.get("caller") == person.pk:
        return True
    if fact.get("side") == "customer":
        return event.actor_id == person.pk
    return event.ticket_id in asked


def taken_part(person: Person) -> set[int]:
    """The tickets that the person asked or follows."""
    mine = Ticket.objects.filter(requester=person).values_list("pk", flat=True)
    followed = Ticket.participants.through.objects.filter(person=person).values_list("ticket_id", flat=True)
    return {*mine, *followed}


def naming_bodies(naming: Naming) -> Iterator[UUID]:
    """The bodies in which the person surely is named."""
    for body in with_files(Body.objects.order_by("pk")).iterator(SLICE):
        if any(naming.is_in(text) for text in texts(body)):
            yield body.pk


def texts(body: Body) -> tuple[str, ...]:
    """All that a body says, and what the files on it are called."""
    return (body.subject, body.text, body.html, *(each.name for each in body.attachments.all()))


def erase_words(*, person: Person, naming: Naming, by: Person, now: datetime) -> list[int]:
    """Erase them, and write into the history of each ticket that it was done. Call it within the turn.

    Gives the keys of the files that came along with what is gone: they are to be dropped, where nobody else has them.
    """
    words = words_of(person, naming)
    Draft.objects.filter(ticket__requester=person).delete()
    files = list(Attachment.objects.filter(body__in=words.gone).values_list("blob_id", flat=True))
    left: dict[int, dict[str, str]] = defaultdict(dict)
    near = taken_part(person)
    for key, tickets in words.gone.items():
        body = ledger.rewrite_body(Body.objects.get(pk=key), text="", erased_at=now)
        for ticket in tickets:
            left[ticket][str(key)] = body.digest
    for key, tickets in words.struck.items():
        body = strike(Body.objects.get(pk=key), naming, near=not near.isdisjoint(tickets))
        for ticket in tickets:
            left[ticket][str(key)] = body.digest
    for changed in queries.with_relations(Ticket.objects.filter(pk__in=left)).order_by("pk"):
        fact = WordsErased(person=person.pk, words=left[changed.pk])
        ledger.append(ticket=changed, entries=[Entry(fact=fact, at=now, by=by)], now=now)
    return files


def strike(body: Body, naming: Naming, *, near: bool) -> Body:
    """Without what names the person. The HTML goes whole: a name can be spelt there in too many ways, and the text says the same.

    Files stay: they are what others gave. What they are called names the person no more.
    """
    for each in body.attachments.all():
        each.name = naming.struck(each.name, near=True)
        each.save(update_fields=["name"])
    subject, text = (naming.struck(part, near=near) for part in (body.subject, body.text))
    return ledger.rewrite_body(body, subject=subject, text=text, erased_at=None)
