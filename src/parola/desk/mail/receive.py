"""A mail taken in: kept first, then read, then made a ticket or a message on one, or set aside with the reason.

The bytes are committed before anything looks at them, so a mail that kills its reader is there when the reader is back, and after
a few attempts it is set aside unread. The ticket and the note that the mail is on it are one transaction. The server says
"250" after that (`receiver`); where it could not, the sender repeats, and the fingerprint tells that it is the same mail.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from parola.desk.accounts.mailboxes import mailbox_at
from parola.desk.accounts.models import Brand, Mailbox, normalise
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.queries import person_by_address
from parola.desk.mail import (
    address,
    copies,
    intake,
    keeping,
    language,
    looks,
    queries,
    reading,
    returns,
    route,
    token,
    trim,
)
from parola.desk.mail.models import Received
from parola.desk.mail.parse import ParsedMail, TooMuch, fingerprint
from parola.desk.tickets import operations
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import OutOfUse

MOST_ATTEMPTS = 3
LEFT_BEHIND = timedelta(minutes=5)
"""A mail that is still unread after this has lost its reader."""

CHANNEL = "email"
FOUND_OUT = (
    "state", "reason", "ticket", "message_id", "subject", "authenticity", "sender", "sort", "copied",
    "appointments", "sealed",
)  # fmt: skip
State = Received.State

logger = logging.getLogger(__name__)


def open_for(recipient: str) -> Mailbox | None:
    """The mailbox that takes mail for this recipient. One out of use, or whose brand is, takes answers to what we wrote alone."""
    mailbox = mailbox_at(recipient)
    if mailbox is None or (mailbox.in_use and mailbox.brand.in_use) or token.is_genuine(recipient, route.mail_key()):
        return mailbox
    return None


def keep(*, brand: Brand, raw: bytes, envelope_from: str, envelope_to: str, received_at: datetime) -> Received:
    """Commit the bytes. A mail that the brand has already gives the row that is there."""
    at = mailbox_at(envelope_to)
    received, _ = Received.objects.get_or_create(
        brand=brand,
        fingerprint=fingerprint(raw),
        defaults={
            "mailbox": at if at and at.brand_id == brand.pk else None,
            "raw": raw,
            "sha256": hashlib.sha256(raw).hexdigest(),
            "envelope_from": envelope_from[:512],
            "envelope_to": envelope_to[:512],
            "received_at": received_at,
        },
    )
    return received


def process(received: Received, *, now: datetime) -> Received:
    """Read the mail and do what it asks; nothing where that is done already. Errors of the database come through."""
    if not _begin(received):
        return received
    if received.attempts > MOST_ATTEMPTS:
        return _finish(received, State.QUARANTINED, reason=f"could not be read in {MOST_ATTEMPTS} attempts")
    try:
        mail = reading.read(bytes(received.raw), received.envelope_from, settings.AUTHSERV_IDS)
    except (TooMuch, reading.Unreadable) as error:  # the mail is kept, and the next one is read
        logger.warning("mail %s is set aside: %s", received.pk, error)
        return _finish(received, State.QUARANTINED, reason=str(error))
    return _act(received, mail, now)


def put_aside(received: Received, reason: str) -> Received:
    """Of a mail of which the desk has the headers alone: who wrote what, with the reason why there is no more of it."""
    if not _begin(received):
        return received
    try:
        mail = reading.read(bytes(received.raw), received.envelope_from, settings.AUTHSERV_IDS)
    except (TooMuch, reading.Unreadable):
        mail = None
    return _finish(received, State.QUARANTINED, mail, reason=reason)


def sweep(*, now: datetime, limit: int = 10) -> bool:
    """Read the mails whose reader died, and those that somebody let in. True where there may be more."""
    due = Q(received_at__lte=now - LEFT_BEHIND) | Q(let_in=True)
    waiting = Received.objects.filter(due, state=State.TAKEN).order_by("received_at")
    left = list(waiting.values_list("pk", flat=True)[:limit])
    for pk in left:
        process(Received.objects.get(pk=pk), now=now)  # one at a time: each may be large
    return len(left) == limit


def _begin(received: Received) -> bool:
    """Count the attempt, before the bytes are touched. False where somebody has finished with the mail."""
    begun = Received.objects.filter(pk=received.pk, state=State.TAKEN).update(attempts=F("attempts") + 1)
    received.refresh_from_db(fields=["attempts"] if begun else None)
    return begun == 1


def _act(received: Received, mail: ParsedMail, now: datetime) -> Received:
    """What the mail asks for, once it is read."""
    if reason := ("came from this desk" if route.is_our_own(mail) else mail.automatic):
        return _put_by(received, mail, reason)
    if mail.sender is None:
        return _finish(received, State.QUARANTINED, mail, reason="From: does not name exactly one sender")
    if mail.authenticity == "disowned":
        return _finish(received, State.QUARANTINED, mail, reason="the sender's domain disowns it (DMARC)")
    if not received.let_in and intake.is_flood(received, mail.sender.address):
        return _finish(received, State.HELD, mail, reason=intake.WHY)
    try:
        return _into_ticket(received, mail, mail.sender, _kept(received, mail, now), now)
    except (OutOfUse, reading.Unreadable) as error:
        why = f"{received.brand.name} takes no new requests" if isinstance(error, OutOfUse) else str(error)
        return _finish(received, State.QUARANTINED, mail, reason=why)


def _kept(received: Received, mail: ParsedMail, now: datetime) -> list[File]:
    """What came along. A disk that is full is no fault of the mail: the attempt does not count, and the sender tries again."""
    try:
        return keeping.kept(bytes(received.raw), mail, now)
    except OSError:
        Received.objects.filter(pk=received.pk).update(attempts=F("attempts") - 1)
        raise


@transaction.atomic
def _put_by(received: Received, mail: ParsedMail, reason: str) -> Received:
    """A machine's mail opens nothing and is no message; it lies with the ticket of the mail that it is about."""
    sent = returns.told(received, mail)
    return _finish(received, State.AUTOMATIC, mail, reason=reason, ticket=sent.ticket if sent else None)


