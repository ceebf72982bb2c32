"""The one writer of tickets: in one transaction the events, their links in the chain, the columns, and what leaves."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from parola.desk.accounts.models import Brand
from parola.desk.outbox.operations import enqueue
from parola.desk.tickets import attaching, backlog, chain, follows, notices, outcomes, projection, queries, vocabulary
from parola.desk.tickets.attaching import File
from parola.desk.tickets.entries import Entry as Entry  # noqa: PLC0414  # what is written by this page
from parola.desk.tickets.entries import Mail as Mail  # noqa: PLC0414  # the same
from parola.desk.tickets.entries import speakable as speakable  # noqa: PLC0414  # the same
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.payload import payload
from parola.desk.tickets.projection import Columns
from parola.desk.tickets.vocabulary import Recorded

FOLLOWING = (vocabulary.ParticipantAdded, vocabulary.ParticipantLeft)
WRITER = 0x7061726F6C61  # PostgreSQL's advisory lock of the chain: "parola" in ASCII


taken = threading.local()
"""Whether this thread has the turn: `taken.turn`."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the ticket after the person who acts had looked at it."""


@contextmanager
def turn() -> Iterator[None]:
    """The writer's turn: a transaction that no other writer of the chain overlaps. What is read in it stays true in it.

    A turn within a turn is that one: whoever goes on after an error in it must go back behind a savepoint of their own.
    """
    if getattr(taken, "turn", False):
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER])
        taken.turn = True
        try:
            yield  # SQLite's turn began with the transaction: see parola.desk.database.sqlite
        finally:
            taken.turn = False


@contextmanager
def changing(ticket: Ticket, expected_seq: int | None = None) -> Iterator[Ticket]:
    """The turn, and the ticket as it stands in it. Raises ChangedMeanwhile if its last event is not the expected one."""
    with turn():
        present = queries.with_relations(Ticket.objects.all()).get(pk=ticket.pk)
        if expected_seq is not None and present.last_event_seq != expected_seq:
            raise ChangedMeanwhile(present.reference)
        yield present


def append(
    *,
    ticket: Ticket | None,
    entries: Sequence[Entry],
    now: datetime,
    mails: Sequence[Mail] = (),
    history: Sequence[Recorded] | None = None,
    late: Sequence[backlog.Raised] | None = None,
) -> Ticket:
    """Append the entries to the ticket's history, or begin one with an opening; gives the ticket as it stands after.

    `history` is the ticket's so far, where it was read in this turn already. `late` are alarms to be recorded before the
    entries; where the caller does not say which, those that fell due and nobody has raised (see `backlog.py`). Everything is
    written in one transaction, or nothing.
    """
    with turn():
        before = history if history is not None else queries.history(ticket) if ticket else []
        if late is None:
            late = behind(ticket, before, entries, now) if ticket else []
        everything = [*(alarm.entry for alarm in late), *entries]
        added = number(everything, len(before), now)
        columns = fold([*before, *added], ticket)
        ticket = save(ticket, columns)
        if any(isinstance(entry.fact, FOLLOWING) for entry in entries):
            ticket.participants.set(columns.participants)
        write_events(ticket, everything, added)
        follows.tell(ticket, added, now)
        for mail in mails:
            send(ticket, mail, seq=added[len(late) + mail.entry].seq, now=now)
    return ticket


def behind(
    ticket: Ticket, history: Sequence[Recorded], entries: Sequence[Entry], now: datetime
) -> list[backlog.Raised]:
    """The alarms that must be recorded before the entries are; whoever must hear of one is told."""
    if not backlog.is_behind(ticket, now):
        return []
    added = number(entries, len(history), now)
    terms = queries.terms_in([*history, *added], ticket)
    late = backlog.left_behind(ticket, history, added, terms, now)
    notices.tell([alarm.notice(ticket, seq) for seq, alarm in enumerate(late, len(history) + 1)], now)
    return late


def refold(ticket: Ticket, history: Sequence[Recorded]) -> None:
    """Write the columns anew from the whole history, which is as long as before; call it within the turn."""
    columns = fold(history, ticket)
    save(ticket, columns).participants.set(columns.participants)


