"""Where a page asks for the event stream: an address like every other, behind the same middleware.

`parola stream` answers it with a stream; the web, which keeps no request open, says that there is none.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from parola.web.live import rights
from parola.web.live.listeners import Listener
from parola.web.middleware import Request

NO_STREAM = 204
"""Says to a browser's EventSource: do not ask again."""


class Opened(HttpResponse):
    """The head of a stream, and for whom it is."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(content_type="text/event-stream; charset=utf-8")
        self.listener = listener
        self.headers["X-Accel-Buffering"] = "no"  # nginx passes each event on at once


@require_GET
def live(request: Request) -> HttpResponse:
    """The stream of the person who is signed in."""
    origin = request.headers.get("Origin", "")
    if origin and not is_ours(origin, request.get_host()):
        raise PermissionDenied
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=NO_STREAM)
    person = request.user.pk
    proof = rights.proofs({person})[person]
    answer = Opened(Listener(person=person, session=request.session.session_key or "", proof=proof))
    if origin:
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Credentials"] = "true"
    return answer


def is_ours(origin: str, host: str) -> bool:
    """Whether pages of that origin are the desk's own, on this very host name: only the port may be another."""
    return origin in settings.PAGES and urlsplit(origin).hostname == urlsplit(f"//{host}").hostname
