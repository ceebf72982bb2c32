"""How the portal's pages are shown: the gate, and the pages that a form comes back to."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.web.middleware import Request
from parola.web.portal import forms, opening
from parola.web.portal import ticket as tickets
from parola.web.portal.opening import Desk


def gate(request: Request, reference: str) -> Ticket:
    """The ticket, if the reader is on the customer's side of it; else there is none (404)."""
    found = access(request, reference)
    if not queries.is_customer_of(request.user, found):
        raise Http404
    return found


def access(request: Request, reference: str) -> Ticket:
    """The ticket, if the reader may see it at all, and it is of the vendor whose door this is; else there is none (404)."""
    try:
        found = queries.access_ticket(request.user, reference)
    except queries.NoSuchTicket:
        raise Http404 from None
    if request.door is not None and found.brand_id != request.door.pk:
        raise Http404
    return found


def show_ticket(request: Request, found: Ticket, filled: forms.Answer | None = None, status: int = 200) -> HttpResponse:
    """The ticket's page. `filled` is the answer that could not be sent, as it was typed."""
    page = tickets.page(found, request.user, request.now)
    form = forms.Answer.fresh() if filled is None else filled
    form.point_at_first_error()
    here = reverse("portal:ticket", args=[found.reference])
    return render(request, "portal/ticket.html", {"page": page, "form": form, "here": here}, status=status)


def show_form(request: Request, asked: Desk, form: forms.Request, status: int = 200) -> HttpResponse:
    """The page on which a request is written."""
    here = reverse("portal:new", args=[asked.brand.slug])
    context = {"page": opening.page(request, asked, form), "here": here, "place": "new"}
    return render(request, "portal/new.html", context, status=status)
