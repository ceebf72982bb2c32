"""What the desk knows of and works on, for the customers whom it concerns: now, and of late. And: this is my problem too."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.problems import claiming
from parola.desk.problems import status as desk
from parola.desk.tickets.opening import OutOfUse
from parola.web.middleware import Request
from parola.web.portal.opening import CHANNEL

LONGEST_WORDS = 5000


@require_safe
def status(request: Request) -> HttpResponse:
    """What concerns the reader: at work now, and what ended in the last 90 days."""
    found = desk.statuses(request.user, request.now, brand=request.door, past=True)
    context = {
        "current": [each for each in found if each.ended_at is None],
        "past": [each for each in found if each.ended_at is not None],
        "days": desk.SHOWN_FOR.days,
        "longest": LONGEST_WORDS,
        "place": "status",
    }
    return render(request, "portal/status.html", context)


@require_POST
def claim(request: Request, key: int) -> HttpResponse:
    """It is their problem too: they have a request of their own, linked to it."""
    typed = request.POST.get("words", "").replace("\0", "")[:LONGEST_WORDS]
    try:
        ticket = claiming.claim(
            key=key, person=request.user, words=typed, channel=CHANNEL, now=request.now, brand=request.door
        )
    except desk.NotConcerned:
        raise Http404 from None
    except OutOfUse:
        messages.error(request, _("Nothing was sent: this vendor takes no requests any more."))
        return redirect("portal:status")
    messages.success(request, _("You have a request of your own now: you hear of everything that is new."))
    return redirect("portal:ticket", ticket.reference)


ROUTES = [path("status/", status, name="status"), path("status/<int:key>/mine/", claim, name="status_mine")]
