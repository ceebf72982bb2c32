"""What customers do: each a form, one act of the desk, and the way to the page that shows it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.tickets import operations
from parola.web.middleware import Request
from parola.web.portal import forms
from parola.web.portal.showing import gate, show_ticket

CHANNEL = "web"


@require_POST
def answer(request: Request, reference: str) -> HttpResponse:
    """Add to a request; what was resolved or closed is taken up again by it."""
    ticket = gate(request, reference)
    form = forms.Answer(request.POST)
    if not form.is_valid():
        return show_ticket(request, ticket, filled=form, status=422)
    operations.customer_message(
        ticket=ticket,
        by=request.user,
        text=form.cleaned_data["text"],
        channel=CHANNEL,
        submitted_at=request.now,
        now=request.now,
        source_id=form.source(request.user),
    )
    messages.success(request, _("Your answer was sent."))
    return redirect("portal:ticket", reference)
