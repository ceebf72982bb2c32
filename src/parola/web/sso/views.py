"""The way to a company's sign-in and back. What is proved on the way is `oidc`'s and `saml`'s, who is meant `federation`'s."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.sessions import LoginSession
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.accounts import federation
from parola.desk.accounts.federation import NotLetIn, Said
from parola.desk.accounts.providers import IdentityProvider
from parola.web.middleware import Request
from parola.web.preferences import safe_target
from parola.web.sso import oidc, refusal
from parola.web.sso.addresses import address
from parola.web.sso.extra import saml
from parola.web.sso.refusal import NotSignedIn, Why

LOG = logging.getLogger("parola.signin")
LARGEST = 500_000
"""Characters of a SAML response."""
COOKIE = "company-answer"
"""Carries a SAML response over one redirect: what another site posts comes without the session's own cookie (SameSite)."""


class Address(forms.Form):
    """By whose domain a company's sign-in is found."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput({"autocomplete": "username", "dir": "ltr"})
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """The sign-in of the company whose address somebody types: so that nobody reads here who the customers are."""
    form = Address(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_bound and form.is_valid():
        provider = federation.provider_for(form.cleaned_data["email"])
        if provider is not None:
            return _onward(request, provider)
        form.add_error("email", gettext("No company's sign-in is known here for this address."))
    target = safe_target(request, request.POST.get("next", request.GET.get("next", "")))
    return render(
        request, "account/company_find.html", {"form": form, "next": target}, status=422 if form.is_bound else 200
    )


@login_not_required
@require_POST
def begin(request: Request, slug: str) -> HttpResponse:
    """To the company's sign-in."""
    return _onward(request, _provider(slug))


def _onward(request: Request, provider: IdentityProvider) -> HttpResponse:
    """By a page that goes on by itself: a form's answer may not leave this desk (form-action)."""
    if request.get_host().lower() in settings.HOSTS:
        place = f"{settings.BASE_URL}{reverse('company_find')}"  # a vendor's door: companies know the desk's own address alone
        return render(request, "account/company_onward.html", {"provider": provider, "place": place})
    try:
        place, state, kept = _begun(provider)
    except (NotSignedIn, NotLetIn) as failure:
        return _refused(request, provider, failure)
    kept["next"] = safe_target(request, request.POST.get("next", ""))
    statekit.stash_state(request, provider_id=provider.slug, state=kept, state_id=state)
    return render(request, "account/company_onward.html", {"provider": provider, "place": place})


@login_not_required
@require_safe
def back(request: Request, slug: str) -> HttpResponse:
    """From an OpenID provider."""
    provider = _provider(slug, IdentityProvider.Kind.OIDC)
    try:
        kept = _kept(request, provider, request.GET.get("state", ""))
        said = oidc.finish(provider, address(provider, "back"), request.GET.dict(), kept)
        return _signed_in(request, provider, said, kept)
    except (NotSignedIn, NotLetIn) as failure:
        return _refused(request, provider, failure)


@csrf_exempt
@login_not_required
@require_POST
@sensitive_post_parameters("SAMLResponse")
def acs(request: HttpRequest, slug: str) -> HttpResponse:
    """From a SAML provider, by a form of its own: kept for a moment, and taken up again with the browser's session."""
    provider = _provider(slug, IdentityProvider.Kind.SAML)
    response = request.POST.get("SAMLResponse", "")
    answer = redirect("company_finish", slug)
    if not 0 < len(response) <= LARGEST:
        return _refused(request, provider, NotSignedIn(Why.CLAIMS, "size"))
    carried = LoginSession(request, "company_answer", COOKIE)
    carried.store["response"] = response
    carried.store.set_expiry(60)
    carried.save(answer)
    return answer


@login_not_required
@require_safe
def finish(request: Request, slug: str) -> HttpResponse:
    """What a SAML provider posted, with the session in which it was asked."""
    provider = _provider(slug, IdentityProvider.Kind.SAML)
    try:
        response = _carried(request)
        asked = saml().answered(response)
        kept = _kept(request, provider, asked)
        return _signed_in(request, provider, saml().finish(provider, response, asked), kept)
    except (NotSignedIn, NotLetIn) as failure:
        return _refused(request, provider, failure)


@login_not_required
@require_safe
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """What the desk says of itself to a SAML provider."""
    provider = _provider(slug, IdentityProvider.Kind.SAML)
    try:
        return HttpResponse(saml().metadata(provider), content_type="application/samlmetadata+xml")
    except NotSignedIn as failure:
        return _refused(request, provider, failure)


def _provider(slug: str, kind: str | None = None) -> IdentityProvider:
    found = IdentityProvider.objects.select_related("organization").filter(slug=slug).first()
    if found is None or kind not in {None, found.kind}:
        raise Http404
    return found


def _begun(provider: IdentityProvider) -> tuple[str, str, dict[str, str]]:
    """Where to, the name of the state, and what is in it. Raises NotSignedIn, NotLetIn."""
    if not provider.active:
        raise NotLetIn(federation.Why.OFF)
    if provider.kind == IdentityProvider.Kind.SAML:
        place, asked = saml().begin(provider)
        return place, asked, {}
    return oidc.begin(provider, address(provider, "back"))


def _carried(request: HttpRequest) -> str:
    """The response that was posted a moment ago; it can be taken up once. Raises NotSignedIn."""
    carried = LoginSession(request, "company_answer", COOKIE)
    response = carried.store.get("response")
    if response is None:
        raise NotSignedIn(Why.STATE)
    carried.delete()
    return str(response)


def _kept(request: HttpRequest, provider: IdentityProvider, state: str) -> Mapping[str, str]:
    """What this browser was sent away with, for this provider; it can be taken up once. Raises NotSignedIn."""
    kept = statekit.unstash_state(request, provider_id=provider.slug, state_id=state) if state else None
    if kept is None:
        raise NotSignedIn(Why.STATE)
    return kept


def _signed_in(request: Request, provider: IdentityProvider, said: Said, kept: Mapping[str, str]) -> HttpResponse:
    """Through django-allauth's door, as everybody: a second factor is asked for where there is one. Raises NotLetIn."""
    person = federation.arrive(provider=provider, said=said, now=request.now)
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    identity = federation.identity_of(provider, said.subject)
    record_authentication(request, person, "socialaccount", provider=provider.slug, uid=identity)
    LOG.info("person %s came by provider %s", person.pk, provider.slug)
    try:
        answer: HttpResponse = perform_login(request, person, redirect_url=kept.get("next") or reverse("home"))
    except ImmediateHttpResponse as instead:
        return instead.response
    return answer


def _refused(request: HttpRequest, provider: IdentityProvider, failure: NotSignedIn | NotLetIn) -> HttpResponse:
    """Why, for the person; and for whoever looks after the desk, a line without what was sent."""
    LOG.warning("sign-in by provider %s refused: %s", provider.slug, failure)
    told = {"provider": provider, "why": refusal.told(failure.why)}
    return render(request, "account/company_refused.html", told, status=refusal.status(failure.why))
