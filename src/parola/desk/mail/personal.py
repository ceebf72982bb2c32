"""Mails to one person alone: codes and links to sign in with, and word of what changed about how they sign in.

Such a mail may open an account, so it lies nowhere: in the outbox what is secret in it is encrypted, and its row is taken away
once it was sent, could not be sent, or came too late. A request for an address that nobody has makes a row too, which no mail
comes of: who asks cannot tell the two apart, by the answer or by the time that it takes.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import brands_of, organizations_of
from parola.desk.accounts.secrets import Secret, Unreadable
from parola.desk.mail import alone, personal_letters
from parola.desk.mail.address import Mailbox
from parola.desk.mail.compose import Envelope
from parola.desk.mail.send import Connection, Refused, ServerGone, TryLater
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.customers import brands_with
from parola.policy.numerals import told_in

KIND = "personal"
"""The outbox rows that this page sends."""
GOOD_FOR = timedelta(hours=1)
"""How long what such a mail says can be used at most. A later one is not sent."""

logger = logging.getLogger(__name__)


def enqueue(*, template: str, to: str, person: Person | None, told: Mapping[str, str], now: datetime) -> None:
    """A mail to that address of the person's. `told`: what the letter says, kept encrypted. Nobody (None) gets none."""
    outbox.enqueue(
        key=f"{KIND}:{uuid.uuid4().hex}",
        kind=KIND,
        payload={
            "template": template,
            "to": to if person else "",
            "person": person.pk if person else None,
            "told": Secret.of(json.dumps(dict(told)), now=now).sealed,
        },
        domain=address_of(sender_for(person)).rpartition("@")[2],
        now=now,
    )


def deliver(*, now: datetime) -> bool:
    """Send what waits. Never asks to be called again at once: there are few."""
    with Connection() as connection:
        while (row := outbox.claim(kind=KIND, now=now)) is not None:
            if not _deliver(row, connection, now):
                break
    return False


def _deliver(row: OutboxRow, connection: Connection, now: datetime) -> bool:
    """One row, sent or tried again later. False where the server is gone."""
    try:
        envelope = None if now > row.created_at + GOOD_FOR else compose(row)
        if envelope is not None:
            connection.send(envelope)
    except (Refused, Unreadable) as error:
        logger.warning("a personal mail (%s) cannot be sent: %s", row.payload["template"], type(error).__name__)
    except TryLater as error:
        outbox.retry(row=row, error=type(error).__name__, now=now)
        return not isinstance(error, ServerGone)
    OutboxRow.objects.filter(pk=row.pk, lease_token=row.lease_token).delete()
    return True


def compose(row: OutboxRow) -> Envelope | None:
    """The mail of a row, in the person's language; None where there is nobody to write to (any more). Raises Unreadable."""
    person = Person.objects.filter(pk=row.payload["person"], is_active=True).first()
    if person is None:
        return None
    language = person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    told = json.loads(Secret(row.payload["told"]).reveal())
    with override(language), told_in(person.numerals):
        brand = sender_for(person)
        letter = personal_letters.letter(row.payload["template"], told, brand, language)
        ours = Mailbox(address_of(brand), brand.name)
        return alone.envelope(row=row, brand=brand, to=row.payload["to"], letter=letter, language=language, ours=ours)


def sender_for(person: Person | None) -> Brand:
    """The brand in whose name a person is written to: one they work for, or whose customer they are, or the desk's first.

    A desk without brands writes in its own name.
    """
    mine = brands_of(person).order_by("pk").first() if person else None
    organization = organizations_of(person).first() if person and mine is None else None
    theirs = brands_with(organization).first() if organization else None
    found = mine or theirs or Brand.objects.order_by("pk").first()
    return found or Brand(name="Parola")


def address_of(brand: Brand) -> str:
    """From where the brand writes; the desk's own name where it has no mailbox."""
    return (brand.support_address if brand.pk else "") or f"parola@{settings.HOST}"
