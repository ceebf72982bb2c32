"""Who else has a ticket before them, told to those who have: a small post from the page, again and again, answered with the others."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from parola.desk.live import presence
from parola.web.console.showing import gate, show
from parola.web.middleware import Request


@require_POST
def present(request: Request, reference: str) -> HttpResponse:
    """The reader is here, perhaps writing (`writing`), or has left (`gone`)."""
    ticket = gate(request, reference)
    if "gone" in request.POST:
        presence.gone(ticket=ticket, person=request.user)
        return HttpResponse(status=204)
    presence.here(ticket=ticket, person=request.user, writing=bool(request.POST.get("writing")), now=request.now)
    others = presence.others(ticket, request.user, request.now)
    return show(request, "console/present.html", {"present": others})
