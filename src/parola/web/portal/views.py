"""What the portal shows. The gate stands before every ticket."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parola.desk.tickets import queries
from parola.sla.explain import explain
from parola.web.console.showing import is_fragment
from parola.web.console.ticket import clock_of
from parola.web.middleware import Request
from parola.web.portal.listing import listing
from parola.web.portal.promise import promise
from parola.web.portal.showing import gate, show_ticket
from parola.web.templatetags.parola import words


@require_safe
def requests(request: Request) -> HttpResponse:
    """The reader's requests."""
    return render(request, "portal/requests.html", {"listing": listing(request.user, request.now), "place": "requests"})


@require_safe
def ticket(request: Request, reference: str) -> HttpResponse:
    """A request."""
    return show_ticket(request, gate(request, reference))


@require_safe
def why(request: Request, reference: str, metric: str, cycle: int) -> HttpResponse:
    """Why something was promised by that time: the steps, alone or as a page."""
    found = gate(request, reference)
    timeline, terms = queries.timeline(found), queries.terms(found)
    clock = clock_of(timeline, metric, cycle)
    if clock is None:
        raise Http404
    lines = words().explanation(explain(clock, timeline, terms, request.now), terms)
    template = "console/why_steps.html" if is_fragment(request) else "portal/why.html"
    context = {"lines": lines, "reference": reference, "promise": promise(clock, request.now)}
    return render(request, template, context)
