"""What is shown inside other sites' pages knows nobody: the cookies that come along are not looked at, and none is set.

A browser sends them where the site around the frame is of the same domain as the desk; a page there would see, or be led to do, what
the reader alone may.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from parola.web.doors import Next

FRAMED = "/ask/frame/"


class Bare:
    """Takes the cookies off every request for a framed page, before anything reads them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to nobody in particular."""
        if request.path_info.startswith(FRAMED):
            request.META.pop("HTTP_COOKIE", None)
            request.__dict__.pop("COOKIES", None)
        return self.get_response(request)
