"""A message of a request by itself: as it looks, and the whole of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parola.desk.mail import queries as mails
from parola.desk.mail.models import Received
from parola.desk.tickets.models import Body, Ticket
from parola.web.markup.frame import frame
from parola.web.markup.looks import look
from parola.web.markup.whole import html_of, whole
from parola.web.middleware import Request
from parola.web.portal.showing import gate
from parola.web.portal.ticket import for_customers


@require_safe
def as_sent(request: Request, reference: str, seq: int) -> HttpResponse:
    """The message as it looks, for its frame. Nothing that lies elsewhere is fetched for it."""
    body, mail = _message(gate(request, reference), request, seq)
    html = html_of(body, mail)
    if not html:
        raise Http404
    return frame(body, html)


@require_safe
def message(request: Request, reference: str, seq: int) -> HttpResponse:
    """The whole message, with what the conversation leaves out of it."""
    ticket = gate(request, reference)
    body, mail = _message(ticket, request, seq)
    found = whole(body, mail)
    as_text = not found.html or request.GET.get("as") == "text"
    context = {"ticket": ticket, "seq": seq, "whole": found, "look": look(found.html, found.text), "as_text": as_text}
    return render(request, "portal/message.html", context)


def _message(ticket: Ticket, request: Request, seq: int) -> tuple[Body, Received | None]:
    """What the reader is shown there, and the mail that it came by; 404 where nothing is."""
    found = next((item for item in for_customers(ticket, request.user) if item.recorded.seq == seq), None)
    if found is None or found.body is None or found.body.erased_at is not None:
        raise Http404
    return found.body, mails.mails_of(ticket).get(seq)
