"""Tickets that belong together, or are none: merged, marked as a duplicate or as spam, split. A reopening takes it back.

Nobody gains sight of anything by it. A merge shows the people of the ticket that goes on what was written on the other,
so that it is refused where one of them could not see that already, unless the person who merges decides that everybody
follows both (`share`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.outbox import operations as outbox
from parola.desk.tickets import attaching, ledger, opening, projection, queries, replies, vocabulary
from parola.desk.tickets.kinds import ties
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.operations import BadState, require
from parola.desk.tickets.vocabulary import Message, Recorded

Status = Ticket.Status


class Apart(Exception):
    """The two are not the same customer's requests to the same brand."""


class Shown(Exception):
    """Some who follow the ticket that goes on would be shown what was written on the other, and nobody decided that."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__(", ".join(map(str, people)))
        self.people = people


class NoSuchMessage(LookupError):
    """No message of the customer's is at that place, or it is a ticket of its own already."""


def merge(
    *, ticket: Ticket, other: Ticket, by: Person, now: datetime, share: bool = False, expected_seq: int | None = None
) -> Ticket:
    """Of the two the older goes on, and its start counts; gives that one. The younger is closed and counts for nothing.

    What was written on the younger stands on the older as well, at its own instants. `share`: who follows one of them
    follows both from now on. Raises Apart, Shown, BadState where one of them counts for nothing already.
    """
    with ledger.changing(ticket, expected_seq) as present:
        older, younger = in_order(present, queries.again(other))
        for one in (older, younger):
            require(by, Act.JOIN, one)
        refuse_apart(older, younger)
        shown, others = strangers(of=older, to=younger), strangers(of=younger, to=older)
        if shown and not share:
            raise Shown(shown)
        gone_on = go_on(older, younger, others if share else [], by=by, now=now)
        close_younger(younger, older, shown, by=by, now=now)
        return gone_on


