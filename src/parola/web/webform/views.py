"""The form: shown, sent, and that it was taken. At the brand's door, and in a frame of the vendor's own site."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.limits import TooManyAttempts
from parola.desk.webform import keys, taking
from parola.desk.webform.keys import Key
from parola.desk.webform.models import WebRequest
from parola.web import brief
from parola.web.middleware import Request
from parola.web.portal.opening import askable
from parola.web.webform.files import sender
from parola.web.webform.forms import Ask
from parola.web.webform.showing import Here, here


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: Request) -> HttpResponse:
    """The form at the brand's door. Who is signed in, and can ask this vendor, has a better one."""
    found = here(request, "page")
    if request.user.is_authenticated:
        theirs = askable(request)
        return redirect("portal:new", found.brand.slug) if found.brand in theirs else _ask(found)
    return _ask(found)


@csrf_exempt  # there is no session whose rights a form from elsewhere could use, and its own key is signed
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_frame(request: Request) -> HttpResponse:
    """The form in a frame of a site that the brand names."""
    return _ask(here(request, "frame"))


@login_not_required
@require_safe
def sent_page(request: Request, identifier: UUID) -> HttpResponse:
    """That it was taken."""
    return _sent(here(request, "page"), identifier)


@login_not_required
@require_safe
def sent_frame(request: Request, identifier: UUID) -> HttpResponse:
    """The same in the frame."""
    return _sent(here(request, "frame"), identifier)


def _ask(at: Here) -> HttpResponse:
    with override(at.language):
        if at.request.method != "POST":
            blank = Ask(of=at.form, terms=at.terms({}), language=at.language)
            return _show(at, blank, keys.issue(at.brand, at.request.now))
        sent, (key, why) = at.request.POST, _key(at)
        terms = at.terms({"product": sent.get("product", "")})
        try:
            by = sender(at.request, key)
        except TooManyAttempts as too_many:
            return _wait(at, Ask(sent, of=at.form, terms=terms, language=""), key, too_many)
        return _take(at, Ask(sent, at.request.FILES, of=at.form, terms=terms, language="", sender=by), key, why)


def _take(at: Here, filled: Ask, key: Key, why: str) -> HttpResponse:
    """Taken, and on to the page that says so; or back with all that was typed, and why."""
    if filled.is_caught:
        why = _("A field was filled in that nobody sees, as programs do it. Empty it, and send the form once more.")
    if not filled.is_valid() or why:
        filled.point_at_first_error()
        return _show(at, filled, key, why, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        taken = taking.take(
            brand=at.brand,
            said=filled.said,
            key=key,
            place=get_adapter().get_client_ip(at.request),
            worked=key.is_worked(at.request.POST.get("work", "")),
            now=at.request.now,
        )
    except TooManyAttempts as too_many:
        return _wait(at, filled, key, too_many)
    return redirect(at.address("ask_sent", taken.request.pk, **({"again": "1"} if taken.again else {})))


def _key(at: Here) -> tuple[Key, str]:
    """The key that the form came with, or another one; and why it is not taken like this, if it is not."""
    now = at.request.now
    try:
        key = keys.read(at.request.POST.get("key", ""), at.brand)
    except keys.NotOurs:
        key = None
    if key is None or key.is_stale(now):
        return keys.issue(at.brand, now), _("The page stood open for too long. Send the form once more.")
    if key.is_hasty(now):
        return key, _("That was very fast. Look over what you wrote, and send the form once more.")
    return key, ""


def _wait(at: Here, filled: Ask, key: Key, too_many: TooManyAttempts) -> HttpResponse:
    """429: how long to wait, and the other way; what was typed stays."""
    seconds = max(1, int((too_many.until - at.request.now).total_seconds()))
    minutes = -(-seconds // 60)
    why = ngettext(
        "Many requests come in just now. Wait %(count)s minute, then send the form once more.",
        "Many requests come in just now. Wait %(count)s minutes, then send the form once more.",
        minutes,
    ) % {"count": brief.number(minutes)}
    answer = _show(at, filled, key, why, HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _show(at: Here, asked: Ask, key: Key, why: str = "", status: int = 200) -> HttpResponse:
    form = at.address("ask")
    context = {"form": asked, "key": key.signed, "bits": keys.BITS, "why": why, "action": form, "here": form}
    context["suggest"] = at.address_of("ask_suggest", **_around(at))
    return at.show("ask", context, status)


def _around(at: Here) -> dict[str, str]:
    """What the suggestions beside the form are to know: in which language, and whether they stand at the door."""
    return {"lang": at.language, "at": "door"} if at.place == "page" else {}


def _sent(at: Here, identifier: UUID) -> HttpResponse:
    held = get_object_or_404(WebRequest, pk=identifier, brand=at.brand)
    context = {"held": held, "again": "again" in at.request.GET, "another": at.address("ask")}
    return at.show("sent", context)
