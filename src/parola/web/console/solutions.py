"""Known solutions on their way into the reply that is being written: looked for by the desk, chosen from a list, put where the cursor is.

Without script the list is a page, which takes what was written so far along and comes back with it. Nothing is sent.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from parola.desk.knowledge.queries import NoSuchArticle
from parola.desk.tickets import drafts, operations
from parola.desk.tickets import solutions as known
from parola.desk.tickets.models import Ticket
from parola.web.console import forms
from parola.web.console.knowledge.forms import number_of
from parola.web.console.showing import gate, is_fragment, show, show_ticket
from parola.web.middleware import Request
from parola.web.templatetags.parola import language_name


@require_POST
def solutions(request: Request, reference: str) -> HttpResponse:
    """The list; or, where one was chosen, its text: alone to a page that stays open, else on the ticket's page."""
    ticket = gate(request, reference)
    try:
        if request.POST.get("article"):
            return _chosen(request, ticket, number_of(request.POST["article"]))
        return _list(request, ticket)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except NoSuchArticle:
        raise Http404 from None


def _list(request: Request, ticket: Ticket) -> HttpResponse:
    context = {
        "reference": ticket.reference,
        "known": known.seek(ticket=ticket, by=request.user, now=request.now),
        "written": request.POST.get("text", "")[: forms.LONGEST_TEXT],
        "at_once_reason": request.POST.get("at_once_reason", "")[: forms.LONGEST_REASON],
        "closes": is_fragment(request),
        "place": "queue",
        "here": reverse("console:ticket", args=[ticket.reference]),
    }
    template = "console/solutions_list.html" if is_fragment(request) else "console/solutions.html"
    return show(request, template, context)


def _chosen(request: Request, ticket: Ticket, article: int) -> HttpResponse:
    given = known.give(ticket=ticket, article=article, by=request.user, now=request.now)
    other = given.language != given.wanted.partition("-")[0]
    said = {
        "text": given.text,
        "language": language_name(given.language),
        "wanted": language_name(given.wanted) if other else "",
        "missing": (),
    }
    if is_fragment(request):
        return show(request, "console/canned_text.html", {"canned": said, "fetched": True})
    begun = drafts.of(ticket, request.user).get(drafts.Paper.REPLY)
    own = begun.text if begun is not None and drafts.standing(begun) else ""
    written = request.POST.get("text", own)[: forms.LONGEST_TEXT].replace("\r\n", "\n").rstrip()
    text = f"{written}\n\n{given.text}" if written else given.text
    initial = {"text": text, "at_once_reason": request.POST.get("at_once_reason", "")[: forms.LONGEST_REASON]}
    here = reverse("console:ticket", args=[ticket.reference])
    return show_ticket(
        request, gate(request, ticket.reference), writing=forms.Reply(initial=initial), canned=said, here=here
    )
