"""The two things a reader chooses, signed in or not: language and appearance."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parola.desk.accounts import operations
from parola.web.context import THEME_COOKIE, THEMES
from parola.web.middleware import Request

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def preferences(request: Request) -> HttpResponse:
    """Keeps the language (in the person's profile, or a cookie before sign-in) and the theme; back to the page one was on."""
    response = redirect(safe_target(request, request.POST.get("next", "")))
    _keep_language(request, response, request.POST.get("language", ""))
    _keep_theme(response, request.POST.get("theme", ""))
    return response


def safe_target(request: HttpRequest, target: str) -> str:
    """`target` if it is a place of this desk, else the first page."""
    here = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if here and target.startswith("/") else "/"


def _keep_language(request: Request, response: HttpResponse, language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        return
    if request.user.is_authenticated:
        operations.choose_language(person=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=request.is_secure()
    )


def _keep_theme(response: HttpResponse, theme: str) -> None:
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", httponly=True)
    elif theme:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
