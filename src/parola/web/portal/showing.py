"""How the portal's pages are shown: the gate, and the pages that a form comes back to."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parola.desk.problems.status import statuses
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.rating import Rating
from parola.web.due import changes_at
from parola.web.middleware import Request
from parola.web.portal import forms, opening
from parola.web.portal import ticket as tickets
from parola.web.portal.doings import AskPriority
from parola.web.portal.opening import Desk
from parola.web.rating import Opinion


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


def show_ticket(
    request: Request,
    found: Ticket,
    *,
    filled: forms.Answer | None = None,
    asked: AskPriority | None = None,
    rated: Opinion | None = None,
    status: int = 200,
) -> HttpResponse:
    """The ticket's page. `filled`, `asked` and `rated` are what could not be sent, as it was typed."""
    page = tickets.page(found, request.user, request.now)
    context = {
        "page": page,
        "form": filled or forms.Answer.fresh(),
        "asking": asked or (asking_form(found) if page.doings.asks else None),
        "opinion": rated or (opinion_form(page.doings.rating) if page.doings.rates else None),
        "changes_at": changes_at((each.promise.due for each in page.promises), request.now),
        "here": reverse("portal:ticket", args=[found.reference]),
    }
    for each in (filled, asked):
        if each is not None:
            each.point_at_first_error()
    return render(request, "portal/ticket.html", context, status=status)


def asking_form(ticket: Ticket, *args: Any) -> AskPriority:
    """The form by which another priority is asked for; with `args`, as it was filled in."""
    terms, present = queries.terms(ticket), ticket.priority
    return AskPriority(*args, terms=terms, present=present) if args else AskPriority.fresh(terms=terms, present=present)


def opinion_form(said: Rating | None) -> Opinion:
    """The form by which one says how the help was, with what was said before."""
    initial = {"score": said.score, "words": said.words} if said else {}
    return Opinion(initial=initial, auto_id="rated-%s", label_suffix="")


def show_form(request: Request, asked: Desk, form: forms.Request, status: int = 200) -> HttpResponse:
    """The page on which a request is written."""
    here = reverse("portal:new", args=[asked.brand.slug])
    known = statuses(request.user, request.now, brand=asked.brand)
    context = {"page": opening.page(request, asked, form), "known": known, "here": here, "place": "new"}
    return render(request, "portal/new.html", context, status=status)
