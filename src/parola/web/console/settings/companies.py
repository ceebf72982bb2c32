"""Companies' own sign-in in the settings: which there are, what each may, the addresses to give to it, whether it answers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.accounts import federation
from parola.desk.accounts.models import Organization
from parola.desk.accounts.providers import IdentityProvider
from parola.web.console.settings import companies_forms as forms
from parola.web.console.settings.access import UNPROCESSABLE, require_administrator
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.sso import oidc, refusal
from parola.web.sso.addresses import address
from parola.web.sso.extra import is_installed, saml
from parola.web.sso.refusal import NotSignedIn
from parola.web.templatetags.parola import words

SAML, OIDC = IdentityProvider.Kind.SAML, IdentityProvider.Kind.OIDC


@require_safe
def overview(request: Request) -> HttpResponse:
    """All of them."""
    require_administrator(request)
    found = IdentityProvider.objects.select_related("organization").order_by("name", "pk")
    return show(request, "console/settings/companies.html", {"providers": found, "place": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new one, which is not in use before both sides know each other."""
    require_administrator(request)
    form = forms.New(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        organization = Organization.objects.filter(pk=said.pop("organization")).first()
        made = _attempt(
            form, lambda: federation.add(**said, organization=organization, by=request.user, now=request.now)
        )
        if made is not None:
            return redirect("console:settings_company", made.slug)
    return _form(request, "console/settings/company_new.html", form)


@sensitive_post_parameters("secret")
@sensitive_variables("typed")
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: Request, slug: str) -> HttpResponse:
    """One: its addresses here, what it says of itself, what it may."""
    provider = _provider(request, slug)
    if provider.kind == SAML and not is_installed():
        return _form(request, "console/settings/company.html", None, provider=provider, lacks_saml=True)
    kind = forms.Saml if provider.kind == SAML else forms.OpenID
    typed = request.POST if request.method == "POST" else None
    form = kind(typed, initial=forms.initial(provider), provider=provider, now=request.now)
    if form.is_bound and form.is_valid():
        fields, secret = form.fields_of_provider(), form.cleaned_data.get("secret")
        done = _attempt(
            form,
            lambda: federation.change(provider=provider, by=request.user, now=request.now, secret=secret, **fields),
        )
        if done is not None:
            messages.success(request, _("It is kept."))
            return redirect("console:settings_company", slug)
    return _form(request, "console/settings/company.html", form, provider=provider, places=_places(provider))


@require_POST
def test(request: Request, slug: str) -> HttpResponse:
    """Whether it answers as it should. Nobody is signed in, and no secret is sent."""
    provider = _provider(request, slug)
    try:
        if provider.kind == SAML:
            saml().begin(provider)
            told = _("Its metadata can be used. Whether it knows this desk is seen when somebody signs in.")
        else:
            oidc.check(provider.issuer)
            told = _(
                "It answers, with its name and its keys. Whether it takes the secret is seen when somebody signs in."
            )
        messages.success(request, told)
    except NotSignedIn as failure:
        messages.error(request, f"{refusal.told(failure.why)} ({failure})")
    return redirect("console:settings_company", slug)


@require_POST
def use(request: Request, slug: str) -> HttpResponse:
    """It is in use from now on, or no more."""
    provider = _provider(request, slug)
    active = request.POST.get("active") == "1"
    if active and not is_ready(provider):
        messages.error(request, _("First it must be told who it is: keep the form below."))
        return redirect("console:settings_company", slug)
    try:
        federation.change(provider=provider, active=active, by=request.user, now=request.now)
    except federation.Spoken as spoken:
        messages.error(request, spoken_for(str(spoken)))
    else:
        done = _("Its people can sign in by it now.") if active else _("Nobody signs in by it any more.")
        messages.success(request, done)
    return redirect("console:settings_company", slug)


@require_POST
def remove(request: Request, slug: str) -> HttpResponse:
    """It is gone; the people it vouched for stay, and sign in another way."""
    provider = _provider(request, slug)
    federation.remove(provider=provider, by=request.user, now=request.now)
    messages.success(request, _("%(name)s is gone from here.") % {"name": words().isolated(provider.name)})
    return redirect("console:settings_companies")


def is_ready(provider: IdentityProvider) -> bool:
    """Whether all is there that a sign-in needs."""
    return bool(provider.issuer and (provider.metadata if provider.kind == SAML else provider.client_id))


def spoken_for(domain: str) -> str:
    """What is said where two would speak for one domain."""
    return _("Another sign-in that is in use speaks for %(domain)s already.") % {"domain": domain}


def _provider(request: Request, slug: str) -> IdentityProvider:
    require_administrator(request)
    return get_object_or_404(IdentityProvider.objects.select_related("organization"), slug=slug)


def _attempt(form: Form, act: Callable[[], IdentityProvider]) -> IdentityProvider | None:
    """What came of it; None, and the form says why, where it cannot be."""
    try:
        return act()
    except federation.Spoken as spoken:
        form.add_error("domains", spoken_for(str(spoken)))
    except federation.Anybodys as anybodys:
        told = _("Anybody gets an address in %(domain)s: no company can speak for it.")
        form.add_error("domains", told % {"domain": str(anybodys)})
    return None


def _places(provider: IdentityProvider) -> list[tuple[str, str]]:
    """The addresses that the provider must know."""
    if provider.kind == SAML:
        entity, answers = _("Our metadata, and our entity ID"), _("Where its answer comes (ACS)")
        return [(entity, address(provider, "metadata")), (answers, address(provider, "acs"))]
    return [(_("Where its answer comes (redirect URI)"), address(provider, "back"))]


def _form(request: Request, template: str, form: Form | None, **more: object) -> HttpResponse:
    status = UNPROCESSABLE if form is not None and form.is_bound else 200
    return show(request, template, {"form": form, "place": "settings", "here": request.path, **more}, status)
