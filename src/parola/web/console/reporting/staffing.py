"""The page that says what the teams' shifts will keep: by objective with its interval, and hour by hour of the week."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.agreements import queries as agreements
from parola.desk.reports.staffing import Staffing, staffing
from parola.lab.simulation.estimates import Estimate
from parola.sla.agreement import Agreement
from parola.web.charts.values import Chart, Measure
from parola.web.console.reporting.aims import priority_told
from parola.web.console.reporting.asking import brands_told
from parola.web.console.reporting.weekly import by_hour
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An objective, or where none is undertaken what is promised: what is kept of it."""

    name: str
    priority: str
    undertaken: str
    kept: str
    interval: str
    reached: str
    tone: str


@require_safe
def page(request: Request) -> HttpResponse:
    """A brand's next weeks."""
    brands = brands_told(request)
    brand = next((each for each in brands if each.slug == request.GET.get("brand")), brands[0])
    found = staffing(person=request.user, brand=brand, now=request.now)
    context = {
        "brand": brand,
        "brands": brands,
        "found": found,
        "lines": _lines(found, agreements.agreement(agreements.version_at(brand, request.now))) if found else [],
        "charts": _charts(found) if found else [],
        "place": "report",
    }
    return show(request, "console/reporting/staffing.html", context)


def _lines(found: Staffing, agreement: Agreement) -> list[Line]:
    return [
        Line(
            name=words().metric(each.metric),
            priority=priority_told(agreement, each.priority) if each.priority else "",
            undertaken=_percent(each.objective.share),
            kept=_percent(each.share.mean),
            interval=_interval(each.share),
            reached=_percent(each.reached),
            tone="kept" if each.sure else "soon" if each.holds else "missed",
        )
        for each in found.result.kept
    ]


def _interval(estimate: Estimate) -> str:
    return _("%(low)s to %(high)s") % {"low": _percent(estimate.low), "high": _percent(estimate.high)}


def _percent(share: float) -> str:
    return words().percent(round(share, 3))


def _charts(found: Staffing) -> list[Chart]:
    result = found.result
    missed = [
        missed / asked if asked else None
        for asked, missed in zip(result.asked_in.tolist(), result.missed_in.tolist(), strict=True)
    ]
    return [
        by_hour(
            _("Where promises will be missed"),
            _("The share that is missed of what customers ask in each hour of the week; empty where nothing is asked."),
            missed,
            measure=Measure.SHARE,
            tone="missed",
        ),
        by_hour(
            _("Who is there"),
            _("How many people of the teams are there in each hour of the first of these weeks."),
            result.people.tolist(),
        ),
    ]
