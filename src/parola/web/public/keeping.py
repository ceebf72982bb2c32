"""What is the same for everybody is kept by browsers and caches, and asked for again by its tag.

Whoever is signed in, or is about to, gets it anew each time: their page may tell them something else beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag

from parola.desk.agreements.public import Published
from parola.policy.page.document import Page
from parola.web.context import THEME_COOKIE
from parola.web.middleware import Request

FOR = "public, max-age=300"


def tag(request: Request, page: Page, shown: Published) -> str:
    """What changes whenever the answer to a stranger would."""
    brand = shown.brand
    told = (
        page,
        version("parola"),
        [each.digest for each in shown.versions],
        (brand.name, brand.colour, brand.logo_id, brand.logo_dark_id, brand.identity, request.door is not None),
        (request.get_full_path(), request.COOKIES.get(THEME_COOKIE, ""), settings.DEMO),
    )
    return quote_etag(hashlib.sha256(repr(told).encode()).hexdigest()[:32])


def kept(request: Request, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """304 to whoever has it, else what is made, to be kept for a while."""
    if request.user.is_authenticated or {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys():
        return make()
    asked = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    answer = HttpResponseNotModified() if etag in asked else make()
    if answer.status_code == HttpResponseNotModified.status_code:
        answer._csp_exempt = True  # noqa: SLF001  # the rules that came with the page hold for it
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = FOR
    return answer
