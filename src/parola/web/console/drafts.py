"""Drafts on their way to the desk while somebody types, and what the composer says of them. Without script a button keeps them."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.files.models import Upload
from parola.desk.tickets import drafts
from parola.desk.tickets.drafts import Behind, Place
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import NotAllowed
from parola.web.console import forms
from parola.web.console.kept import FORMS, Shown
from parola.web.console.showing import gate, is_fragment, show, show_ticket
from parola.web.given import number
from parola.web.middleware import Request
from parola.web.uploads.field import sender


@require_POST
def keep(request: Request, reference: str, paper: str) -> HttpResponse:
    """Keep what is typed: asked by the script as one types, or by the button."""
    place = place_of(request, gate(request, reference), paper)
    try:
        kept_now = drafts.keep(
            place=place,
            text=_given(request, "text", forms.LONGEST_TEXT),
            at_once_reason=_given(request, "at_once_reason", forms.LONGEST_REASON),
            uploads=_uploads(request, paper),
            seen=number(request.POST.get("seen", "")) or 0,
            now=request.now,
        )
    except NotAllowed:
        raise PermissionDenied from None
    except Behind:
        return _behind(request, place)
    if is_fragment(request):
        shown = Shown(paper=paper, revision=kept_now.revision, saved_at=None if kept_now.empty else request.now)
        return show(request, "console/draft_state.html", {"draft": shown, "reference": reference})
    messages.success(request, _("The draft is kept. Nobody but you sees it."))
    return redirect(_back(reference))


@require_POST
def discard(request: Request, reference: str, paper: str) -> HttpResponse:
    """Throw it away; the page offers to have it back."""
    ticket = gate(request, reference)
    drafts.discard(place=place_of(request, ticket, paper), now=request.now)
    return redirect(_back(reference))


@require_POST
def restore(request: Request, reference: str, paper: str) -> HttpResponse:
    """Have back what was thrown away."""
    ticket = gate(request, reference)
    if drafts.restore(place=place_of(request, ticket, paper), now=request.now) is None:
        messages.error(request, _("It is not there any more."))
    return redirect(_back(reference))


def place_of(request: Request, ticket: Ticket, paper: str) -> Place:
    """Whose draft, and from which window."""
    if paper not in FORMS:
        raise Http404
    window = _given(request, "window", 32)
    return Place(
        ticket=ticket,
        by=request.user,
        paper=paper,
        revision=number(request.POST.get("revision", "")) or 0,
        window=window,
    )


def _behind(request: Request, place: Place) -> HttpResponse:
    """Another window was faster: say so, and lose nothing that was typed here."""
    said = _(
        "You wrote on in another window, or sent this there. What is here is not kept: reload the page to see the newest."
    )
    if is_fragment(request):
        return HttpResponse(said, content_type="text/plain; charset=utf-8", status=HTTPStatus.CONFLICT)
    messages.error(request, said)
    typed = FORMS[place.paper](request.POST, request.FILES, sender=sender(request))
    return show_ticket(request, place.ticket, filled=typed, status=HTTPStatus.CONFLICT)


def _uploads(request: Request, paper: str) -> list[Upload]:
    form = FORMS[paper](request.POST, request.FILES, sender=sender(request))
    form.full_clean()
    return form.chooser.kept


def _given(request: Request, name: str, longest: int) -> str:
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")[:longest]


def _back(reference: str) -> str:
    return f"{reverse('console:ticket', args=[reference])}#composer"
