"""A problem opened for tickets, or tickets linked to one that is there: from a ticket's page, and from what is selected in the queue."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.problems import operations, queries
from parola.desk.problems.models import Problem
from parola.desk.tickets.models import Ticket
from parola.web.console.problems import forms
from parola.web.console.showing import gate, show
from parola.web.middleware import Request

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The form, for the tickets that the address, the queue or the form itself names (`ticket`), all of one brand."""
    told = request.POST if request.method == "POST" else request.GET
    tickets = [
        gate(request, reference) for reference in dict.fromkeys(map(reference_in, told.getlist("ticket")[:MOST]))
    ]
    if not tickets:
        return none_selected(request)
    brand = tickets[0].brand
    if not may(request.user, Act.OWN_PROBLEMS, brand):
        raise PermissionDenied if request.method == "POST" else Http404
    if "title" not in request.POST:
        initial = {"title": tickets[0].subject[: forms.LONGEST_TITLE]}
        return form_page(request, brand, tickets, forms.Opening(brand=brand, person=request.user, initial=initial))
    form = forms.Opening(request.POST, brand=brand, person=request.user)
    if not form.is_valid():
        return form_page(request, brand, tickets, form, status=422)
    try:
        found = opened(request, brand, tickets, form)
    except operations.BadState as error:
        refused = _("Nothing was changed: the state of %(reference)s does not allow it, or it has another problem.")
        messages.error(request, refused % {"reference": error.args[0]})
        return form_page(request, brand, tickets, form, status=409)
    messages.success(request, _("Done."))
    return redirect("console:problem", found.reference)


def none_selected(request: Request) -> HttpResponse:
    """Nothing was named: a slip, where the queue sent it."""
    if request.method != "POST" or not brands_of(request.user).exists():
        raise Http404
    messages.error(request, _("Select tickets first."))
    return redirect("console:queue")


def reference_in(said: str) -> str:
    """The reference of a ticket; the queue writes how much of it was seen behind it."""
    said = said.replace("\0", "")
    reference, dot, seen = said.rpartition(".")
    return reference if dot and seen.isdecimal() else said


def opened(request: Request, brand: Brand, tickets: list[Ticket], form: forms.Opening) -> Problem:
    """The problem with the tickets: the one that was chosen, or a new one."""
    said = form.cleaned_data
    if not said["problem"]:
        return operations.open_problem(
            brand=brand,
            tickets=tickets,
            title=said["title"],
            symptoms=said["symptoms"],
            owner=said["owner"],
            by=request.user,
            now=request.now,
        )
    found = queries.access(request.user, said["problem"])
    operations.link_all(problem=found, tickets=tickets, by=request.user, now=request.now)
    return found


def form_page(
    request: Request, brand: Brand, tickets: list[Ticket], form: forms.Opening, status: int = 200
) -> HttpResponse:
    """The page of the form."""
    context = {"brand": brand, "tickets": tickets, "form": form, "place": "problems", "here": request.path}
    return show(request, "console/problems/new.html", context, status)
