"""The report's pages: a month of each brand, and the tickets behind each number."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Organization
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import brands_with_agreement
from parola.web.console import behind
from parola.web.console import report as months
from parola.web.console.counts import Asked
from parola.web.console.periods import month_of
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def report(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see, or one customer's part of them."""
    brands = _brands(request)
    customers = list(Organization.objects.filter(contracts__brand__in=brands).distinct().order_by("name"))
    asked = _asked(request)
    found = [months.report(request.user, brand, asked, request.now) for brand in brands]
    context = {"asked": asked, "month": asked.month, "reports": found, "customers": customers, "place": "report"}
    context["is_past"] = asked.month.key < month_of("", request.now).key
    return show(request, "console/report.html", context)


@require_safe
def tickets(request: Request) -> HttpResponse:
    """The tickets behind one number of the report."""
    brand = next((brand for brand in _brands(request) if brand.slug == request.GET.get("brand")), None)
    if brand is None:
        raise Http404
    asked = _asked(request)
    try:
        listed = behind.listed(request.user, brand, asked, request.GET, request.now)
    except (KeyError, ValueError):
        raise Http404 from None
    context = {"asked": asked, "month": asked.month, "listed": listed, "brand": brand.name, "place": "report"}
    return show(request, "console/report_tickets.html", context)


def _asked(request: Request) -> Asked:
    customer = request.GET.get("customer", "")
    return Asked(
        month=month_of(request.GET.get("month", ""), request.now),
        customer=int(customer) if customer.isdecimal() and customer.isascii() else None,
    )


def _brands(request: Request) -> list[Brand]:
    """The brands of the reader's reports; who has none is told that there is no such page."""
    published = brands_with_agreement().order_by().values("pk")
    brands = list(brands_of(request.user, Act.REPORT).filter(pk__in=published))
    if not brands:
        raise Http404
    return brands
