"""A mail by which somebody who sets a mailbox up sees that what leaves it arrives."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from parola.desk.accounts.models import Mailbox, Person
from parola.desk.mail import address, alone
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter, Unsendable
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.policy.numerals import told_in
from parola.policy.words import speak

KIND = "test"
"""The outbox rows that this page sends."""


def send(*, mailbox: Mailbox, to: Person, now: datetime) -> None:
    """Put a test mail to that person into the outbox; one a minute for a mailbox and a person."""
    outbox.enqueue(
        key=f"test:{mailbox.pk}:{to.pk}:{now:%Y-%m-%dT%H:%M}",
        kind=KIND,
        payload={"mailbox": mailbox.pk, "to": to.pk},
        domain=mailbox.address.rpartition("@")[2],
        now=now,
    )


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=envelope, now=now)


def envelope(row: OutboxRow) -> Envelope:
    """The mail of a row, in the language of who asked for it."""
    mailbox = Mailbox.objects.select_related("brand").get(pk=row.payload["mailbox"])
    to = Person.objects.filter(pk=row.payload["to"], is_active=True).first()
    if to is None:
        raise Unsendable("who asked for it is not here any more")
    with override(to.language), told_in(to.numerals):
        letter = _letter(mailbox, to, row.created_at)
        ours = address.Mailbox(mailbox.address, mailbox.name or mailbox.brand.name)
        return alone.envelope(row=row, brand=mailbox.brand, to=to.email, letter=letter, language=to.language, ours=ours)


def _letter(mailbox: Mailbox, to: Person, at: datetime) -> Letter:
    names = {"address": mailbox.address, "instant": speak(to.language).instant(at, to.timezone)}
    lines = (
        gettext("Mail that leaves from %(address)s arrives: you asked for this test %(instant)s.") % names,
        gettext(
            "To see whether mail comes in as well, write to that address: a ticket opens, and the desk acknowledges it."
        ),
    )
    return Letter(subject=gettext("Test mail from %(address)s") % names, lines=lines)
