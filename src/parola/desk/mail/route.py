"""Which ticket does a mail belong to?

To one of ours that it answers, if whoever writes is on its customer's side; else to none yet. What it answers is told by the token
in the address it was sent to, or by a Message-ID of ours that it names. A reference in the subject is only text, and so are headers
that claim anything: mail adds words, never rights.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from parola.desk.accounts.models import Brand, Mailbox, Person, without_detail
from parola.desk.mail import token
from parola.desk.mail.models import Sent
from parola.desk.mail.parse import ParsedMail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import is_customer_of


def ticket_of(mail: ParsedMail, *, recipient: str, brand: Brand, writer: Person | None) -> Ticket | None:
    """The ticket that the mail joins, or None for a new one."""
    if writer is None:
        return None
    for ticket in _answered(mail, recipient, writer):
        if ticket.brand_id == brand.pk and is_customer_of(writer, ticket):
            return ticket
    return None


def reported(mail: ParsedMail, brand: Brand) -> Sent | None:
    """The mail of ours about which a machine writes: it names its Message-ID."""
    ids = [*mail.references, *mail.about]
    found = Sent.objects.filter(message_id__in=ids, ticket__brand=brand).select_related("ticket").order_by("-pk")
    return found.first()


def is_our_own(mail: ParsedMail) -> bool:
    """Did this mail leave this desk? Then it came back, and is not taken for a customer's."""
    if mail.message_id and Sent.objects.filter(message_id=mail.message_id).exists():
        return True
    claimed = [*mail.loops, without_detail(mail.sender.address) if mail.sender else ""]
    return Mailbox.objects.filter(address__in=claimed).exists()


def mail_key() -> bytes:
    """The key of the reply tokens."""
    return f"parola.mail.reply:{settings.SECRET_KEY}".encode()


def _answered(mail: ParsedMail, recipient: str, writer: Person) -> Iterator[Ticket]:
    """The tickets that the mail says it answers, the surest first.

    A token was given to one person: in that person's mail it proves what `From:` says. A Message-ID is known to everybody who
    ever got the mail, and so is another's token: they count in the mail of a verified sender alone.
    """
    genuine = token.read(recipient, mail_key())
    verified = mail.authenticity == "verified"
    if genuine is not None and (verified or genuine.person_id == writer.pk):
        yield from Ticket.objects.filter(pk=genuine.ticket_id)
    if not verified:
        return
    known = Sent.objects.filter(message_id__in=mail.references, ticket__isnull=False).select_related("ticket")
    by_id = {sent.message_id: sent.ticket for sent in known}
    yield from (ticket for reference in mail.references if (ticket := by_id.get(reference)))
