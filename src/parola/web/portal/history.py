"""The page of all that happened to a request, as its customer sees it, and the same as JSON."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parola.desk.tickets.models import Ticket
from parola.web import history as histories
from parola.web.history import Row
from parola.web.middleware import Request
from parola.web.portal.showing import gate
from parola.web.portal.ticket import for_customers
from parola.web.sentences import other_tickets, teller_of


@require_safe
def history(request: Request, reference: str) -> HttpResponse:
    """Everything that is shown to the customer, and each promised time as it changed."""
    ticket = gate(request, reference)
    return render(request, "portal/history.html", {"ticket": ticket, "rows": _rows(request, ticket)})


@require_safe
def history_json(request: Request, reference: str) -> JsonResponse:
    """The same for a program."""
    ticket = gate(request, reference)
    answer = histories.as_customers_json(ticket, _rows(request, ticket))
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _rows(request: Request, ticket: Ticket) -> list[Row]:
    items = for_customers(ticket, request.user)
    teller = teller_of(ticket, items, request.now, other_tickets(items, request.user, "portal:ticket"))
    return histories.for_customer(ticket, items, teller)
