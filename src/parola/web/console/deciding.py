"""A priority that the customer asks for: given or not, with a reason that they read."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.tickets import asking
from parola.desk.tickets.models import Ticket
from parola.web.console import forms
from parola.web.console.acts import carry_out
from parola.web.middleware import Request


@require_POST
def accept(request: Request, reference: str) -> HttpResponse:
    """Give the ticket the priority that its customer asks for; they are told why."""
    form = forms.Decision(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        asking.accept(
            ticket=ticket,
            by=request.user,
            asked=form.cleaned_data["asked"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            expected_seq=seen,
        )
        return _("The priority was changed as the customer asked; they are told why.")

    return carry_out(request, reference, form, do)


@require_POST
def decline(request: Request, reference: str) -> HttpResponse:
    """Leave the priority as it is; the customer is told why."""
    form = forms.Decision(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        asking.decline(
            ticket=ticket,
            by=request.user,
            asked=form.cleaned_data["asked"],
            reason=form.cleaned_data["reason"],
            now=request.now,
            expected_seq=seen,
        )
        return _("The priority stays; the customer is told why.")

    return carry_out(request, reference, form, do)
