"""The page of the flow of work, and its tables as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.reports import stays
from parola.sla.objective import ReportPeriod
from parola.web.console.reporting.flow import flow as flow_of
from parola.web.console.reporting.tables import TABLES
from parola.web.console.reporting.wanted import customers_of, is_past, part_of, wanted
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.tables.as_csv import as_csv
from parola.web.tables.parquet import as_parquet
from parola.web.tables.values import Table

FORMS: Mapping[str, tuple[Callable[[Table], Iterator[bytes]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "parquet": (as_parquet, "application/vnd.apache.parquet"),
}


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


@require_safe
def take(request: Request, table: str, form: str) -> StreamingHttpResponse:
    """A table of it as a file."""
    of, _brands = wanted(request)
    if table not in TABLES or form not in FORMS:
        raise Http404
    written, kind = FORMS[form]
    answer = StreamingHttpResponse(written(TABLES[table](request.user, part_of(request, of))), content_type=kind)
    name = f"{of.brand.slug}-{of.month.key}-{of.period.value}-{table}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _periods() -> list[tuple[str, str]]:
    named = {ReportPeriod.MONTH: _("Month"), ReportPeriod.QUARTER: _("Quarter"), ReportPeriod.YEAR: _("Year")}
    return [(period.value, name) for period, name in named.items()]
