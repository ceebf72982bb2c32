"""The mails behind a conversation: what came along with those that came in, and whether those that go out have left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from parola.desk.mail import queries
from parola.desk.mail.models import Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket

State = OutboxRow.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far an answer has come on its way to the customer."""

    text: str
    tone: str
    icon: str
    why: str = ""
    """What the other mail server said, in its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail as it came: the whole of it, and whether it may be from somebody else."""

    address: str
    unverified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    """The mails of a ticket, by the `seq` of the event that each belongs to."""

    incoming: dict[int, Incoming]
    deliveries: dict[int, Delivery]


def mails(ticket: Ticket) -> Mails:
    """All that came and went, in a few queries."""
    incoming = {
        seq: Incoming(
            address=reverse("console:original", args=[ticket.reference, seq]),
            unverified=mail.authenticity == "unverified",
        )
        for seq, mail in queries.mails_of(ticket).items()
    }
    returned = queries.returned(ticket)
    return Mails(
        incoming=incoming,
        deliveries={seq: delivery(rows, returned) for seq, rows in queries.outgoing(ticket).items()},
    )


def delivery(rows: Sequence[OutboxRow], returned: Mapping[str, Sent]) -> Delivery:
    """What became of the mails that carry one answer: the worst of them counts. `returned`: those that came back, by Message-ID."""
    back = next((returned[row.message_id] for row in rows if row.message_id in returned), None)
    if back is not None:
        text = _("The mail to %(person)s came back") % {"person": back.person}
        return Delivery(text=text, tone="missed", icon="triangle-alert", why=back.returned_why)
    states = {row.state for row in rows}
    if State.PARKED in states:
        return Delivery(text=_("The mail could not be sent"), tone="missed", icon="triangle-alert")
    if states == {State.SENT}:
        return Delivery(text=_("The mail has left"), tone="kept", icon="check")
    return Delivery(text=_("The mail is waiting to leave"), tone="still", icon="hourglass")
