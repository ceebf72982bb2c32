"""Calls that a telephony system announces, at the head of every page: who calls, to be taken down in one click or waved off."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Person
from parola.desk.telephony import calls, people
from parola.desk.telephony.models import Call
from parola.desk.telephony.numbers import readable
from parola.web.console.showing import is_fragment, show
from parola.web.middleware import Request

NOTHING_NEW = 204


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A call, its number as people read it, and the customers who may be calling."""

    call: Call
    number: str
    people: Sequence[Person]


@require_safe
def announced(request: Request) -> HttpResponse:
    """What the reader is to hear of now. Asked again and again: where nothing has changed since `seen`, nothing is said again."""
    offered = calls.offered_to(request.user, request.now)
    state = ",".join(f"{call.pk}-{call.state}" for call in offered)
    if request.GET.get("seen", "") == state:
        return HttpResponse(status=NOTHING_NEW)
    shown = [
        Offered(call=call, number=readable(call.number), people=people.calling(call.line.brand, call.number))
        for call in offered
    ]
    beside = reverse("console:new") not in request.headers.get("HX-Current-URL", "")
    return show(request, "console/call_announced.html", {"offered": shown, "state": state, "beside": beside})


@require_POST
def wave_off(request: Request, key: int) -> HttpResponse:
    """It is no request, or was taken down elsewhere. That somebody has settled it already is no matter.

    With script the reader stays where they are: what they were writing there must not go.
    """
    call = calls.known_to(request.user).filter(pk=key).first()
    if call is None:
        raise Http404
    calls.settle(call=call, by=request.user, ticket=None, now=request.now)
    return HttpResponse() if is_fragment(request) else redirect("console:queue")