@transaction.atomic
def _into_ticket(
    received: Received, mail: ParsedMail, sender: address.Mailbox, files: Sequence[File], now: datetime
) -> Received:
    if not Received.objects.filter(pk=received.pk, state=State.TAKEN).update(state=State.TICKET):
        received.refresh_from_db()
        return received
    ticket = _to_ticket(received, mail, sender, files, now)
    return _finish(received, State.TICKET, mail, ticket=ticket)


def _to_ticket(
    received: Received, mail: ParsedMail, sender: address.Mailbox, files: Sequence[File], now: datetime
) -> Ticket:
    """The ticket that the mail joined, or the new one that it opened."""
    source_id = queries.source_id(received.pk)
    writer = person_by_address(sender.address)
    joined = route.ticket_of(mail, recipient=received.envelope_to, brand=received.brand, writer=writer)
    if joined is not None and writer is not None:
        return operations.customer_message(
            ticket=joined,
            by=writer,
            text=trim.new_text(mail.text, _ours(received.brand)),
            html=looks.worth_keeping(mail.html),
            attachments=files,
            channel=CHANNEL,
            submitted_at=received.received_at,
            now=now,
            source_id=source_id,
        )
    brand, mailbox = received.brand, received.mailbox
    requester = find_or_create_person(
        email=sender.address,
        name=sender.name,
        language=language.guess(mail.text, brand.languages, otherwise=_otherwise(received)),
        timezone=brand.timezone,
    )
    return operations.open_ticket(
        brand=brand,
        requester=requester,
        subject=mail.subject,
        text=mail.text,
        html=looks.worth_keeping(mail.html),
        attachments=files,
        channel=CHANNEL,
        submitted_at=received.received_at,
        now=now,
        source_id=source_id,
        facts={"product": mailbox.product} if mailbox and mailbox.product else None,
        acknowledge=intake.is_answered(mail, requester, at=received.received_at),
    )


def _ours(brand: Brand) -> list[str]:
    """What in a line tells that it quotes one of our mails."""
    addresses = brand.mailboxes.values_list("address", flat=True)
    return [mark for each in addresses for mark in (each, f"@{each.rpartition('@')[2]}")]


def _otherwise(received: Received) -> str:
    """The language for who writes in none that we know."""
    return (received.mailbox.language if received.mailbox else "") or received.brand.language


def _finish(
    received: Received, state: State, mail: ParsedMail | None = None, *, reason: str = "", ticket: Ticket | None = None
) -> Received:
    if state != State.TICKET and not Received.objects.filter(pk=received.pk, state=State.TAKEN).update(state=state):
        received.refresh_from_db()  # another reader was faster
        return received
    received.state, received.reason, received.ticket = state, reason[:300], ticket
    if mail is not None:
        received.message_id, received.subject, received.authenticity = mail.message_id, mail.subject, mail.authenticity
        received.sender = normalise(mail.sender.address) if mail.sender else ""
        received.appointments, received.sealed = [asdict(each) for each in mail.appointments], mail.sealed
        received.sort, received.copied = mail.sort, [asdict(each) for each in copies.others(mail.copied)]
    received.save(update_fields=[*FOUND_OUT])
    return received
