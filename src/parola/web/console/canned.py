"""A canned reply on its way into the reply that is being written: chosen from a list, filled in for the ticket, put where the cursor is.

Without script the list is a page, which takes what was written so far along and comes back with it. Nothing is sent.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from parola.desk.accounts.permissions import Act, may
from parola.desk.files.models import Upload
from parola.desk.tickets import canned as replies
from parola.desk.tickets import placeholders
from parola.desk.tickets.canned import Prepared
from parola.desk.tickets.models import Ticket
from parola.web.console import forms
from parola.web.console.showing import gate, is_fragment, show, show_ticket
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name
from parola.web.uploads.field import sender

MOST = 50
"""So many are listed; a search finds the others."""


@require_POST
def canned(request: Request, reference: str) -> HttpResponse:
    """The list; or, where one was chosen, its text: alone to a page that stays open, else on the ticket's page."""
    ticket = gate(request, reference)
    if not may(request.user, Act.REPLY, ticket.brand):
        raise PermissionDenied
    if not request.POST.get("canned"):
        return _list(request, ticket)
    return _chosen(request, ticket, request.POST["canned"])


def _list(request: Request, ticket: Ticket) -> HttpResponse:
    find = request.POST.get("find", "").replace("\x00", "").strip()[:200]
    found = replies.offered(request.user, ticket.brand, find)
    context = {
        "reference": ticket.reference,
        "replies": [
            (each, each.texts.get(ticket.requester.language) or next(iter(each.texts.values())))
            for each in found[:MOST]
        ],
        "more": len(found) > MOST,
        "find": find,
        "written": request.POST.get("text", "")[: forms.LONGEST_TEXT],
        "at_once_reason": request.POST.get("at_once_reason", "")[: forms.LONGEST_REASON],
        "uploads": given(request),
        "closes": is_fragment(request),
        "place": "queue",
        "here": reverse("console:ticket", args=[ticket.reference]),
    }
    template = "console/canned_list.html" if is_fragment(request) else "console/canned.html"
    return show(request, template, context)


def _chosen(request: Request, ticket: Ticket, key: str) -> HttpResponse:
    known = replies.offered_to(request.user, ticket.brand)
    reply = get_object_or_404(known, pk=int(key) if key.isascii() and key.isdecimal() else 0)
    prepared = replies.use(reply=reply, ticket=ticket, by=request.user, now=request.now)
    if is_fragment(request):
        return show(request, "console/canned_text.html", {"canned": said(prepared), "fetched": True})
    written = request.POST.get("text", "")[: forms.LONGEST_TEXT].replace("\r\n", "\n").rstrip()
    text = f"{written}\n\n{prepared.text}" if written else prepared.text
    initial = {"text": text, "at_once_reason": request.POST.get("at_once_reason", "")[: forms.LONGEST_REASON]}
    here = reverse("console:ticket", args=[ticket.reference])
    writing = forms.Reply(initial=initial)
    writing.chooser.kept = given(request)
    return show_ticket(request, ticket, writing=writing, canned=said(prepared), here=here)


def given(request: Request) -> list[Upload]:
    """The files that the reply has so far."""
    reply = forms.Reply(request.POST, request.FILES, sender=sender(request))
    reply.full_clean()
    return reply.chooser.kept


def said(prepared: Prepared) -> dict[str, object]:
    """A filled text, and what there is to say of it."""
    other = prepared.language != prepared.wanted.partition("-")[0]
    return {
        "text": prepared.text,
        "language": language_name(prepared.language),
        "wanted": language_name(prepared.wanted) if other else "",
        "missing": [placeholders.mark(name) for name in prepared.missing],
    }
