"""The report's pages: a month's first responses, and the tickets behind each number."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.web.console import report as months
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def report(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see, by priority."""
    month = months.month_of(request.GET.get("month", ""), request.now)
    found = [months.report(request.user, brand, month, request.now) for brand in _brands(request)]
    return show(request, "console/report.html", {"month": month, "reports": found, "place": "report"})


@require_safe
def tickets(request: Request) -> HttpResponse:
    """The tickets behind one number of the report."""
    brand = next((brand for brand in _brands(request) if brand.slug == request.GET.get("brand")), None)
    what = request.GET.get("what", "")
    if brand is None or what not in months.COUNTED:
        raise Http404
    month = months.month_of(request.GET.get("month", ""), request.now)
    found = months.listed(brand, month, request.GET.get("priority", ""), what, request.now)
    context = {"month": month, "rows": months.rows(found, request.now), "brand": brand.name, "place": "report"}
    return show(request, "console/report_tickets.html", context)


def _brands(request: Request) -> list[Brand]:
    """The brands of the reader's reports; who has none is told that there is no such page."""
    brands = list(brands_of(request.user, Act.REPORT))
    if not brands:
        raise Http404
    return brands
