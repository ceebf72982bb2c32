"""What the console shows. The gate stands before every ticket."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.mail import queries as mails
from parola.desk.tickets import queries
from parola.sla.clock import Clock
from parola.sla.timeline import Timeline
from parola.web import steps
from parola.web.console import preview as previews
from parola.web.console import ticket as tickets
from parola.web.console.acts import changes
from parola.web.console.reporting import risk
from parola.web.console.showing import gate, is_fragment, save, show, show_ticket
from parola.web.due import of_clock
from parola.web.given import number
from parola.web.middleware import Request


@require_safe
def ticket(request: Request, reference: str) -> HttpResponse:
    """A ticket."""
    found = gate(request, reference)
    since = number(request.GET.get("since", ""))
    return show_ticket(request, found, since=[] if since is None else changes(request, found, since))


@require_safe
def clock(request: Request, reference: str, metric: str, cycle: int) -> HttpResponse:
    """How one clock stands now: what a page that stays open asks for again."""
    found = gate(request, reference)
    asked = the_clock(queries.timeline(found).at(request.now), metric, cycle)
    card = tickets.clock_card(found, asked, of_clock(asked, request.now))
    return show(request, "console/clock_now.html", {"clock": card})


@require_safe
def why(request: Request, reference: str, metric: str, cycle: int) -> HttpResponse:
    """Why a clock is due when it is: the steps, alone or as a page."""
    found = gate(request, reference)
    timeline, terms = queries.timeline(found).at(request.now), queries.terms(found)
    asked = the_clock(timeline, metric, cycle)
    lines = steps.lines(asked, timeline, terms, request.now)
    template = "console/why_steps.html" if is_fragment(request) else "console/why.html"
    context = {"lines": lines, "reference": reference, "due": of_clock(asked, request.now), "place": "queue"}
    context["chance"] = risk.told(found.brand, asked, request.now)
    return show(request, template, context)


@require_safe
def original(request: Request, reference: str, seq: int) -> HttpResponse:
    """A mail of a conversation, as it came."""
    mail = mails.mails_of(gate(request, reference)).get(seq)
    if mail is None:
        raise Http404
    return save(bytes(mail.raw), f"{reference}-{seq}.eml")


@require_safe
def priority(request: Request, reference: str) -> HttpResponse:
    """The form that changes the priority, with the due times before and after the one chosen."""
    found = gate(request, reference)
    if Act.CHANGE_PRIORITY not in acts_of(request.user, found.brand):
        raise Http404
    preview = previews.preview(found, request.GET.get("priority", ""), request.now)
    if is_fragment(request):
        return show(request, "console/priority_preview.html", {"preview": preview})
    return show_ticket(request, found, template="console/priority.html", preview=preview)


def the_clock(timeline: Timeline, metric: str, cycle: int) -> Clock:
    """The clock of that metric and cycle; 404 where the ticket has none."""
    found = tickets.clock_of(timeline, metric, cycle)
    if found is None:
        raise Http404
    return found
