"""The pages for what went wrong. They say what happened, what became of what was sent, and what to do; never what is inside."""

import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.debug import SafeExceptionReporterFilter
from typing_extensions import override

from parola.web.context import frame

logger = logging.getLogger("parola.web")
PAGE = "errors/page.html"
LONG = 12
"""What is as long as this, or has several lines, was typed by a person and is worth giving back."""
SECRET = ("password", "secret", "code", "token", "credential", "key", "csrf")
"""Fields whose names hold one of these are never shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a page says: what happened, what became of what was sent, what to do; what was typed, to be copied."""

    title: str
    happened: str
    lost: str = ""
    do: str = ""
    typed: Sequence[str] = ()
    address: str = ""
    """Where to go on; empty: the first page."""
    onward: str = ""
    """What the way there is called."""


class Filter(SafeExceptionReporterFilter):
    """What is marked as sensitive stays out of every report, the debug page's too."""

    @override
    def is_active(self, request: HttpRequest | None) -> bool:
        return True


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood; 413: it is larger than anything the desk takes."""
    if isinstance(exception, RequestDataTooBig):
        return _too_large(request)
    told = Told(
        title=_("This could not be understood"),
        happened=_("Something in the address or the form was not as it should be."),
        lost=_("Nothing was changed."),
        do=_("Go back, load the page again, and try once more."),
    )
    return _page(request, told, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's to name
    """403: it may be seen, and not be done. Also where the proof that the form was ours is missing (CSRF_FAILURE_VIEW)."""
    if reason:
        return _form_expired(request, from_elsewhere=reason.startswith(("Origin", "Referer")))
    told = Told(
        title=_("You may not do this"),
        happened=_("You can see this, but it is for others to do."),
        lost=_("Nothing was changed."),
        do=_("If it should be yours to do, ask whoever manages this desk for the right to it."),
    )
    return _page(request, told, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's to name
    """404: not there, or not for this reader; which of them is not told."""
    told = Told(
        title=_("There is nothing here for you"),
        happened=_("The page does not exist, or it is not yours to see."),
        do=_("If somebody gave you the address, ask them whether it is right."),
    )
    return _page(request, told, HTTPStatus.NOT_FOUND)


def not_that_way(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """405: the address of a form was called as a page, or the other way round. Anything else is let through as it is."""
    if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or answer.streaming or answer.content:
        return answer
    told = Told(
        title=_("This address is no page"),
        happened=_("It takes what a form sends, and shows nothing by itself."),
        lost=_("Nothing was changed."),
        do=_("Go back to the page that you came from."),
    )
    page = _page(request, told, HTTPStatus.METHOD_NOT_ALLOWED)
    page.headers["Allow"] = answer.headers.get("Allow", "")
    return page


def too_many(request: HttpRequest, minutes: int) -> HttpResponse:
    """429: how long to wait."""
    text = ngettext("Wait %(minutes)s minute, then try again.", "Wait %(minutes)s minutes, then try again.", minutes)
    told = Told(
        title=_("Too many attempts"),
        happened=_("This was tried very often, so that the desk lets nobody try it for a while."),
        lost=_("What was sent last was not carried out."),
        do=text % {"minutes": minutes},
    )
    return _page(request, told, HTTPStatus.TOO_MANY_REQUESTS)


def signed_out(request: HttpRequest) -> HttpResponse:
    """401: somebody sent what they had written after their session had ended: they get it back, to be sent once they are signed in."""
    back = urlencode({"next": came_from(request)})
    told = Told(
        title=_("You are signed out"),
        happened=_("Your session ended while you were writing."),
        lost=_("Nothing was sent. What you typed is below: copy it before you leave this page."),
        do=_("Sign in again, then put it back into the form."),
        typed=typed(request),
        address=f"{reverse(settings.LOGIN_URL)}?{back}",
        onward=_("Sign in"),
    )
    return _page(request, told, HTTPStatus.UNAUTHORIZED)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Whatever else a page's context reads may be what broke, so it gets the frame alone.

    The page has a number, which stands in the log with what broke.
    """
    number = secrets.token_hex(4)
    match = request.resolver_match
    logger.error("fault %s at %s %s", number, request.method, match.view_name if match else "", exc_info=sys.exc_info())
    wrote = typed(request)
    told = Told(
        title=_("Something broke on our side"),
        happened=_("The page could not be made. The fault is noted in the desk's log as %(number)s.")
        % {"number": number},
        lost=_("What was saved before is safe. What you typed last is below, in case it was not taken.")
        if wrote
        else _("What was saved before is safe."),
        do=_(
            "Go back and look whether it was done, then try again; if it happens again, tell the desk's administrator the number."
        ),
        typed=wrote,
    )
    context = {**frame(request), "request": request, "messages": (), "told": told}
    return HttpResponse(render_to_string(PAGE, context), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def typed(request: HttpRequest) -> list[str]:
    """What a person wrote into the form that came with the request, secrets aside."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.POST.items())
    except Exception:  # noqa: BLE001  # whatever keeps the form from being read is what is told about already
        return []
    said = [str(value) for name, value in fields if not any(part in name.lower() for part in SECRET)]
    return [value for value in said if (len(value) >= LONG and " " in value.strip()) or "\n" in value.strip()]


def came_from(request: HttpRequest) -> str:
    """The page of this desk on which the form stood; the first page where that is not told."""
    there = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        return reverse("home")
    parts = urlsplit(there)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _form_expired(request: HttpRequest, *, from_elsewhere: bool) -> HttpResponse:
    told = Told(
        title=_("This form is too old"),
        happened=_("It was open for very long, you signed in meanwhile, or it did not come from this desk."),
        lost=_("Nothing was changed, and what you typed is still there."),
        do=_("Go back, load the page again, and send it once more."),
        typed=typed(request) if request.user.is_authenticated and not from_elsewhere else (),
    )
    return _page(request, told, HTTPStatus.FORBIDDEN)


def _too_large(request: HttpRequest) -> HttpResponse:
    told = Told(
        title=_("This is too much at once"),
        happened=_("What was sent is larger than the desk takes, with all its files."),
        lost=_("Nothing was sent, and what you typed is still there."),
        do=_("Go back, and send fewer files or smaller ones."),
    )
    return _page(request, told, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _page(request: HttpRequest, told: Told, status: HTTPStatus) -> HttpResponse:
    return render(request, PAGE, {"told": told}, status=status)
