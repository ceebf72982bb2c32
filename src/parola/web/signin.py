"""Signing in and out, and the two things a reader chooses: language and appearance."""

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts import operations
from parola.web.context import THEME_COOKIE, THEMES
from parola.web.middleware import Request

YEAR = 365 * 24 * 3600
BACKEND = "parola.desk.accounts.backend.AddressBackend"


class SignIn(forms.Form):
    """Who one says to be. The widgets tell browsers and password managers what is what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "username", "dir": "ltr"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"}),
    )


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The form; on success to where one was going."""
    target = safe_target(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated:
        return redirect(target)
    form = SignIn(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _signed_in(request, form):
        return redirect(target)
    status = 200 if request.method != "POST" else 422
    here = f"{reverse('sign_in')}?{urlencode({'next': target})}"
    return render(request, "signin/sign_in.html", {"form": form, "next": target, "here": here}, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here."""
    logout(request)
    return redirect("sign_in")


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


def _signed_in(request: Request, form: SignIn) -> bool:
    """Whether the credentials were right; what is wrong is said in the form, the same for an unknown and a known address."""
    try:
        person = operations.check_sign_in(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            place=request.META.get("REMOTE_ADDR", ""),
            now=request.now,
        )
    except operations.WrongCredentials:
        form.add_error(None, _("This address and password do not belong together. Check both and try again."))
        return False
    except operations.TooManyAttempts:
        form.add_error(None, _("Too many attempts. Wait a quarter of an hour, then try again."))
        return False
    login(request, person, backend=BACKEND)
    return True


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
