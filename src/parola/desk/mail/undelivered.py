"""Mails that did not reach whom they were for: noted with the mail, told to whoever wrote, and sent again when somebody says so.

Our own mail server refused it at once (5xx), or another one sent it back later. A refusal for now (4xx) is no such thing: the outbox
tries on by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about
from parola.desk.mail.models import Sent
from parola.desk.mail.queries import KIND
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.queries import sees_inside

TEMPLATE = "undelivered"
State = OutboxRow.State


class NotAllowed(Exception):
    """The person does not answer for the brand."""


class NothingToSend(Exception):
    """No mail because of the event failed, or somebody has sent it again already."""


def tell(sent: Sent, now: datetime) -> None:
    """Whoever wrote the mail hears of it; where the desk wrote it by itself, whoever has the ticket. Nobody else is to do something.

    Call it in the transaction that notes what became of the mail.
    """
    row = OutboxRow.objects.filter(message_id=f"<{sent.message_id}>", kind=KIND).first()
    if row is not None and row.payload["template"] != TEMPLATE:
        _tell(row, now)


def _tell(row: OutboxRow, now: datetime) -> None:
    ticket = Ticket.objects.select_related("brand", "assignee").filter(pk=row.payload["ticket"]).first()
    if ticket is None:
        return
    author = TicketEvent.objects.filter(ticket=ticket, seq=row.payload["event"]).values("actor")
    writer = Person.objects.filter(pk__in=author).first()
    reader = next((each for each in (writer, ticket.assignee) if each and _works_on(each, ticket)), None)
    if reader is None or reader.pk == row.payload["to"]:
        return
    outbox.enqueue(
        key=f"{TEMPLATE}:{row.pk}:{row.lease_token}",
        kind=KIND,
        payload={
            "template": TEMPLATE,
            "ticket": ticket.pk,
            "event": row.payload["event"],
            "to": reader.pk,
            "language": reader.language,
            "about": row.payload["to"],
            "message_id": row.message_id,
        },
        domain=ticket.brand.domain,
        now=now,
    )


def _works_on(person: Person, ticket: Ticket) -> bool:
    return person.is_active and sees_inside(person, ticket)


def letter(occasion: Occasion) -> Letter:
    """Whom a mail did not reach, what the mail server said, and what can be done."""
    ticket = occasion.ticket
    sent = Sent.objects.filter(message_id=occasion.payload["message_id"].strip("<>")).select_related("person").first()
    if sent is None or not (sent.refused_at or sent.returned_at):
        raise Unsendable("the mail was sent again")
    names = {"reference": ticket.reference, "name": occasion.name(str(sent.person)), "address": sent.address}
    link = settings.BASE_URL + reverse("console:ticket", args=[ticket.reference])
    return Letter(
        subject=about(ticket),
        lines=(
            gettext("A mail because of %(reference)s did not reach %(name)s (%(address)s).") % names,
            gettext("The mail server said: %(why)s") % {"why": sent.returned_why},
            gettext("Ask them for an address that works. On the page of the ticket you can send the mail again."),
        ),
        link=f"{link}#event-{occasion.seq}",
        link_text=gettext("Open in the console"),
    )


@transaction.atomic
def send_again(*, ticket: Ticket, seq: int, by: Person, now: datetime) -> int:
    """Send what failed because of the event once more, to the addresses that those people have now. How many mails.

    Raises NotAllowed, NothingToSend.
    """
    if not may(by, Act.REPLY, ticket.brand):
        raise NotAllowed(ticket.brand.slug)
    rows = OutboxRow.objects.filter(kind=KIND, ticket_id=ticket.pk, payload__event=seq)
    failed = {f"<{each}>" for each in _failed(ticket).values_list("message_id", flat=True)}
    found = [row for row in rows if row.state == State.PARKED or (row.state == State.SENT and row.message_id in failed)]
    again = [row for row in found if outbox.send_once_more(row=row, now=now)]
    if not again:
        raise NothingToSend(f"{ticket.reference} {seq}")
    ids = [row.message_id.strip("<>") for row in again]
    Sent.objects.filter(message_id__in=ids).update(
        refused_at=None, returned_at=None, returned_why="", returned_for_good=False
    )
    return len(again)


def _failed(ticket: Ticket) -> QuerySet[Sent]:
    return ticket.sent_mails.filter(Q(refused_at__isnull=False) | Q(returned_at__isnull=False))


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {TEMPLATE: letter}
"""The one template of this page."""
