"""The page of a ticket's whole history, and the same as JSON."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.web import history as histories
from parola.web.console.showing import gate, show
from parola.web.history import Row
from parola.web.middleware import Request
from parola.web.sentences import other_tickets, teller_of


@require_safe
def history(request: Request, reference: str) -> HttpResponse:
    """Everything that happened, each due time as it changed, and the links of the chain."""
    ticket = gate(request, reference)
    rows = _rows(request, ticket)
    return show(request, "console/history_page.html", {"ticket": ticket, "rows": rows, "place": "queue"})


@require_safe
def history_json(request: Request, reference: str) -> JsonResponse:
    """The same for a program."""
    ticket = gate(request, reference)
    answer = histories.as_json(ticket, _rows(request, ticket))
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _rows(request: Request, ticket: Ticket) -> list[Row]:
    items = queries.conversation(ticket, request.user)
    teller = teller_of(ticket, items, request.now, other_tickets(items, request.user, "console:ticket"))
    return histories.whole(ticket, items, teller)
