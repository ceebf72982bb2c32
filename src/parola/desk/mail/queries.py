"""What is asked about mails."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.mail.models import Inbox, Received, Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.outbox.queries import parked
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.queries import worked_on_by

FEW = 3
"""Failures in a row of which nobody is told: a server may be started anew."""

KIND = "mail"
"""The outbox rows that this app sends."""


def kept(person: Person) -> QuerySet[Received]:
    """The mails of the person's brands that were kept and made no ticket, newest first; without their bytes."""
    states = [Received.State.QUARANTINED, Received.State.AUTOMATIC, Received.State.HELD]
    return _of_brands(person).filter(state__in=states, erased_at=None)


def set_aside(person: Person) -> QuerySet[Received]:
    """Of those `kept`, the ones that could not be read."""
    return kept(person).filter(state=Received.State.QUARANTINED)


def held(person: Person) -> QuerySet[Received]:
    """Of those `kept`, the ones that wait since very many came from their sender at once."""
    return kept(person).filter(state=Received.State.HELD)


def from_machines(person: Person) -> QuerySet[Received]:
    """Of those `kept`, the ones that a program wrote."""
    return kept(person).filter(state=Received.State.AUTOMATIC)


def unsent(person: Person) -> QuerySet[OutboxRow]:
    """The mails of the person's brands that could not be sent and were set aside, newest first."""
    about = Cast(KT("payload__ticket"), BigIntegerField())
    return parked().filter(kind=KIND).alias(about=about).filter(about__in=worked_on_by(person).values("pk"))


def mails_of(ticket: Ticket, within: Collection[int] | None = None) -> dict[int, Received]:
    """The mails on the ticket, by the `seq` of the event that was made from each; without their bytes. `within`: of those events alone."""
    events = TicketEvent.objects.filter(ticket=ticket, source_id__startswith=source_id(""))
    events = events if within is None else events.filter(seq__in=list(within))
    places = {source: seq for seq, source in events.values_list("seq", "source_id")}
    keys = [int(source.removeprefix(source_id(""))) for source in places if source]
    mails = Received.objects.filter(ticket=ticket, pk__in=keys, erased_at=None).defer("raw")
    return {places[source_id(mail.pk)]: mail for mail in mails}


def about_ticket(ticket: Ticket) -> QuerySet[Received]:
    """What machines wrote about the ticket's mails, the latest first; without the bytes."""
    mails = Received.objects.filter(ticket=ticket, state=Received.State.AUTOMATIC, erased_at=None)
    return mails.defer("raw").order_by("-pk")


def told_of(ticket: Ticket) -> dict[str, Sent]:
    """The mails because of the ticket of which a mail server told something, by their Message-ID as the outbox has it."""
    told = Q(returned_at__isnull=False) | Q(refused_at__isnull=False) | Q(delivered_at__isnull=False)
    return {f"<{sent.message_id}>": sent for sent in ticket.sent_mails.filter(told).select_related("person")}


def came_back(person: Person) -> QuerySet[Sent]:
    """The mails of the person's brands that came back, the latest first."""
    brands = brands_of(person, Act.READ).order_by().values("pk")
    found = Sent.objects.filter(returned_at__isnull=False, ticket__brand__in=brands)
    return found.select_related("ticket__brand", "ticket__opening", "person").order_by("-returned_at")


def fetches() -> bool:
    """Whether the desk fetches any mail at all."""
    return Inbox.objects.filter(active=True).exists()


def failing_inboxes(person: Person) -> QuerySet[Inbox]:
    """The mailboxes on other servers, of the person's brands, that could not be read the last times."""
    brands = brands_of(person, Act.READ).order_by().values("pk")
    failing = Inbox.objects.filter(active=True, failures__gte=FEW, mailbox__brand__in=brands)
    return failing.select_related("mailbox").order_by("pk")


def outgoing(ticket: Ticket, within: Collection[int] | None = None) -> dict[int, list[OutboxRow]]:
    """What was or is to be sent because of the ticket, by the `seq` of the event that caused it. `within`: of those events alone."""
    rows: dict[int, list[OutboxRow]] = {}
    found = OutboxRow.objects.filter(kind=KIND, ticket_id=ticket.pk)
    found = found if within is None else found.filter(payload__event__in=list(within))
    for row in found.order_by("pk"):
        rows.setdefault(row.payload["event"], []).append(row)
    return rows


def source_id(received_id: int | str) -> str:
    """How an event names the mail that it was made from."""
    return f"mail:{received_id}"


def _of_brands(person: Person) -> QuerySet[Received]:
    brands = brands_of(person, Act.READ).order_by().values("pk")
    mails = Received.objects.filter(brand__in=brands)
    return mails.defer("raw").select_related("brand", "ticket").order_by("-pk")
