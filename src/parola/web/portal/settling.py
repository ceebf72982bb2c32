"""What a customer decides about a request: solved, not needed any more, of another priority; how the help was; and that it is read."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.tickets import asking, rating, reading
from parola.desk.tickets import settling as desk
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import PriorityRefused
from parola.desk.tickets.operations import BadState, NotAllowed
from parola.web.middleware import Request
from parola.web.portal.opening import CHANNEL
from parola.web.portal.showing import asking_form, gate, show_ticket
from parola.web.rating import Opinion
from parola.web.templatetags.parola import words


@require_POST
def confirm(request: Request, reference: str) -> HttpResponse:
    """It is solved."""
    return _carry_out(
        request,
        reference,
        lambda ticket: desk.confirm(ticket=ticket, by=request.user, now=request.now),
        _("Thank you. Your request is closed."),
    )


@require_POST
def withdraw(request: Request, reference: str) -> HttpResponse:
    """It is not needed any more."""
    return _carry_out(
        request,
        reference,
        lambda ticket: desk.withdraw(ticket=ticket, by=request.user, now=request.now),
        _("Your request is closed. If you need it after all, answer here."),
    )


@require_POST
def ask(request: Request, reference: str) -> HttpResponse:
    """Ask for another priority; what the agreement refuses comes back with its words, and all that was typed."""
    ticket = gate(request, reference)
    form = asking_form(ticket, request.POST)
    if not form.is_valid():
        return show_ticket(request, ticket, asked=form, status=422)
    try:
        asked = asking.ask(
            ticket=ticket,
            by=request.user,
            text=form.cleaned_data["text"],
            channel=CHANNEL,
            now=request.now,
            source_id=form.source(request.user),
            **form.wanted,
        )
    except NotAllowed:
        raise PermissionDenied from None
    except PriorityRefused as refused:
        form.add_error(form.questions[-1].name, words().text(refused.text))
    except BadState:
        form.add_error(
            form.questions[-1].name, _("This gives the priority that the request has already: choose another.")
        )
    else:
        reading.mark_read(asked, request.user)
        messages.success(request, _("We have what you ask for. We decide it and tell you why."))
        return redirect("portal:ticket", reference)
    return show_ticket(request, ticket, asked=form, status=422)


@require_POST
def rate(request: Request, reference: str) -> HttpResponse:
    """How the help was."""
    ticket, form = gate(request, reference), Opinion(request.POST, auto_id="rated-%s", label_suffix="")
    if not form.is_valid():
        return show_ticket(request, ticket, rated=form, status=422)
    said = form.cleaned_data

    def do(found: Ticket) -> Ticket:
        return rating.rate(
            ticket=found,
            by=request.user,
            score=said["score"],
            words=said["words"],
            through="portal",
            now=request.now,
        )

    return _carry_out(request, reference, do, _("Thank you for telling us."))


@require_POST
def read(request: Request, reference: str) -> HttpResponse:
    """It is read, as far as it goes now."""
    reading.mark_read(gate(request, reference), request.user)
    return HttpResponse() if "HX-Request" in request.headers else redirect("portal:ticket", reference)


def _carry_out(request: Request, reference: str, do: Callable[[Ticket], Ticket], done: str) -> HttpResponse:
    try:
        reading.mark_read(do(gate(request, reference)), request.user)
    except NotAllowed:
        raise PermissionDenied from None
    except BadState:
        messages.error(request, _("Nothing was changed: the request stands otherwise by now."))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('portal:ticket', args=[reference])}#main")