def number(entries: Sequence[Entry], length: int, now: datetime) -> list[Recorded]:
    """The entries at their places in the history."""
    return [
        Recorded(
            seq=length + place,
            at=entry.at,
            recorded_at=now,
            actor=entry.by.pk if entry.by else None,
            fact=entry.fact,
        )
        for place, entry in enumerate(entries, start=1)
    ]


def fold(history: Sequence[Recorded], ticket: Ticket | None) -> Columns:
    """The columns of a ticket with that history, under the terms that it names; `ticket` is the one that is at hand."""
    return projection.project(history, queries.terms_in(history, ticket))


def save(ticket: Ticket | None, columns: Columns) -> Ticket:
    """Write the columns, and how the clocks ended; what stands beside the fold is left as it is."""
    values = column_values(columns) | {"fold": projection.FOLD}
    if ticket is None:
        ticket = Ticket.objects.create(**values)
        outcomes.begin(ticket, columns.outcomes)
        return ticket
    changed = {name: value for name, value in values.items() if getattr(ticket, name) != value}
    for name, value in changed.items():
        setattr(ticket, name, value)
    if changed:
        Ticket.objects.filter(pk=ticket.pk).update(**changed)
    outcomes.rewrite(ticket, columns.outcomes)
    return ticket


def column_values(columns: Columns) -> dict[str, Any]:
    """The columns of the ticket's own row: all but the participants and how its clocks ended, which are rows of their own."""
    values = columns.values()
    del values["participants"], values["outcomes"]
    return values


def write_events(ticket: Ticket, entries: Sequence[Entry], added: Sequence[Recorded]) -> None:
    """Append the rows to the chain."""
    last = TicketEvent.objects.order_by("-position").values_list("position", "hash").first()
    position, previous = last or (0, chain.START)
    rows = []
    for entry, event in zip(entries, added, strict=True):
        position += 1
        row = TicketEvent(
            position=position,
            ticket=ticket,
            seq=event.seq,
            kind=event.fact.kind,
            version=event.fact.version,
            at=event.at,
            recorded_at=event.recorded_at,
            actor_id=event.actor,
            data=vocabulary.to_data(event.fact),
            alarm_key=entry.alarm_key,
            source_id=entry.source_id,
        )
        row.hash = previous = chain.link(previous, payload(row))
        rows.append(row)
    TicketEvent.objects.bulk_create(rows)


def send(ticket: Ticket, mail: Mail, *, seq: int, now: datetime) -> None:
    """Put a mail into the outbox."""
    enqueue(
        key=f"{ticket.pk}:{seq}:{mail.template}:{mail.to.pk}",
        kind="mail",
        payload={
            "template": mail.template,
            "ticket": ticket.pk,
            "event": seq,
            "to": mail.to.pk,
            "language": mail.to.language,
        },
        domain=ticket.brand.domain,
        now=now,
        ticket_id=ticket.pk,
    )


def next_number(brand: Brand) -> int:
    """The number of the brand's next ticket; call it within the turn."""
    last = Ticket.objects.filter(brand=brand).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def write_body(*, text: str, html: str = "", subject: str = "", attachments: Sequence[File] = ()) -> Body:
    """Keep what somebody wrote, and what came along with it, for an event to name."""
    text, html, subject = speakable(text), speakable(html), speakable(subject)
    salt = secrets.token_hex(16)
    digest = chain.body_digest(salt, subject, text, html, attaching.sealed(attachments))
    body = Body.objects.create(subject=subject, text=text, html=html, salt=salt, digest=digest)
    attaching.attach(body, attachments)
    return body


def rewrite_body(body: Body, *, text: str, html: str = "", subject: str = "", erased_at: datetime | None) -> Body:
    """Leave no more than this of what was written, under a new salt; an event (`WordsErased`) must name the new digest.

    Where all of it is erased, what came along goes with it; the bytes are for the caller to drop (`files.store`).
    """
    body.subject, body.text, body.html, body.erased_at = subject, text, html, erased_at
    if erased_at is not None:
        body.attachments.all().delete()
    body.salt = secrets.token_hex(16)
    body.digest = chain.body_digest(body.salt, subject, text, html, attaching.sealed_on(body))
    body.save()
    return body
