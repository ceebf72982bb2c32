"""How pages and the files that they are made of travel: named by their content, so that a browser keeps them; text made small."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from typing_extensions import override

SMALLER = ("text/", "application/javascript", "application/json", "image/svg+xml")


class Stamped(StaticFilesStorage):
    """A file's address says which content it has: kept for long, and asked for anew when a release changed it.

    Not that of a font: style sheets name it too, and it would be fetched twice.
    """

    @override
    def url(self, name: str | None) -> str:
        if not name or name.endswith(".woff2") or settings.DEBUG:
            return super().url(name)
        return f"{super().url(name)}?v={_stamp(name)}"


@cache
def _stamp(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


class Compressed(GZipMiddleware):
    """Text goes compressed, files of people as they are. Lengths that tell of what is in a page are blurred by Django (BREACH)."""

    @override
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(SMALLER):
            return response
        smaller: HttpResponseBase = super().process_response(request, response)
        return smaller
