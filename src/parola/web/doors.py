"""A door of its own for each brand: below `/at/<slug>/`, or at the brand's host name, the portal is that vendor's alone.

Behind a door the same pages are served, and every address that they name begins with the door; what is not the customers' is sent
to its plain address. Which brand a request came in by decides what is shown, and never what may be seen: it only narrows that.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix

from parola.desk.accounts.models import Brand

Next = Callable[[HttpRequest], HttpResponse]
AT = re.compile(r"(/at/([-a-zA-Z0-9_]{1,50}))(/.*)")
BEHIND = (
    "/ask/",
    "/brands/",
    "/sign-in/",
    "/sign-out/",
    "/sign-up/",
    "/welcome/",
    "/recovery/",
    "/account/",
    "/preferences/",
    "/live/",
    "/rate/",
    "/paper/",
    "/policy/",
    "/portal/",
    "/files/",
)
"""What there is behind a door, beside its first page."""
PLAIN = ("/sign-in/company/",)
"""What there is not: a company's sign-in comes back to the one address that the company knows."""
NEVER = ("/console/", "/demo/")
"""What there is not at a brand's host name."""


class Doors:
    """Tells `request.door`: the brand by whose door the request came in, or None."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, in which every address leads through the same door again."""
        request.door = _at_host(request)  # type: ignore[attr-defined]
        if request.door is not None and request.path_info.startswith(NEVER):  # type: ignore[attr-defined]
            return _elsewhere(settings.BASE_URL + request.get_full_path())
        match = AT.fullmatch(request.path_info)
        brand = _brands().filter(slug=match[2]).first() if match else None
        if match is None or brand is None:
            return self.get_response(request)
        return self._within(request, brand, match[1], match[3])

    def _within(self, request: HttpRequest, brand: Brand, prefix: str, inner: str) -> HttpResponse:
        if inner != "/" and (not inner.startswith(BEHIND) or inner.startswith(PLAIN)):
            query = request.META.get("QUERY_STRING", "")
            return _elsewhere(f"/{inner.lstrip('/')}" + (f"?{query}" if query else ""))
        before = get_script_prefix()
        request.door, request.path_info = brand, inner  # type: ignore[attr-defined]
        set_script_prefix(f"{prefix}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)


def _brands() -> QuerySet[Brand]:
    """With all that a page shows of one."""
    return Brand.objects.select_related("logo", "logo_dark")


def _at_host(request: HttpRequest) -> Brand | None:
    """The brand whose host name was called: one that the settings name."""
    try:
        host = request.get_host().lower() if settings.HOSTS else ""
    except DisallowedHost:
        return None  # it is refused a little later, in the frame of a page
    return _brands().filter(host=host).first() if host in settings.HOSTS else None


def _elsewhere(address: str) -> HttpResponse:
    """Sent there with method and form as they are."""
    return HttpResponseRedirect(address, preserve_request=True)
