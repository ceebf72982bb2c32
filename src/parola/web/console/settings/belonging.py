"""Who belongs to which customer: those who ask to, the mail domains that let people in, the invitations of one organization."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.accounts.models import BelongingAsked, Brand, Organization, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.accounts.spelling import looks_like_another
from parola.desk.tickets import belonging, customers, invitations, memberships
from parola.web.console.customers.forms import Plain
from parola.web.console.customers.views import known
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

UNPROCESSABLE = 422
MOST_OFFERED = 500


class Domain(Plain):
    """A mail domain of the organization's."""

    domain = forms.CharField(
        label=gettext_lazy("Mail domain"),
        max_length=253,
        help_text=gettext_lazy("For example acme.com. Domains below it, such as mail.acme.com, are others."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who says to belong to a customer; `likely`: those to which others with addresses of the same domain belong."""

    asked: BelongingAsked
    addresses: list[tuple[str, bool]]
    likely: list[Organization]


@require_safe
def overview(request: Request) -> HttpResponse:
    """Those who ask, and to which customer the reader may let them in."""
    if not brands_of(request.user, Act.SIGN).exists():
        raise Http404
    found = [_asked(each, request.user) for each in belonging.asked_of(request.user)]
    offered = customers.answered_for(request.user)[:MOST_OFFERED]
    return show(
        request, "console/settings/belonging.html", {"found": found, "organizations": offered, "place": "settings"}
    )


@require_POST
def decide(request: Request, key: int) -> HttpResponse:
    """Let somebody in (`organization`), or decline (none)."""
    asked = get_object_or_404(belonging.asked_of(request.user), pk=key)
    try:
        told = _decided(request, asked, request.POST.get("organization", ""))
    except memberships.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, told)
    return redirect("console:settings_belonging")


def _decided(request: Request, asked: BelongingAsked, chosen: str) -> str:
    """What was done, for the reader. Raises NotAllowed."""
    if not chosen:
        belonging.decline(asked=asked, by=request.user, now=request.now)
        return _("They are told that nobody could confirm it.")
    organization = get_object_or_404(customers.known_to(request.user), pk=int(chosen) if chosen.isdecimal() else 0)
    belonging.let_in(asked=asked, organization=organization, by=request.user, now=request.now)
    return _("They belong to %(organization)s now.") % {"organization": words().isolated(organization.name)}


@require_http_methods(["GET", "HEAD", "POST"])
def domains(request: Request, key: int) -> HttpResponse:
    """The mail domains of an organization: one more, or one fewer (`gone`)."""
    organization = known(request, key)
    if not customers.answers_for(request.user, organization):
        raise PermissionDenied if request.method == "POST" else Http404
    typed = request.POST if request.method == "POST" else None
    if typed is not None and (gone := typed.get("gone", "")):
        allowed = get_object_or_404(organization.domains, domain=gone)
        belonging.withdraw_domain(allowed=allowed, by=request.user, now=request.now)
        messages.success(request, _("The domain lets nobody in any more. Who belongs goes on to."))
        return redirect("console:domains", key)
    form = Domain(typed)
    if typed is not None and form.is_valid() and _allowed(request, organization, form):
        messages.success(request, _("Whoever proves an address there belongs to the organization from now on."))
        return redirect("console:domains", key)
    context = {
        "organization": organization,
        "domains": organization.domains.order_by("domain"),
        "form": form,
        "place": "customers",
        "here": request.path,
    }
    return show(request, "console/settings/domains.html", context, UNPROCESSABLE if typed is not None else 200)


@require_POST
def invite_member(request: Request, key: int, person: int) -> HttpResponse:
    """Somebody of the organization who has no account yet is asked to take one."""
    organization = known(request, key)
    found = get_object_or_404(Person, pk=person, memberships__organization=organization, is_active=True)
    brand = inviting_brand(request.user, organization)
    if brand is None:
        raise PermissionDenied
    invitations.invite_customer(
        email=found.email, name=found.name, language=found.language, organization=organization,
        manager=found.memberships.get(organization=organization).manager, brand=brand, by=request.user, now=request.now,
    )  # fmt: skip
    messages.success(request, _("The invitation is on its way. Its link holds for seven days."))
    return redirect("console:people", key)


def inviting_brand(reader: Person, organization: Organization) -> Brand | None:
    """In whose name the reader invites people of the organization; None: they do not answer for it."""
    if not customers.answers_for(reader, organization):
        return None
    signs_for = set(brands_of(reader, Act.SIGN))
    return next((brand for brand in customers.brands_with(organization) if brand in signs_for), None)


def _allowed(request: Request, organization: Organization, form: Domain) -> bool:
    domain = form.cleaned_data["domain"]
    told: dict[type[ValueError], Callable[[], str]] = {
        belonging.AnybodysDomain: lambda: _(
            "Anybody gets an address there, so that it shows nobody to belong to a company."
        ),
        belonging.DomainTaken: lambda: _("The domain is taken already."),
    }
    try:
        belonging.allow_domain(organization=organization, domain=domain.lstrip("@"), by=request.user, now=request.now)
    except ValueError as error:
        form.add_error("domain", told.get(type(error), lambda: _("There can be no mail at this domain."))())
        return False
    return True


def _asked(asked: BelongingAsked, reader: Person) -> Asked:
    proved = asked.person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return Asked(
        asked=asked,
        addresses=[(email, looks_like_another(email)) for email in proved],
        likely=belonging.suggestions(asked, reader),
    )