def in_order(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """The older first."""
    first, second = sorted((one, other), key=lambda ticket: (ticket.opened_at, ticket.pk))
    return first, second


def refuse_apart(older: Ticket, younger: Ticket) -> None:
    """Raise Apart or BadState where the two cannot be one."""
    if older.pk == younger.pk or not same_customer(older, younger):
        raise Apart(older.reference, younger.reference)
    refuse_void(older)
    refuse_void(younger)


def same_customer(one: Ticket, other: Ticket) -> bool:
    """Whether both are of the same brand and the same organization; without one, of the same person."""
    same_side = one.organization_id == other.organization_id
    same_person = one.organization_id is not None or one.requester_id == other.requester_id
    return one.brand_id == other.brand_id and same_side and same_person


def refuse_void(ticket: Ticket) -> None:
    """Raise BadState for a ticket that counts for nothing already."""
    if ticket.void:
        raise BadState(ticket.void)


def strangers(*, of: Ticket, to: Ticket) -> list[Person]:
    """Those on the customer's side of `of` who may not see `to`."""
    return [person for person in replies.customers(of) if not queries.visible_to(person).filter(pk=to.pk).exists()]


def close_younger(younger: Ticket, older: Ticket, newcomers: Iterable[Person], *, by: Person, now: datetime) -> Ticket:
    """The younger one's end: its people are told, each as far as they may see the other."""
    told = replies.customers(younger)
    merged = Entry(fact=ties.Merged(into=older.pk), at=now, by=by)
    entries = [merged, *following(newcomers, by, now)]
    mails = [Mail(template="merged", to=person) for person in told]
    return ledger.append(ticket=younger, entries=entries, now=now, mails=mails)


def go_on(older: Ticket, younger: Ticket, newcomers: Iterable[Person], *, by: Person, now: datetime) -> Ticket:
    """The older one takes over what was written on the younger, and is at work where that one was."""
    entries = [
        Entry(fact=ties.Joined(ticket=younger.pk), at=now, by=by),
        *following(newcomers, by, now),
        *brought(younger, older, now),
        *awakened(older, younger, by, now),
    ]
    return ledger.append(ticket=older, entries=entries, now=now)


def following(people: Iterable[Person], by: Person, now: datetime) -> list[Entry]:
    """They follow the ticket from now on."""
    return [Entry(fact=vocabulary.ParticipantAdded(person=person.pk), at=now, by=by) for person in people]


def brought(younger: Ticket, older: Ticket, now: datetime) -> Iterator[Entry]:
    """What was written on the younger and is not there yet, at its own instants, and what waits there to be sent.

    The words are not copied. An earlier merge that was taken back has brought some of them already.
    """
    there = {queries.body_id(event) for event in queries.history(older)}
    history = as_it_is_now(queries.history(younger))
    people = Person.objects.in_bulk({event.actor for event in history if event.actor is not None})
    for event in history:
        if queries.body_id(event) in there:
            continue
        writer = people.get(event.actor or 0)
        match event.fact:
            case vocabulary.Opened() as fact:
                yield Entry(fact=first_message(fact, event.actor, younger), at=event.at, by=writer)
            case Message() as fact:
                yield Entry(fact=fact.model_copy(update={"ticket": fact.ticket or younger.pk}), at=event.at, by=writer)
            case _:
                pass
    for seq, held in projection.held_replies(history).items():
        yield Entry(fact=held, at=now, by=people.get(history[seq - 1].actor or 0))


def as_it_is_now(history: Sequence[Recorded]) -> list[Recorded]:
    """The history, with the digests of what was left of words that were erased since: these are what another can be told to hold."""
    left = {
        body: digest
        for event in history
        if isinstance(event.fact, WordsErased)
        for body, digest in event.fact.words.items()
    }
    erased = [(event, left.get(queries.body_id(event) or "")) for event in history]
    return [
        replace(event, fact=event.fact.model_copy(update={"digest": digest})) if digest else event
        for event, digest in erased
    ]


def first_message(opened: vocabulary.Opened, actor: int | None, ticket: Ticket) -> Message:
    """The opening as a message; that of a call was noted by somebody else than who called."""
    return Message(
        side="customer",
        public=True,
        channel=opened.channel,
        body=opened.body,
        digest=opened.digest,
        ticket=ticket.pk,
        caller=opened.requester if actor != opened.requester else None,
    )


def awakened(older: Ticket, younger: Ticket, by: Person, now: datetime) -> list[Entry]:
    """Where there was work on the younger one, the older is at work."""
    if younger.status in queries.AT_WORK and older.status in {Status.RESOLVED, Status.CLOSED}:
        return [Entry(fact=vocabulary.Reopened(), at=now, by=by)]
    if younger.status == Status.OPEN and older.waiting_for == "customer":
        return [Entry(fact=vocabulary.Resumed(), at=now, by=by)]
    return []


def mark_duplicate(*, ticket: Ticket, of: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket says what another of the brand's says already: closed, void, and its customer told.

    Raises Apart for one of another brand, BadState where one of them counts for nothing already.
    """
    with ledger.changing(ticket, expected_seq) as present:
        other = queries.again(of)
        require(by, Act.JOIN, present)
        if other.pk == present.pk or other.brand_id != present.brand_id:
            raise Apart(present.reference, other.reference)
        refuse_void(present)
        refuse_void(other)
        mails = [Mail(template="duplicate", to=person) for person in replies.customers(present)]
        entries = [Entry(fact=ties.Duplicate(of=other.pk), at=now, by=by)]
        return ledger.append(ticket=present, entries=entries, now=now, mails=mails)


def mark_spam(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket is no request: closed, void, nobody told, and no mail leaves because of it. Raises BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.JOIN, present)
        refuse_void(present)
        outbox.withdraw(ticket_id=present.pk)
        return ledger.append(ticket=present, entries=[Entry(fact=ties.Spam(), at=now, by=by)], now=now)


def split(
    *, ticket: Ticket, message: int, subject: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """The customer's message at place `message` becomes a ticket of its own, which counts from when it was sent; gives that.

    What it is entitled to is decided anew, by the same rules. Raises NoSuchMessage.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.JOIN, present)
        history = queries.history(present)
        event, fact, writer = message_of_customer(present, history, message)
        new = open_from(present, event, fact, writer, subject=subject, by=by, now=now)
        entries = [Entry(fact=ties.SplitOff(message=message, into=new.pk), at=now, by=by)]
        ledger.append(ticket=present, entries=entries, now=now, history=history)
        return new


def message_of_customer(ticket: Ticket, history: Sequence[Recorded], seq: int) -> tuple[Recorded, Message, Person]:
    """The message at that place and whose it is. Raises NoSuchMessage."""
    taken = {entry.fact.message for entry in history if isinstance(entry.fact, ties.SplitOff)}
    event = history[seq - 1] if 0 < seq <= len(history) else None
    if event is None or seq in taken or not (isinstance(event.fact, Message) and event.fact.side == "customer"):
        raise NoSuchMessage(seq)
    writer = Person.objects.filter(pk=event.fact.caller or event.actor or 0).first()
    if writer is None or not queries.is_customer_of(writer, ticket):
        writer = ticket.requester
    return event, event.fact, writer


def open_from(
    ticket: Ticket, event: Recorded, said: Message, writer: Person, *, subject: str, by: Person, now: datetime
) -> Ticket:
    """The ticket that the message becomes; its writer is told."""
    start = opening.decide(
        brand=ticket.brand,
        requester=writer,
        organization=ticket.organization,
        channel=said.channel,
        priority=None,
        facts=projection.opening(queries.history(ticket)).facts,
        at=event.at,
    )
    words = Body.objects.get(pk=said.body)
    body = ledger.write_body(
        text=words.text,
        html=words.html,
        subject=subject.strip() or ticket.subject,
        attachments=attaching.again(words),
    )
    counted = opening.counted(start, event.at)
    opened = Entry(
        fact=opening.opened(counted, number=ledger.next_number(ticket.brand), body=body), at=event.at, by=writer
    )
    from_there = Entry(fact=ties.SplitFrom(ticket=ticket.pk, message=event.seq), at=now, by=by)
    mails = [Mail(template="split", to=writer, entry=1)]
    return ledger.append(ticket=None, entries=[opened, from_there], now=now, mails=mails)
