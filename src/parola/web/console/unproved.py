"""Requests by a web form of which nobody has said that they are theirs: looked at, made a ticket, or left aside."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets.opening import OutOfUse
from parola.desk.webform import aside, queries
from parola.desk.webform.models import WebRequest
from parola.web.addresses import no_mailbox
from parola.web.console.showing import show
from parola.web.middleware import Request

SHOWN = 100


class Open(forms.Form):
    """Whose request it is."""

    email = forms.EmailField(
        label=gettext_lazy("Whose request it is"),
        help_text=gettext_lazy("Nobody has confirmed this address: ask them if you are not sure."),
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
        validators=[no_mailbox],
    )


@require_safe
def listing(request: Request) -> HttpResponse:
    """Those of the brands that the reader works for, newest first."""
    waiting = list(queries.waiting_for(request.user)[: SHOWN + 1])
    context = {"waiting": waiting[:SHOWN], "more": len(waiting) > SHOWN, "place": "aside"}
    return show(request, "console/unproved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, identifier: UUID) -> HttpResponse:
    """A request with its words; `act=open` makes it a ticket, `act=leave` leaves it aside."""
    held = get_object_or_404(queries.waiting_for(request.user), pk=identifier)
    decides = may(request.user, Act.OPEN_FOR, held.brand)
    if request.method != "POST":
        return _show(request, held, Open(initial={"email": held.email}, label_suffix=""), decides=decides)
    if not decides:
        raise PermissionDenied
    form = Open(request.POST, label_suffix="")
    try:
        return _decide(request, held, form) or _show(request, held, form, decides=True)
    except aside.DecidedAlready:
        messages.warning(request, _("Somebody was faster: it waits no more."))
        return redirect("console:web_requests")


def _decide(request: Request, held: WebRequest, form: Open) -> HttpResponse | None:
    """What was decided is done; None where something is wrong with it, which the form then says."""
    if request.POST.get("act") == "leave":
        aside.dismiss(held=held, by=request.user, now=request.now)
        messages.success(request, _("It was left aside."))
        return redirect("console:web_requests")
    if not form.is_valid():
        return None
    try:
        ticket = aside.open_for(held=held, by=request.user, email=form.cleaned_data["email"], now=request.now)
    except OutOfUse:
        form.add_error(None, _("This brand is out of use: it takes no new tickets."))
        return None
    messages.success(request, _("The request is a ticket now. It counts from when the form was sent."))
    return redirect("console:ticket", ticket.reference)


def _show(request: Request, held: WebRequest, form: Open, *, decides: bool) -> HttpResponse:
    context = {"held": held, "form": form, "decides": decides, "place": "aside", "here": request.path}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return show(request, "console/unproved_one.html", context, status)


ROUTES = [
    path("aside/forms/", listing, name="web_requests"),
    path("aside/forms/<uuid:identifier>/", one, name="web_request"),
]
