"""The report's pages: a month of each brand, and the tickets behind each number."""

from collections.abc import Iterable
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand, Organization
from parola.desk.tickets.kinds.misses import Cause
from parola.web.console.reporting import behind
from parola.web.console.reporting import misses as missed
from parola.web.console.reporting import month as months
from parola.web.console.reporting.asking import asked_of, brands_told
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.dimensions import BY
from parola.web.console.reporting.periods import month_of
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.missed import CAUSES


@require_safe
def report(request: Request) -> HttpResponse:
    """Every brand whose reports the reader may see, or one customer's part of them."""
    brands = brands_told(request)
    asked = asked_of(request)
    found = [months.report(request.user, brand, asked, request.now) for brand in brands]
    bys = [{"value": by.value, "name": name} for by, name in BY.items()]
    context = {"reports": found, "bys": bys, "by_name": BY[asked.by], **_frame(request, asked, brands)}
    return show(request, "console/reporting/report.html", context)


@require_safe
def tickets(request: Request) -> HttpResponse:
    """The tickets behind one number of the report."""
    brand = _brand(request)
    asked = asked_of(request)
    try:
        listed = behind.listed(request.user, brand, asked, request.GET, request.now)
    except (KeyError, ValueError):
        raise Http404 from None
    context = {"asked": asked, "month": asked.month, "listed": listed, "brand": brand.name, "place": "report"}
    return show(request, "console/reporting/tickets.html", context)


@require_safe
def misses(request: Request) -> HttpResponse:
    """The misses of a month: what nobody has explained yet, and the causes counted; or those that were said to have one cause."""
    if "cause" in request.GET:
        return _said(request)
    brands, asked = brands_told(request), asked_of(request)
    found = [missed.misses(request.user, brand, asked, request.now) for brand in brands]
    return show(request, "console/reporting/misses.html", {"found": found, **_frame(request, asked, brands)})


def _said(request: Request) -> HttpResponse:
    """The misses of a brand that were said to have the cause."""
    brand, asked = _brand(request), asked_of(request)
    try:
        cause = Cause(request.GET["cause"])
    except ValueError:
        raise Http404 from None
    total, lines = missed.said_to_be(request.user, brand, asked, cause, request.now)
    context = {"asked": asked, "month": asked.month, "brand": brand.name, "place": "report"}
    context |= {"cause": CAUSES[cause], "total": total, "lines": lines}
    return show(request, "console/reporting/misses_of_cause.html", context)


def _frame(request: Request, asked: Asked, brands: Iterable[Brand]) -> dict[str, object]:
    """What a page of a month says on top: which month, which customer, and where others are."""
    customers = list(Organization.objects.filter(contracts__brand__in=brands).distinct().order_by("name"))
    is_past = asked.month.key < month_of("", request.now).key
    around = {"earlier": replace(asked, month=asked.month.before), "later": replace(asked, month=asked.month.next)}
    return {
        "asked": asked,
        "month": asked.month,
        "customers": customers,
        "is_past": is_past,
        "place": "report",
        **around,
    }


def _brand(request: Request) -> Brand:
    """The brand that is asked for, of those whose reports the reader may see; else there is no such page (404)."""
    brand = next((brand for brand in brands_told(request) if brand.slug == request.GET.get("brand")), None)
    if brand is None:
        raise Http404
    return brand
