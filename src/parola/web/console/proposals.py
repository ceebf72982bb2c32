"""A proposal of the desk's to lower a priority: shown with its clause and what it would do, and decided with one click."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.tickets import proposals
from parola.desk.tickets.models import Ticket
from parola.web.console import forms
from parola.web.console.acts import carry_out
from parola.web.middleware import Request


@require_POST
def accept(request: Request, reference: str) -> HttpResponse:
    """Lower the priority as proposed; the customer is told by which clause."""
    form = forms.Proposal(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        chosen = form.cleaned_data["proposal"]
        proposals.accept(ticket=ticket, by=request.user, proposal=chosen, now=request.now, expected_seq=seen)
        return _("The priority was lowered; the customer is told by which clause.")

    return carry_out(request, reference, form, do)


@require_POST
def decline(request: Request, reference: str) -> HttpResponse:
    """Leave the priority as it is."""
    form = forms.Proposal(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        proposals.decline(
            ticket=ticket,
            by=request.user,
            proposal=form.cleaned_data["proposal"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            expected_seq=seen,
        )
        return _("The priority stays.")

    return carry_out(request, reference, form, do)
