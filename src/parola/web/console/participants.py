"""What agents decide about the people around a ticket: who follows it, and that somebody is who they say."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Person
from parola.desk.mail import copies
from parola.desk.tickets import participants
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.replies import customers
from parola.web.circle import carry_out
from parola.web.console.showing import gate
from parola.web.middleware import Request


@require_POST
def add(request: Request, reference: str) -> HttpResponse:
    """Somebody who was in copy follows the ticket from now on."""
    email = request.POST.get("email", "")

    def do(ticket: Ticket) -> str:
        copies.add(ticket=ticket, by=request.user, email=email, now=request.now)
        return _("%(address)s follows the ticket now, and gets what you write to the customer.") % {"address": email}

    return _carry_out(request, reference, do)


@require_POST
def remove(request: Request, reference: str, key: int) -> HttpResponse:
    """Somebody follows the ticket no more."""

    def do(ticket: Ticket) -> str:
        person = ticket.participants.get(pk=key)
        participants.remove(ticket=ticket, by=request.user, person=person, now=request.now)
        return _("%(name)s does not follow the ticket any more.") % {"name": person}

    return _carry_out(request, reference, do)


@require_POST
def confirm(request: Request, reference: str, key: int) -> HttpResponse:
    """The reader made sure who wrote."""

    def do(ticket: Ticket) -> str:
        person = next((each for each in customers(ticket) if each.pk == key), None)
        if person is None:
            raise Person.DoesNotExist
        participants.confirm_sender(ticket=ticket, by=request.user, person=person, now=request.now)
        return _("It is noted that you made sure of %(name)s.") % {"name": person}

    return _carry_out(request, reference, do)


def _carry_out(request: Request, reference: str, do: Callable[[Ticket], str]) -> HttpResponse:
    carry_out(request, gate(request, reference), do)
    return redirect(f"{reverse('console:ticket', args=[reference])}#circle")
