"""The list of problems, one of them, why it is due, and what is done to it. The gate stands before each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.permissions import acts_of
from parola.desk.accounts.queries import brands_of
from parola.desk.problems import operations, queries
from parola.desk.problems.models import Problem
from parola.web import steps
from parola.web.console.problems import deeds, forms, noticed
from parola.web.console.problems import page as pages
from parola.web.console.problems.deeds import Deed, Doing
from parola.web.console.showing import is_fragment, show
from parola.web.console.telling.panel import panel
from parola.web.due import of_clock
from parola.web.middleware import Request

MOST = 200


@require_safe
def overview(request: Request) -> HttpResponse:
    """The problems of the brands that the reader works for: those that are not solved, or all."""
    brands = brands_of(request.user).count()
    if not brands:
        raise Http404
    everything = request.GET.get("all") == "1"
    found = queries.listed(request.user, unsolved=not everything)
    if request.GET.get("mine") == "1":
        found = found.filter(owner=request.user)
    context = {
        "rows": pages.rows(list(found[:MOST]), request.user, request.now),
        "all": everything,
        "mine": request.GET.get("mine") == "1",
        "brands": brands,
        "noticed": noticed.lines(request.user),
        "place": "problems",
    }
    return show(request, "console/problems/list.html", context)


def gate(request: Request, reference: str) -> Problem:
    """The problem, if the reader works for its brand; else there is none (404)."""
    try:
        return queries.access(request.user, reference)
    except queries.NoSuchProblem:
        raise Http404 from None


@require_safe
def problem(request: Request, reference: str) -> HttpResponse:
    """A problem."""
    found = gate(request, reference)
    page = pages.page(found, request.user, get_language() or "en", request.now)
    context = {"page": page, "problem": found, "telling": panel(found, request.user), "place": "problems"}
    return show(request, "console/problems/problem.html", context)


@require_safe
def why(request: Request, reference: str, metric: str, cycle: int) -> HttpResponse:
    """Why one of its own objectives is due when it is: the steps, alone or as a page."""
    found = gate(request, reference)
    timeline, terms = queries.timeline(found).at(request.now), queries.terms(found)
    clock = pages.clock_of(timeline, metric, cycle)
    if clock is None:
        raise Http404
    context = {
        "lines": steps.lines(clock, timeline, terms, request.now),
        "problem": found,
        "due": of_clock(clock, request.now),
        "place": "problems",
    }
    template = "console/why_steps.html" if is_fragment(request) else "console/problems/why.html"
    return show(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, reference: str, key: str) -> HttpResponse:
    """The form of something that is done to it; sent, it is done."""
    found, deed = gate(request, reference), deeds.BY_KEY.get(key)
    if deed is None:
        raise Http404
    if not deed.is_for(request.user, found, acts_of(request.user, found.brand)):
        raise PermissionDenied if request.method == "POST" else Http404
    if request.method != "POST":
        initial = {"ticket": request.GET.get("ticket", "")[:32]}
        return form_page(request, found, deed, deed.form(problem=found, person=request.user, initial=initial))
    form = deed.form(request.POST, problem=found, person=request.user)
    if not form.is_valid():
        return form_page(request, found, deed, form, status=422)
    return carry_out(request, deed, Doing(problem=found, by=request.user, now=request.now, form=form))


def carry_out(request: Request, deed: Deed, doing: Doing) -> HttpResponse:
    """Do it, and go back to the problem; or say beside the form why it could not be done."""
    try:
        deed.do(doing)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except operations.ChangedMeanwhile:
        messages.error(request, _("Nothing was changed: somebody else was faster. Look at it again."))
        return form_page(request, doing.problem, deed, doing.form, status=409)
    except operations.BadState:
        messages.error(request, _("Nothing was changed: its state does not allow this, or the ticket's."))
        return form_page(request, doing.problem, deed, doing.form, status=409)
    except deeds.REFUSED as error:
        doing.form.add_error(None, deeds.fault(error))
        return form_page(request, doing.problem, deed, doing.form, status=422)
    messages.success(request, _("Done."))
    return redirect("console:problem", doing.problem.reference)


def form_page(request: Request, problem: Problem, deed: Deed, form: forms.Deed, status: int = 200) -> HttpResponse:
    """The page of the act."""
    context = {
        "problem": problem,
        "deed": deed,
        "form": form,
        "place": "problems",
        "here": reverse("console:problem_act", args=[problem.reference, deed.key]),
    }
    return show(request, "console/problems/act.html", context, status)
