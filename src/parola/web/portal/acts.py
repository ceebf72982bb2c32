"""What customers do: each a form, one act of the desk, and the way to the page that shows it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.tickets import operations, reading
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import PriorityRefused
from parola.web.middleware import Request
from parola.web.portal import forms, opening
from parola.web.portal.opening import CHANNEL, Desk
from parola.web.portal.showing import gate, show_form, show_ticket
from parola.web.templatetags.parola import words
from parola.web.uploads.field import sender


@require_POST
def send(request: Request, brand: str) -> HttpResponse:
    """Send a request; what the agreement refuses comes back with its words beside the field, and all that was typed."""
    asked = opening.desk(request, brand)
    form = opening.filled(request, asked, request.POST, sender(request))
    ticket = open_ticket(request, asked, form) if form.is_valid() else None
    if ticket is None:
        form.point_at_first_error()
        return show_form(request, asked, form, status=422)
    messages.success(request, _("We have your request."))
    return redirect("portal:ticket", ticket.reference)


def open_ticket(request: Request, asked: Desk, form: forms.Request) -> Ticket | None:
    """The ticket that the form makes; None where the agreement refuses the priority, which the form then says."""
    try:
        return operations.open_ticket(
            brand=asked.brand,
            requester=request.user,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            attachments=form.attached,
            channel=CHANNEL,
            priority=form.chosen,
            facts=form.facts,
            undertook=form.undertook,
            submitted_at=request.now,
            now=request.now,
            source_id=form.source(request.user),
        )
    except PriorityRefused as refused:
        form.add_error("priority", words().text(refused.text))
        return None


@require_POST
def answer(request: Request, reference: str) -> HttpResponse:
    """Add to a request; what was resolved or closed is taken up again by it, or goes on in another one."""
    ticket = gate(request, reference)
    form = forms.Answer(request.POST, request.FILES, sender=sender(request))
    if not form.is_valid():
        return show_ticket(request, ticket, filled=form, status=422)
    answered = operations.customer_message(
        ticket=ticket,
        by=request.user,
        text=form.cleaned_data["text"],
        attachments=form.attached,
        channel=CHANNEL,
        submitted_at=request.now,
        now=request.now,
        source_id=form.source(request.user),
    )
    reading.mark_read(answered, request.user)
    if ticket.instead_id is not None and answered != ticket:
        messages.success(request, _("Your answer was added to %(reference)s.") % {"reference": answered.reference})
    elif answered != ticket:
        messages.success(
            request, _("Your request was closed some time ago, so we have opened a new one that goes on from it.")
        )
    else:
        messages.success(request, _("Your answer was sent."))
    return redirect("portal:ticket", answered.reference)
