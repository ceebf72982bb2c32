"""What is decided about the people around a ticket, by agents and by whoever asked: carried out, and told."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404

from parola.desk.accounts.models import Person
from parola.desk.mail import copies
from parola.desk.tickets import operations, participants
from parola.desk.tickets.models import Ticket
from parola.web.middleware import Request
from parola.web.sentences import too_many_follow


def carry_out(request: Request, ticket: Ticket, do: Callable[[Ticket], str]) -> None:
    """Do it, and say what `do` gives, or that too many follow already. Raises PermissionDenied, Http404 for who was not offered."""
    try:
        done = do(ticket)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except (copies.NotOffered, Person.DoesNotExist):
        raise Http404 from None
    except participants.TooMany:
        messages.error(request, too_many_follow(participants.MOST))
    else:
        messages.success(request, done)
