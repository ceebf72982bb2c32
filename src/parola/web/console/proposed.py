"""What the desk proposes beside a conversation: a known solution, a ticket about the same.

Each can be taken, or put by for this ticket. What has to be looked for comes after the page, so that nobody waits for it.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Person
from parola.desk.search.similar import similar
from parola.desk.tickets import putting_by, queries, solutions
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import NotAllowed
from parola.desk.tickets.solutions import Known
from parola.web.console.acquaintance import Last, last_of
from parola.web.console.problems import noticed
from parola.web.console.showing import gate, is_fragment, show
from parola.web.middleware import Request

MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked for and fits: solutions that are known, tickets about the same."""

    known: list[Known]
    similar: list[Last]
    alike: noticed.Line | None
    """The incidents that it looks like, where these wait for somebody to say whether they have one cause."""


@require_safe
def proposals(request: Request, reference: str) -> HttpResponse:
    """What fits the ticket: alone, where its page fetches it, else as a page."""
    ticket = gate(request, reference)
    context = {"found": _found(ticket, request.user), "reference": reference, "place": "queue"}
    template = "console/proposed_list.html" if is_fragment(request) else "console/proposed.html"
    return show(request, template, context)


@require_POST
def put_by(request: Request, reference: str) -> HttpResponse:
    """One of them is not wanted on this ticket."""
    try:
        what = request.POST.get("what", "")[:64]
        putting_by.put_by(ticket=gate(request, reference), what=what, by=request.user, now=request.now)
    except NotAllowed:
        raise PermissionDenied from None
    except putting_by.NoSuchProposal:
        raise Http404 from None
    if is_fragment(request):
        return show(request, "console/put_by_done.html", {"place": "queue"})
    return redirect(f"{reverse('console:ticket', args=[reference])}#beside")


def _found(ticket: Ticket, reader: Person) -> Found:
    gone = putting_by.on(ticket)
    known = [each for each in solutions.known(ticket) if f"article:{each.found.article}" not in gone]
    without = [int(what.removeprefix("ticket:")) for what in gone if what.startswith("ticket:")]
    within = queries.worked_on_by(reader).filter(brand=ticket.brand)
    keys = similar(ticket, within, limit=MOST, without=without)
    found = queries.with_relations(Ticket.objects.all()).in_bulk(keys)
    return Found(
        known=known[:MOST],
        similar=[last_of(found[key]) for key in keys if key in found],
        alike=noticed.of_ticket(reader, ticket),
    )
