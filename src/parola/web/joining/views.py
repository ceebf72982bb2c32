"""The pages on which one comes to have an account. Nobody is signed in by a link: it proves the address, and one signs in then."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand, Invitation, normalise
from parola.desk.accounts.queries import open_to_sign_up
from parola.desk.tickets import invitations
from parola.web.joining import forms
from parola.web.middleware import Request

BY_ADDRESS, BY_PLACE = 3, 30
"""Sign-ups that are taken in a quarter of an hour: for an address, and from a place."""


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: Request, slug: str) -> HttpResponse:
    """The form to ask for an account; the answer is the same whether the address is known or not (B11)."""
    brand = open_brand(slug)
    if request.user.is_authenticated:
        return redirect("home")
    form = forms.SignUp(request.POST if request.method == "POST" else None, brand=brand)
    if request.method == "POST":
        limits.spend({f"sign-up-from:{get_adapter().get_client_ip(request)}": BY_PLACE}, request.now)
        if form.is_valid():
            _ask(request, brand, form)
            return redirect("sign_up_sent", brand.slug)
    context = {"brand": brand, "form": form, "here": request.path}
    status = HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "joining/sign_up.html", context, status=status)


@login_not_required
@require_safe
def sign_up_sent(request: Request, slug: str) -> HttpResponse:
    """That there is a mail to look for."""
    return render(request, "joining/sent.html", {"brand": open_brand(slug), "here": request.path})


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: Request, identifier: UUID, key: str) -> HttpResponse:
    """What a link offers, and the form to take it. Looking changes nothing: programs look at links in mails."""
    try:
        invitation = invitations.opened(identifier=identifier, key=key, now=request.now)
        known = invitations.has_account(invitation)
        form = forms.Welcome(
            request.POST if request.method == "POST" else None, email=invitation.email, initial=_first(invitation)
        )
        if request.method == "POST" and (known or form.is_valid()):
            _take(request, invitation, key, {} if known else form.cleaned_data)
            messages.success(request, _("Your account is ready: sign in with your address."))
            return redirect("account_login")
    except invitations.Gone:
        return render(request, "joining/gone.html", {"here": "/"}, status=HTTPStatus.GONE)
    context = {"invitation": invitation, "known": known, "form": form, "here": request.path}
    status = HTTPStatus.OK if request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "joining/welcome.html", context, status=status)


def open_brand(slug: str) -> Brand:
    """The brand, if people may sign up there; else there is no such page."""
    return get_object_or_404(open_to_sign_up(), slug=slug)


def _ask(request: Request, brand: Brand, form: forms.SignUp) -> None:
    """Send the link. Who has been sent enough of them in a while gets no more, and is told nothing else."""
    email = form.cleaned_data["email"]
    try:
        limits.spend({limits.key_of("sign-up", normalise(email)): BY_ADDRESS}, request.now)
    except limits.TooManyAttempts:
        return
    invitations.sign_up(**form.cleaned_data, language=spoken(get_language()), brand=brand, now=request.now)


def _take(request: Request, invitation: Invitation, key: str, said: dict[str, str]) -> None:
    began = {"name": "", "password": "", "language": invitation.language, "timezone": invitation.brand.timezone}
    invitations.accept(identifier=invitation.pk, key=key, now=request.now, **(began | said))


def _first(invitation: Invitation) -> dict[str, str]:
    """What the form begins with."""
    organization = invitation.organization
    zone = organization.timezone if organization else invitation.brand.timezone
    return {"name": invitation.name, "language": spoken(get_language()), "timezone": zone}


def spoken(language: str | None) -> str:
    """The language, if the desk speaks it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
