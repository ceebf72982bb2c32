"""How a brand's articles served: a table for each month and each article, and the same for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.knowledge import queries
from parola.desk.knowledge.queries import Served
from parola.desk.knowledge.serving import Table, table
from parola.desk.transfer.cells import guarded
from parola.web.console.knowledge.views import chosen
from parola.web.console.showing import show
from parola.web.middleware import Request

SHOWN = 200
BOM = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""


@require_safe
def page(request: Request) -> HttpResponse:
    """The tables of a brand that the reader works for; of one month, where the address names it."""
    brands, brand = chosen(request)
    told = _table(request, brand)
    month = next((each for each in told.months if f"{each:%Y-%m}" == request.GET.get("month")), None)
    listed = told.by_article(month)
    context = {
        "brands": brands,
        "brand": brand,
        "month": month,
        "months": told.by_month(),
        "articles": listed[:SHOWN],
        "more": len(listed) > SHOWN,
        "total": told.total(month),
        "place": "knowledge",
    }
    return show(request, "console/knowledge/serving.html", context)


@require_safe
def spreadsheet(request: Request) -> HttpResponse:
    """Each article in each month, as a file."""
    _brands, brand = chosen(request)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_columns())
    for each in _table(request, brand).each():
        rows.writerow([_month(each.month), guarded(each.title), each.language, *_counts(each.served)])
    answer = HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{brand.slug}-articles.csv"'
    return answer


def _table(request: Request, brand: Brand) -> Table:
    shown = queries.readable(request.user, inside=True)
    return table(brand, shown, language=get_language() or "en", now=request.now)


def _columns() -> list[str]:
    return [
        _("Month"), _("Article"), _("Language"), _("Read"), _("Given in replies"), _("Requests avoided"), _("It helped"),
        _("It did not help"),
    ]  # fmt: skip


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""


def _counts(served: Served) -> list[int]:
    return [served.read, served.given, served.solved, served.helped, served.failed]
