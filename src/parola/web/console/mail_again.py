"""A mail that did not arrive is sent again, from the page of its ticket."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.mail import undelivered
from parola.web.console.showing import gate
from parola.web.middleware import Request


@require_POST
def mail_again(request: Request, reference: str, seq: int) -> HttpResponse:
    """To the addresses that those people have now."""
    ticket = gate(request, reference)
    try:
        undelivered.send_again(ticket=ticket, seq=seq, by=request.user, now=request.now)
    except undelivered.NotAllowed:
        raise PermissionDenied from None
    except undelivered.NothingToSend:
        messages.info(request, _("There is nothing to send again: it is on its way, or has arrived."))
    else:
        messages.success(request, _("It is sent again: the mail leaves as soon as the mail server takes it."))
    return redirect(f"{reverse('console:ticket', args=[reference])}#event-{seq}")
