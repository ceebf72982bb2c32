"""The page of the flow of work."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.reports import stays
from parola.sla.objective import ReportPeriod
from parola.web.console.reporting.flow import flow as flow_of
from parola.web.console.reporting.wanted import customers_of, is_past, part_of, wanted
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def flow(request: Request) -> HttpResponse:
    """A brand's period."""
    of, brands = wanted(request)
    context = {
        "of": of,
        "flow": flow_of(request.user, part_of(request, of)),
        "brands": brands,
        "periods": _periods(),
        "customers": customers_of(of.brand),
        "is_past": is_past(request, of),
        "behind": stays.read_up_to(),
        "place": "report",
    }
    return show(request, "console/reporting/flow.html", context)


def _periods() -> list[tuple[str, str]]:
    named = {ReportPeriod.MONTH: _("Month"), ReportPeriod.QUARTER: _("Quarter"), ReportPeriod.YEAR: _("Year")}
    return [(period.value, name) for period, name in named.items()]
