"""A brand's mailboxes in the settings: one more, or one of them with what came in last, whether mail is taken, and a test mail."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts import mailboxes
from parola.desk.accounts.models import Brand, Mailbox
from parola.desk.mail import trying
from parola.desk.mail.models import Inbox, Received
from parola.desk.mail.receiver import LANE
from parola.desk.outbox.queries import heartbeats
from parola.web.console.settings.access import UNPROCESSABLE, configured, configured_mailbox
from parola.web.console.settings.brand_forms import ADDRESSES, Box
from parola.web.console.showing import show
from parola.web.health import LATE
from parola.web.middleware import Request

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mail that came in: where its ticket is, or what became of it."""

    at: datetime
    sender: str
    subject: str
    reference: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """The program that takes mail: whether it lives, and its last sign of life, if it ever gave one."""

    lives: bool
    last: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """One more mailbox of the brand."""
    brand = configured(request, slug)
    form = Box(request.POST if request.method == "POST" else None, brand=brand)
    if form.is_bound and form.is_valid() and (made := _add(request, brand, form)):
        messages.success(request, _("%(address)s is a mailbox now.") % {"address": made.address})
        return redirect("console:settings_mailbox", made.pk)
    return _page(request, brand, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: Request, key: int) -> HttpResponse:
    """A mailbox, with the form to change it."""
    found = configured_mailbox(request, key)
    form = Box(request.POST if request.method == "POST" else None, brand=found.brand, mailbox=found)
    if form.is_bound and form.is_valid():
        _change(request, found, form)
        messages.success(request, _("Saved."))
        return redirect("console:settings_mailbox", found.pk)
    return _page(request, found.brand, found, form)


@require_POST
def test(request: Request, key: int) -> HttpResponse:
    """Send the reader a mail from it."""
    found = configured_mailbox(request, key)
    trying.send(mailbox=found, to=request.user, now=request.now)
    messages.success(request, _("A test mail to %(address)s is on its way.") % {"address": request.user.email})
    return redirect("console:settings_mailbox", found.pk)


def _add(request: Request, brand: Brand, form: Box) -> Mailbox | None:
    """The mailbox; None, said at the address, where it cannot be one. The first one is the main one."""
    said = {"primary": not brand.mailboxes.exists()} | form.cleaned_data
    try:
        return mailboxes.add(brand=brand, by=request.user, now=request.now, **said)
    except mailboxes.NotAllowed:
        raise PermissionDenied from None
    except mailboxes.BadAddress as bad:
        form.add_error("address", str(ADDRESSES[type(bad)]))
        return None


def _change(request: Request, found: Mailbox, form: Box) -> None:
    said = {"primary": found.primary, "in_use": found.in_use} | form.cleaned_data
    if said["primary"]:
        said["in_use"] = True
    try:
        mailboxes.change(mailbox=found, by=request.user, now=request.now, **said)
    except mailboxes.NotAllowed:
        raise PermissionDenied from None


def _page(request: Request, brand: Brand, found: Mailbox | None, form: Box) -> HttpResponse:
    context = {"form": form, "brand": brand, "mailbox": found, "place": "settings", "here": request.path}
    if found is not None:
        context |= {"inbox": Inbox.objects.filter(mailbox=found).first()}
        context |= {"arrivals": _arrivals(found), "receiver": _receiver(request.now)}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return show(request, "console/settings/mailbox.html", context, status)


def _arrivals(found: Mailbox) -> list[Arrival]:
    mails = Received.objects.filter(mailbox=found).select_related("ticket").defer("raw").order_by("-pk")[:SHOWN]
    return [
        Arrival(
            at=mail.received_at,
            sender=mail.sender,
            subject=mail.subject,
            reference=mail.ticket.reference if mail.ticket else "",
            state=str(Received.State(mail.state).label),
        )
        for mail in mails
    ]


def _receiver(now: datetime) -> Receiver:
    last = next((beat.at for beat in heartbeats() if beat.name == LANE), None)
    return Receiver(lives=last is not None and now - last <= LATE, last=last)
