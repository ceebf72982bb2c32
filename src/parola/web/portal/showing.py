"""How the portal's pages are shown: the gate, and the ticket with its form."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render

from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.web.middleware import Request
from parola.web.portal import forms
from parola.web.portal import ticket as tickets


def gate(request: Request, reference: str) -> Ticket:
    """The ticket, if the reader is on the customer's side of it; else there is none (404)."""
    try:
        found = queries.access_ticket(request.user, reference)
    except queries.NoSuchTicket:
        raise Http404 from None
    if not queries.is_customer_of(request.user, found):
        raise Http404
    return found


def show_ticket(request: Request, found: Ticket, filled: Form | None = None, status: int = 200) -> HttpResponse:
    """The ticket's page. `filled` is the answer that could not be sent, as it was typed."""
    page = tickets.page(found, request.user, request.now)
    form = forms.Answer.fresh() if filled is None else filled
    return render(request, "portal/ticket.html", {"page": page, "form": form}, status=status)
