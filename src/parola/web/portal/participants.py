"""What whoever asked decides about who else follows the request."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.mail import copies
from parola.desk.tickets import participants
from parola.desk.tickets.models import Ticket
from parola.web.circle import carry_out
from parola.web.middleware import Request
from parola.web.portal.circle import circle
from parola.web.portal.showing import gate


@require_POST
def add(request: Request, reference: str) -> HttpResponse:
    """Somebody whom the reader had in copy follows the request from now on."""
    email = request.POST.get("email", "")

    def do(ticket: Ticket) -> str:
        if email not in {each.email for each in circle(ticket, request.user).offered}:
            raise copies.NotOffered(email)
        copies.add(ticket=ticket, by=request.user, email=email, now=request.now)
        return _("%(address)s follows your request now: reads it, is written to, and may answer.") % {"address": email}

    return _carry_out(request, reference, do)


@require_POST
def remove(request: Request, reference: str, key: int) -> HttpResponse:
    """Somebody follows the request no more."""

    def do(ticket: Ticket) -> str:
        person = ticket.participants.get(pk=key)
        participants.remove(ticket=ticket, by=request.user, person=person, now=request.now)
        return _("%(name)s does not follow your request any more.") % {"name": person}

    return _carry_out(request, reference, do)


def _carry_out(request: Request, reference: str, do: Callable[[Ticket], str]) -> HttpResponse:
    ticket = gate(request, reference)
    if not circle(ticket, request.user).decides:
        raise PermissionDenied
    carry_out(request, ticket, do)
    return redirect(f"{reverse('portal:ticket', args=[reference])}#circle")
