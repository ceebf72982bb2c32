"""Colleagues around a ticket: who follows it, by their own choice, and whom a note can name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Person
from parola.desk.tickets import follows
from parola.web.console.showing import gate, show
from parola.web.middleware import Request

MOST = 8
"""Names that are offered at once; more letters find the others."""


@require_POST
def follow(request: Request, reference: str) -> HttpResponse:
    """From now on the reader is told what happens on it."""
    follows.follow(ticket=gate(request, reference), by=request.user, now=request.now)
    messages.success(request, _("You follow this ticket now: you are told what happens on it."))
    return redirect(_back(reference))


@require_POST
def unfollow(request: Request, reference: str) -> HttpResponse:
    """They are told no more."""
    follows.unfollow(ticket=gate(request, reference), by=request.user)
    messages.success(request, _("You do not follow this ticket any more."))
    return redirect(_back(reference))


@require_safe
def colleagues(request: Request, reference: str) -> HttpResponse:
    """Whom a note on the ticket can name, by the beginning of their names: for the list under the `@` that was typed."""
    ticket = gate(request, reference)
    asked = request.GET.get("find", "").replace("\x00", "")[:80].casefold()
    found = [each for each in follows.colleagues(ticket.brand).order_by("name", "pk") if _begins(each, asked)]
    people = [each for each in found if each != request.user][:MOST]
    calls = [(each, follows.call_of(each, found)) for each in people]
    return show(request, "console/colleagues.html", {"people": calls, "place": "queue", "reference": reference})


def _begins(person: Person, asked: str) -> bool:
    """Whether a part of the name, or the address, begins so."""
    name = person.name.casefold()
    return any(part.startswith(asked) for part in (name, *name.split(), person.email.casefold()))


def _back(reference: str) -> str:
    return f"{reverse('console:ticket', args=[reference])}#followers"
