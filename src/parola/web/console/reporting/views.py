"""The report's pages: a month of each brand, and the tickets behind each number."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Organization
from parola.web.console.reporting import behind
from parola.web.console.reporting import month as months
from parola.web.console.reporting.asking import asked_of, brands_told
from parola.web.console.reporting.periods import month_of
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def report(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see, or one customer's part of them."""
    brands = brands_told(request)
    customers = list(Organization.objects.filter(contracts__brand__in=brands).distinct().order_by("name"))
    asked = asked_of(request)
    found = [months.report(request.user, brand, asked, request.now) for brand in brands]
    context = {"asked": asked, "month": asked.month, "reports": found, "customers": customers, "place": "report"}
    context["is_past"] = asked.month.key < month_of("", request.now).key
    return show(request, "console/reporting/report.html", context)


@require_safe
def tickets(request: Request) -> HttpResponse:
    """The tickets behind one number of the report."""
    brand = next((brand for brand in brands_told(request) if brand.slug == request.GET.get("brand")), None)
    if brand is None:
        raise Http404
    asked = asked_of(request)
    try:
        listed = behind.listed(request.user, brand, asked, request.GET, request.now)
    except (KeyError, ValueError):
        raise Http404 from None
    context = {"asked": asked, "month": asked.month, "listed": listed, "brand": brand.name, "place": "report"}
    return show(request, "console/reporting/tickets.html", context)
