"""A mail that was set aside becomes a ticket after all: somebody looked at it, and says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parola.desk.accounts.models import Person
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.permissions import Act, may
from parola.desk.mail import address, keeping, language, queries, reading
from parola.desk.mail.models import Received
from parola.desk.mail.parse import TooMuch
from parola.desk.mail.receive import CHANNEL
from parola.desk.tickets import operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Ticket

State = Received.State
ASIDE = (State.QUARANTINED, State.AUTOMATIC)


class NotAllowed(Exception):
    """The person may not open tickets in a customer's name."""


class ReleasedAlready(Exception):
    """The mail is on a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the desk can say of the mail by itself. Empty where the mail does not tell."""

    email: str
    subject: str
    text: str


def draft(received: Received) -> Draft:
    """What could be read of the mail, for whoever decides. The sender is what the envelope says where `From:` is nobody."""
    try:
        mail = reading.read(bytes(received.raw), received.envelope_from)
    except (TooMuch, reading.Unreadable):
        return Draft(email=_plain(received.envelope_from), subject=received.subject, text="")
    sender = mail.sender.address if mail.sender else _plain(received.envelope_from)
    return Draft(email=sender, subject=mail.subject, text=mail.text)


def release(*, received: Received, by: Person, email: str, subject: str, text: str, now: datetime) -> Ticket:
    """Open a ticket in the name of whoever has that address; it counts from when the mail came. The whole mail is on it.

    A machine's mail is not acknowledged. Raises NotAllowed, ReleasedAlready, and what `open_ticket` raises.
    """
    if not may(by, Act.OPEN_FOR, received.brand):
        raise NotAllowed(received.brand.slug)
    if received.state not in ASIDE:
        raise ReleasedAlready(str(received.pk))
    return onto_ticket(received, by=by, email=email, subject=subject, text=text, files=files_of(received, now), now=now)


def files_of(received: Received, now: datetime) -> list[File]:
    """What came along with the mail; nothing where no reader gets so far."""
    raw = bytes(received.raw)
    try:
        return keeping.kept(raw, reading.read(raw, received.envelope_from), now)
    except (TooMuch, reading.Unreadable):
        return []


@transaction.atomic
def onto_ticket(
    received: Received, *, by: Person, email: str, subject: str, text: str, files: Sequence[File], now: datetime
) -> Ticket:
    """The mail is a ticket: once."""
    brand, was = received.brand, received.state
    if not Received.objects.filter(pk=received.pk, state__in=ASIDE).update(state=State.TICKET):
        raise ReleasedAlready(str(received.pk))
    requester = find_or_create_person(
        email=email,
        language=language.guess(text, brand.languages, otherwise=brand.language),
        timezone=brand.timezone,
    )
    ticket = operations.open_ticket(
        brand=brand,
        requester=requester,
        subject=subject,
        text=text,
        attachments=files,
        channel=CHANNEL,
        submitted_at=received.received_at,
        now=now,
        source_id=queries.source_id(received.pk),
        by=by,
        acknowledge=was != State.AUTOMATIC,
    )
    received.state, received.ticket = State.TICKET, ticket
    received.save(update_fields=["state", "ticket"])
    return ticket


def _plain(text: str) -> str:
    return text if address.is_address(text) else ""
