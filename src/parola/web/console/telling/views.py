"""Having the customers of a problem told: what would happen, that it happens, and what became of each. The gate stands before all of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.problems import foretold, majors, operations, telling
from parola.desk.problems.models import Addressee, Problem, Telling
from parola.web.console.problems.views import gate
from parola.web.console.showing import show
from parola.web.console.telling.forms import Tell
from parola.web.console.telling.panel import OFFERS
from parola.web.given import number as number_in
from parola.web.middleware import Request


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Request, reference: str, what: str) -> HttpResponse:
    """What would be told to whom; sent, it is ordered, and the first of them are told at once."""
    problem = gate(request, reference)
    if what not in OFFERS:
        raise Http404
    if not telling.may_tell(request.user, problem):
        raise PermissionDenied if request.method == "POST" else Http404
    if request.method != "POST":
        return _page(request, problem, Tell(problem=problem, what=what, initial=_beginning(problem)))
    form = Tell(request.POST, problem=problem, what=what)
    if not form.is_valid():
        return _page(request, problem, form, status=422)
    if "look" in request.POST:
        return _page(request, problem, form)
    if what != Telling.What.UPDATE and form.cleaned_data["seen"] != problem.last_seq:
        return _again(request, problem, form)
    try:
        ordered = _order(request, problem, form)
    except operations.ChangedMeanwhile:
        return _again(request, problem, form)
    telling.carry_out(now=request.now, telling=ordered)
    messages.success(
        request, _("The customers are being told. Those who are many, or wait for their hours, follow by themselves.")
    )
    return redirect("console:problem_told", problem.reference, ordered.number)


def _beginning(problem: Problem) -> dict[str, object]:
    return {"number": telling.next_number(problem), "seen": problem.last_seq, "resolves": True}


def _order(request: Request, problem: Problem, form: Tell) -> Telling:
    said = form.cleaned_data
    ordered = telling.order(
        problem=problem,
        what=form.what,
        texts=form.texts,
        number=said["number"],
        by=request.user,
        now=request.now,
        left_out=_left_out(request),
        resolves=said.get("resolves", False),
        at_once_reason=said["at_once_reason"],
    )
    majors.told(problem, request.now)
    return ordered


def _left_out(request: Request) -> set[int]:
    """The tickets that were listed and not ticked."""
    listed, ticked = (
        {key for each in request.POST.getlist(name) if (key := number_in(each)) is not None}
        for name in ("listed", "tell")
    )
    return listed - ticked


def _again(request: Request, problem: Problem, form: Tell) -> HttpResponse:
    """Something changed since the form was opened: it comes back as it was filled in, with what holds now."""
    messages.error(request, _("Nobody was told: something changed meanwhile. Look again at what would be told."))
    now_holds = {"number": str(telling.next_number(problem)), "seen": str(problem.last_seq)}
    data = request.POST.dict() | now_holds
    again = Tell(data, problem=problem, what=form.what)
    again.is_valid()
    return _page(request, problem, again, status=409)


def _page(request: Request, problem: Problem, form: Tell, status: int = 200) -> HttpResponse:
    """The form, and below it, as soon as there is something to say, what it would do."""
    number = telling.next_number(problem)
    context = {
        "problem": problem,
        "form": form,
        "title": OFFERS[form.what],
        "written": form.what == Telling.What.UPDATE or any(form.texts.values()),
        "looked": form.what != Telling.What.UPDATE or form.is_bound,
        "left_out": _left_out(request),
        "foretold": foretold.foresee(problem, form.what, form.texts, number, request.now),
        "place": "problems",
        "here": reverse("console:problem_tell", args=[problem.reference, form.what]),
    }
    return show(request, "console/problems/tell.html", context, status)


@require_safe
def told(request: Request, reference: str, number: int) -> HttpResponse:
    """What became of each."""
    problem = gate(request, reference)
    found = Telling.objects.filter(problem=problem, number=number).select_related("by").first()
    if found is None:
        raise Http404
    rows = list(Addressee.objects.filter(telling=found).select_related("ticket__opening", "ticket__requester", "by"))
    context = {
        "problem": problem,
        "told": found,
        "rows": sorted(rows, key=lambda row: (ORDER.index(row.state), row.ticket_id)),
        "open": any(row.due_at is not None for row in rows),
        "untold": telling.untold(found).count(),
        "latest": telling.latest(problem, found.what) == found,
        "may_tell": telling.may_tell(request.user, problem),
        "place": "problems",
        "here": reverse("console:problem_told", args=[problem.reference, number]),
    }
    return show(request, "console/problems/told.html", context)


ORDER = (
    Addressee.State.FAILED, Addressee.State.WAITING, Addressee.State.HELD, Addressee.State.PASSED, Addressee.State.TOLD,
)  # fmt: skip
"""What somebody may have to do something about comes first."""


@require_POST
def later(request: Request, reference: str, number: int) -> HttpResponse:
    """Those who were linked since are told the same."""
    problem = gate(request, reference)
    found = Telling.objects.filter(problem=problem, number=number).first()
    if found is None or telling.latest(problem, found.what) != found:
        raise Http404
    try:
        telling.tell_later(telling=found, by=request.user, now=request.now)
    except operations.NotAllowed:
        raise PermissionDenied from None
    telling.carry_out(now=request.now, telling=found)
    messages.success(request, _("Done."))
    return redirect("console:problem_told", problem.reference, number)
