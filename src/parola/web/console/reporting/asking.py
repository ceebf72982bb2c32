"""What a page of the reports is asked for: of which brands, which month, which customer."""

from django.http import Http404

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import brands_with_agreement
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.dimensions import by_of
from parola.web.console.reporting.periods import month_of
from parola.web.given import number
from parola.web.middleware import Request


def asked_of(request: Request) -> Asked:
    """The month and the customer of the address, and what its numbers are to be told by."""
    return Asked(
        month=month_of(request.GET.get("month", ""), request.now),
        customer=number(request.GET.get("customer", "")),
        by=by_of(request.GET.get("by", "")),
    )


def brands_told(request: Request) -> list[Brand]:
    """The brands of the reader's reports; who has none is told that there is no such page (404)."""
    published = brands_with_agreement().order_by().values("pk")
    brands = list(brands_of(request.user, Act.REPORT).filter(pk__in=published))
    if not brands:
        raise Http404
    return brands
