"""The mails set aside for a person to look at: those that could not be read, those that could not be sent, those of machines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.mail import queries
from parola.desk.mail.models import Received, Sent
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.desk.webform.queries import waiting_for
from parola.web.console.floods import Flood, floods
from parola.web.console.showing import save, show
from parola.web.middleware import Request

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail that came in and is on no ticket, where it can be had as it came, and why it was kept apart.

    `release`: where the reader makes it a ticket; empty where that is for others to do.
    """

    address: str
    release: str
    subject: str
    brand: str
    sender: str
    recipient: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A mail that could not be sent. `again`: where the reader tries it again; empty where that is for others to do."""

    key: int
    again: str
    reference: str
    subject: str
    brand: str
    recipient: str
    at: datetime
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The latest of each; `more`: there are older ones. `returned`: mails that came back."""

    unread: list[Kept]
    unsent: list[Unsent]
    returned: list[Sent]
    machines: list[Kept]
    more: bool
    floods: list[Flood]
    asked: int
    """Requests by web forms of which nobody has said that they are theirs."""


@require_safe
def aside(request: Request) -> HttpResponse:
    """What was set aside at the brands that the reader works for."""
    unread = list(queries.set_aside(request.user)[: SHOWN + 1])
    unsent = list(queries.unsent(request.user)[: SHOWN + 1])
    returned = list(queries.came_back(request.user)[: SHOWN + 1])
    machines = list(queries.from_machines(request.user)[: SHOWN + 1])
    page = Page(
        unread=_kept(unread[:SHOWN], request.user),
        unsent=_unsent(unsent[:SHOWN], request.user),
        returned=returned[:SHOWN],
        machines=_kept(machines[:SHOWN], request.user),
        more=max(len(unread), len(unsent), len(returned), len(machines)) > SHOWN,
        floods=floods(request.user),
        asked=waiting_for(request.user).count(),
    )
    return show(request, "console/aside.html", {"page": page, "place": "aside"})


@require_safe
def mail(request: Request, key: int) -> HttpResponse:
    """A mail that is on no ticket, as it came."""
    return save(bytes(get_object_or_404(queries.kept(request.user), pk=key).raw), f"{key}.eml")


@require_POST
def send_again(request: Request, row: int) -> HttpResponse:
    """Try again to send a mail that could not be sent."""
    found = get_object_or_404(queries.unsent(request.user), pk=row)
    if not may(request.user, Act.RESEND, Ticket.objects.get(pk=found.payload["ticket"]).brand):
        raise PermissionDenied
    outbox.revive(row=found, now=request.now)
    messages.success(request, _("It is tried again: the mail leaves as soon as the mail server takes it."))
    return redirect("console:aside")


def _kept(mails: Iterable[Received], reader: Person) -> list[Kept]:
    opens = set(brands_of(reader, Act.OPEN_FOR))
    return [
        Kept(
            address=reverse("console:aside_mail", args=[each.pk]),
            release=reverse("console:release_mail", args=[each.pk]) if each.brand in opens else "",
            subject=each.subject or _("(no subject)"),
            brand=each.brand.name,
            sender=each.sender or each.envelope_from or "<>",
            recipient=each.envelope_to,
            at=each.received_at,
            reason=each.reason,
        )
        for each in mails
    ]


def _unsent(rows: Sequence[OutboxRow], reader: Person) -> list[Unsent]:
    tickets = Ticket.objects.select_related("brand", "opening").in_bulk({row.payload["ticket"] for row in rows})
    people = Person.objects.in_bulk({row.payload["to"] for row in rows})
    resends = set(brands_of(reader, Act.RESEND))
    return [_unsent_mail(row, tickets[row.payload["ticket"]], people[row.payload["to"]], resends) for row in rows]


def _unsent_mail(row: OutboxRow, ticket: Ticket, to: Person, resends: set[Brand]) -> Unsent:
    return Unsent(
        key=row.pk,
        again=reverse("console:send_again", args=[row.pk]) if ticket.brand in resends else "",
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        brand=ticket.brand.name,
        recipient=to.email,
        at=row.created_at,
        error=row.last_error,
    )
