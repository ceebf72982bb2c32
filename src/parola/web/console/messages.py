"""A message of a conversation by itself: as it looks, and the whole of it."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.mail import queries as mails
from parola.desk.mail.models import Received
from parola.desk.tickets import queries
from parola.desk.tickets.models import Body, Ticket
from parola.web.console.showing import gate, show
from parola.web.markup.frame import frame
from parola.web.markup.looks import look
from parola.web.markup.whole import html_of, whole
from parola.web.middleware import Request


@require_http_methods(["GET", "HEAD", "POST"])
def as_sent(request: Request, reference: str, seq: int) -> HttpResponse:
    """The message as it looks, for its frame; a form that asks for it has the desk fetch pictures that lie elsewhere."""
    body, mail = _message(gate(request, reference), request, seq)
    html = html_of(body, mail)
    if not html:
        raise Http404
    return frame(body, html, fetch=request.method == "POST")


@require_safe
def message(request: Request, reference: str, seq: int) -> HttpResponse:
    """The whole message, with what the conversation leaves out of it."""
    ticket = gate(request, reference)
    body, mail = _message(ticket, request, seq)
    found = whole(body, mail)
    context = {
        "ticket": ticket,
        "seq": seq,
        "whole": found,
        "mail": mail,
        "look": look(found.html, found.text),
        "as_text": not found.html or request.GET.get("as") == "text",
        "here": reverse("console:message", args=[ticket.reference, seq]),
        "place": "queue",
    }
    return show(request, "console/message.html", context)


def _message(ticket: Ticket, request: Request, seq: int) -> tuple[Body, Received | None]:
    """What was written there, and the mail that it came by; 404 where nothing was, or nothing is left of it."""
    found = next((item for item in queries.conversation(ticket, request.user) if item.recorded.seq == seq), None)
    if found is None or found.body is None or found.body.erased_at is not None:
        raise Http404
    return found.body, mails.mails_of(ticket).get(seq)
