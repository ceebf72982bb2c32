"""The mails behind a conversation: what came along with those that came in, and whether those that go out have left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.mail import doubts, queries
from parola.desk.mail.models import Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.web.appointments import Told, told

State = OutboxRow.State
FAILED = "missed"
"""The tone of what did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far an answer has come on its way to the customer."""

    text: str
    tone: str
    icon: str
    at: datetime | None = None
    """When that was, or when it is tried again."""
    why: str = ""
    """What a mail server said, in its words."""
    again: str = ""
    """Where it is sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail as it came: whether it may be from somebody else, whether what was written lies in it unread, and its appointments."""

    unverified: bool
    sealed: bool
    appointments: list[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    """The mails of a ticket, by the `seq` of the event that each belongs to."""

    incoming: dict[int, Incoming]
    deliveries: dict[int, Delivery]

    def delivery(self, seq: int, kind: str) -> Delivery | None:
        """Of an answer how far it is; of what the desk confirmed by itself only that it did not arrive."""
        found = self.deliveries.get(seq)
        return found if found and (kind == "support" or found.tone == FAILED) else None


def mails(ticket: Ticket, shown: Collection[int]) -> Mails:
    """What came and went by the events of those places, in a few queries."""
    doubted = {person.email for person in doubts.doubted([ticket]).get(ticket.pk, [])}
    incoming = {
        seq: Incoming(
            unverified=mail.authenticity == "unverified" and mail.sender in doubted,
            sealed=mail.sealed,
            appointments=told(mail),
        )
        for seq, mail in queries.mails_of(ticket, shown).items()
    }
    news = queries.told_of(ticket)
    return Mails(
        incoming=incoming,
        deliveries={
            seq: delivery(rows, news, reverse("console:mail_again", args=[ticket.reference, seq]))
            for seq, rows in queries.outgoing(ticket, shown).items()
        },
    )


def delivery(rows: Sequence[OutboxRow], told: Mapping[str, Sent], again: str) -> Delivery:
    """What became of the mails that carry one answer: the worst of them counts. `told`: what servers said of them, by Message-ID."""
    known = [told[row.message_id] for row in rows if row.message_id in told]
    lost = next((sent for sent in known if sent.refused_at or sent.returned_at), None)
    parked = next((row for row in rows if row.state == State.PARKED), None)
    waiting = next((row for row in rows if row.state in (State.READY, State.LEASED)), None)
    if lost is not None:
        return _lost(lost, again)
    if parked is not None:
        text = _("The mail could not be sent")
        return Delivery(text=text, tone=FAILED, icon="triangle-alert", why=parked.last_error, again=again)
    return _waiting(waiting) if waiting else _taken(rows, known)


def _waiting(row: OutboxRow) -> Delivery:
    """One that has not left yet, and why, if it was tried."""
    if row.last_error and row.attempts:
        text = _("The mail server does not take the mail now. It is tried again:")
        return Delivery(text=text, tone="soon", icon="hourglass", at=row.next_try_at, why=row.last_error)
    return Delivery(text=_("The mail is on its way"), tone="still", icon="hourglass")


def _taken(rows: Sequence[OutboxRow], known: Sequence[Sent]) -> Delivery:
    """All have left; whether they arrived is known where every server tells."""
    arrived = [sent.delivered_at for sent in known if sent.delivered_at]
    if len(arrived) == len(rows):
        return Delivery(text=_("The mail has arrived"), tone="kept", icon="check", at=max(arrived))
    at = max((row.sent_at for row in rows if row.sent_at), default=None)
    return Delivery(text=_("The mail server has taken the mail"), tone="kept", icon="check", at=at)


def _lost(sent: Sent, again: str) -> Delivery:
    """One that did not reach whom it was for."""
    refused = _("The mail server refused the mail to %(person)s (%(address)s)")
    text = (refused if sent.refused_at else _("The mail to %(person)s (%(address)s) came back")) % {
        "person": sent.person,
        "address": sent.address or sent.person.email,
    }
    at = sent.refused_at or sent.returned_at
    return Delivery(text=text, tone=FAILED, icon="triangle-alert", at=at, why=sent.returned_why, again=again)
