"""The pages for what went wrong. They say what happened, that nothing was lost, and what to do; never what is inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.debug import SafeExceptionReporterFilter
from typing_extensions import override

from parola.web.context import frame


class Filter(SafeExceptionReporterFilter):
    """What is marked as sensitive stays out of every report, the debug page's too."""

    @override
    def is_active(self, request: HttpRequest | None) -> bool:
        return True


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's to name
    """400: the request could not be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's to name
    """403: it may be seen, and not be done. Also where the proof that the form was ours is missing (CSRF_FAILURE_VIEW)."""
    return render(request, "errors/403.html", {"form_expired": bool(reason)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's to name
    """404: not there, or not for this reader; which of them is not told."""
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Whatever else a page's context reads may be what broke, so it gets the frame alone."""
    context = {**frame(request), "request": request, "messages": ()}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
