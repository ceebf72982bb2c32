"""The link that proves an address: whoever has it says which of the requests are theirs, and those become tickets.

The link is used once, within a day, and opens nothing by being looked at. What it proves is the address, so it opens all that waits for
it; nothing of a ticket can be read by it, and nobody is signed in.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db import transaction

from parola.desk.accounts.models import Person
from parola.desk.accounts.operations import find_or_create_person, prove_address
from parola.desk.tickets import belonging, operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.invitations import digest
from parola.desk.tickets.models import Ticket
from parola.desk.webform import queries
from parola.desk.webform.models import WebRequest

LASTING = timedelta(days=1)
MOST_KEYS = 10
CHANNEL = "web"
State = WebRequest.State


class Gone(Exception):
    """There is no such link any more: its time is over, somebody decided otherwise, or it never was."""


def new_key(held: WebRequest) -> str:
    """A key for a link, kept as a digest: of each mail another, since nobody knows which one arrives."""
    key = secrets.token_urlsafe(32)
    held.keys = [*held.keys, digest(key)][-MOST_KEYS:]
    WebRequest.objects.filter(pk=held.pk).update(keys=held.keys)
    return key


def opened(*, identifier: UUID, key: str, now: datetime) -> WebRequest:
    """The request because of which the link was sent; looking changes nothing. Raises Gone."""
    found = WebRequest.objects.filter(pk=identifier, mailed_at__gt=now - LASTING).select_related("brand", "ticket")
    held = found.first()
    if held is None or not any(compare_digest(kept, digest(key)) for kept in held.keys):
        raise Gone
    if held.state != State.WAITING and held.decided_by_id is not None:
        raise Gone
    return held


@transaction.atomic
def prove(*, identifier: UUID, key: str, chosen: Collection[UUID], now: datetime) -> list[Ticket]:
    """The chosen requests become tickets, counted from when they were sent; the others that waited are left aside.

    A link that was used already does nothing more. Raises Gone, and what `open_ticket` raises.
    """
    held = opened(identifier=identifier, key=key, now=now)
    if held.state != State.WAITING:
        return []
    waiting = queries.waiting_of(held.email, now)
    person = _person(held, now)
    tickets = [open_one(each, person, now) for each in waiting if each.pk in chosen]
    for each in waiting:
        if each.pk not in chosen:
            decide(each, State.DISMISSED, now)
    return [ticket for ticket in tickets if ticket is not None]


@transaction.atomic
def refuse(*, identifier: UUID, key: str, now: datetime) -> None:
    """Whoever has the address wrote none of it: nothing becomes a ticket, and no link goes there for a while. Raises Gone."""
    held = opened(identifier=identifier, key=key, now=now)
    for each in queries.waiting_of(held.email, now):
        decide(each, State.REFUSED, now)


def open_one(held: WebRequest, person: Person, now: datetime, *, by: Person | None = None) -> Ticket | None:
    """The ticket of a request that waits, for that person; None where somebody was faster."""
    if not decide(held, State.OPENED, now, by=by):
        return None
    ticket = operations.open_ticket(
        brand=held.brand,
        requester=person,
        subject=held.subject,
        text=held.text,
        attachments=[File(blob=each.blob, name=each.name) for each in held.files.select_related("blob")],
        channel=CHANNEL,
        facts=held.facts,
        submitted_at=held.asked_at,
        now=now,
        source_id=f"form:{held.pk}",
        by=by,
    )
    held.ticket, held.subject, held.text, held.facts = ticket, "", "", {}
    held.save(update_fields=["ticket", "subject", "text", "facts"])
    held.files.all().delete()
    return ticket


def decide(held: WebRequest, state: State, now: datetime, *, by: Person | None = None) -> bool:
    """What becomes of a request that waits; False where that was decided meanwhile."""
    waiting = WebRequest.objects.filter(pk=held.pk, state=State.WAITING)
    done = waiting.update(state=state, decided_at=now, decided_by=by) == 1
    held.refresh_from_db(fields=["state", "decided_at", "decided_by"])
    return done


def _person(held: WebRequest, now: datetime) -> Person:
    """Who has the address, which is proved now, and with it to whom they belong."""
    person = find_or_create_person(
        email=held.email, name=held.name, language=held.language, timezone=held.brand.timezone
    )
    if person.is_active:
        prove_address(person, held.email)
        belonging.join_by_domain(person=person, now=now)
    return person
