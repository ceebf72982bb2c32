"""The organizations' pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Organization
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.tickets import customers
from parola.web.console.customers import listing, page
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def overview(request: Request) -> HttpResponse:
    """The organizations of the brands that the reader works for."""
    text = request.GET.get("text", "").replace("\x00", "").strip()[:200]
    found = listing.listing(request.user, text, request.now)
    signs_for = [brand for brand in brands_of(request.user, Act.SIGN) if brand.versions.exists()]
    return show(request, "console/customers.html", {"listing": found, "signs_for": signs_for, "place": "customers"})


@require_safe
def customer(request: Request, key: int) -> HttpResponse:
    """One of them."""
    found = page.page(known(request, key), request.user, request.now)
    return show(request, "console/organization.html", {"page": found, "place": "customers"})


def known(request: Request, key: int) -> Organization:
    """The organization, if the reader may know of it; else there is none (404)."""
    return get_object_or_404(customers.known_to(request.user), pk=key)
