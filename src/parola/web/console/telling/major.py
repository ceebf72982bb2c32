"""A major incident's page: who is affected, who informs, when the next update is due, what was told, what the portal shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts.models import Organization
from parola.desk.agreements.models import Contract
from parola.desk.problems import claiming, majors, operations, queries, telling
from parola.desk.problems.majors import Cadence
from parola.desk.problems.models import MajorIncident, Problem, Telling
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.filters import quoted
from parola.web.console import filtering
from parola.web.console.problems.views import gate
from parola.web.console.showing import show
from parola.web.console.telling.forms import End, Major
from parola.web.console.telling.panel import Line, line
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

SOON = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Something counted, and where exactly these are."""

    number: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who is affected, of what the reader sees. `products`: each with the open tickets that are about it."""

    open: Count
    all: Count
    organizations: Sequence[tuple[Organization, Count]]
    alone: int
    """Requests of people without an organization."""
    contracts: int
    products: Sequence[tuple[str, Count]]
    claimed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says. `tone` is that of the next update."""

    problem: Problem
    major: MajorIncident | None
    affected: Affected
    every: str
    """How often was said; empty: as the agreements promise."""
    cadence: Cadence | None
    target: str
    """What that one promises."""
    tone: str
    late: bool
    told: Sequence[Line]
    past: Sequence[MajorIncident]
    may_tell: bool
    may_lead: bool


def page(request: Request, problem: Problem) -> Page:
    """The page as it stands."""
    major, now = majors.current(problem), request.now
    past = MajorIncident.objects.filter(problem=problem).exclude(ended_at=None).select_related("informer")
    told = Telling.objects.filter(problem=problem).select_related("by").order_by("-number")
    due = major.next_at if major else None
    cadence = majors.cadence(problem, now) if major and major.every is None else None
    return Page(
        problem=problem,
        major=major,
        affected=affected(request, problem, major),
        every=words().duration(timedelta(minutes=major.every)) if major and major.every else "",
        cadence=cadence,
        target=words().target(cadence.target) if cadence else "",
        tone=tone(due, now),
        late=due is not None and due <= now,
        told=[line(each) for each in told],
        past=list(past.order_by("-since")),
        may_tell=telling.may_tell(request.user, problem),
        may_lead=majors.may_lead(request.user, problem),
    )


def tone(due: datetime | None, now: datetime) -> str:
    """How near the next update is."""
    if due is None:
        return "calm"
    return "missed" if due <= now else "soon" if due - now <= SOON else "still"


def affected(request: Request, problem: Problem, major: MajorIncident | None) -> Affected:
    """Who is affected, as far as the reader sees; each number leads to the queue on exactly those."""
    linked = list(queries.incidents_seen_by(request.user, problem))
    at_work = [ticket for ticket in linked if ticket.status in tickets.AT_WORK]
    of_problem = f"problem:{problem.reference}"
    organizations = dict.fromkeys(ticket.organization for ticket in linked if ticket.organization)
    products = dict.fromkeys([*problem.products, *(ticket.product for ticket in at_work if ticket.product)])
    return Affected(
        open=Count(number=len(at_work), address=filtering.address(of_problem)),
        all=Count(number=len(linked), address=filtering.address(of_problem, "state:any")),
        organizations=[
            (
                each,
                Count(
                    number=sum(ticket.organization == each for ticket in at_work), address=_of_customer(problem, each)
                ),
            )
            for each in organizations
        ],
        alone=sum(ticket.organization is None for ticket in at_work),
        contracts=Contract.objects.filter(
            pk__in={ticket.contract_id for ticket in linked if ticket.contract_id}
        ).count(),
        products=[
            (each, Count(number=sum(ticket.product == each for ticket in at_work), address=_of_product(problem, each)))
            for each in products
        ],
        claimed=claiming.claimed(major) if major else 0,
    )


def _of_customer(problem: Problem, organization: Organization) -> str:
    return filtering.address(f"problem:{problem.reference}", f"customer:{quoted(organization.name)}")


def _of_product(problem: Problem, product: str) -> str:
    return filtering.address(f"problem:{problem.reference}", f"product:{quoted(product)}")


@require_http_methods(["GET", "HEAD", "POST"])
def major(request: Request, reference: str) -> HttpResponse:
    """The page; sent, its form declares the major incident or changes how it is told."""
    problem = gate(request, reference)
    present = majors.current(problem)
    form = Major(request.POST if request.method == "POST" else None, problem=problem, major=present)
    if request.method != "POST":
        return _show(request, problem, form)
    if not majors.may_lead(request.user, problem):
        raise PermissionDenied
    if not form.is_valid():
        return _show(request, problem, form, 422)
    try:
        if present is None:
            reason = form.cleaned_data["reason"]
            majors.declare(problem=problem, shown=form.shown, reason=reason, by=request.user, now=request.now)
        else:
            majors.change(major=present, shown=form.shown, by=request.user)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except operations.BadState:
        messages.error(request, _("Nothing was changed: somebody else was faster. Look at it again."))
        return _show(request, problem, form, 409)
    messages.success(request, _("It is a major incident now.") if present is None else _("Done."))
    return redirect("console:problem_major", reference)


@require_POST
def end(request: Request, reference: str) -> HttpResponse:
    """It is none any more."""
    problem = gate(request, reference)
    if not majors.may_lead(request.user, problem):
        raise PermissionDenied
    present, form = majors.current(problem), End(request.POST)
    if present is None:
        raise Http404
    if not form.is_valid():
        return _show(request, problem, Major(problem=problem, major=present), 422, ending=form)
    majors.end(major=present, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
    messages.success(request, _("It is no major incident any more. Customers see it among the past ones for 90 days."))
    return redirect("console:problem", reference)


def _show(
    request: Request, problem: Problem, form: Major, status: int = 200, ending: End | None = None
) -> HttpResponse:
    context = {
        "page": page(request, problem),
        "problem": problem,
        "form": form,
        "ending": ending or End(),
        "place": "problems",
        "here": reverse("console:problem_major", args=[problem.reference]),
    }
    return show(request, "console/problems/major.html", context, status)
