"""What agents decide about the people around a ticket: who follows it, and that somebody is who they say."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Person
from parola.desk.mail import copies
from parola.desk.tickets import operations, participants
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.replies import customers
from parola.web.console.showing import gate
from parola.web.middleware import Request
from parola.web.sentences import too_many_follow


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
        person = next(each for each in customers(ticket) if each.pk == key)
        participants.confirm_sender(ticket=ticket, by=request.user, person=person, now=request.now)
        return _("It is noted that you made sure of %(name)s.") % {"name": person}

    return _carry_out(request, reference, do)


def _carry_out(request: Request, reference: str, do: Callable[[Ticket], str]) -> HttpResponse:
    ticket = gate(request, reference)
    try:
        done = do(ticket)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except (copies.NotOffered, Person.DoesNotExist, StopIteration):
        raise Http404 from None
    except participants.TooMany:
        messages.error(request, too_many_follow(participants.MOST))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('console:ticket', args=[reference])}#circle")
