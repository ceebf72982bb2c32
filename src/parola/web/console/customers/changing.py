"""What is changed about customers: a new one, a contract, its end, whom it names, the people. Open tickets keep their terms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import NotPublished, version_in_force
from parola.desk.tickets import customers, invitations, leaving, memberships
from parola.sla.zones import zone_of
from parola.web.console.customers import contract_forms, forms
from parola.web.console.customers.contracts import given
from parola.web.console.customers.page import members
from parola.web.console.customers.renewing import renewal
from parola.web.console.customers.views import known
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """A new organization with its first contract."""
    brand = _brand(request, slug)
    typed = request.POST if request.method == "POST" else None
    named = forms.Named(typed, initial={"language": brand.language})
    terms = contract_forms.Terms(typed, initial=_first(request, brand.timezone), brand=brand, organization=None)
    if typed is not None and all([named.is_valid(), terms.is_valid()]):
        if _is_taken(request, named.cleaned_data["name"]):
            named.add_error("name", _("There is a customer of this name already."))
        else:
            made = _attempt(
                terms,
                lambda: memberships.open_customer(
                    **named.cleaned_data, **terms.terms, brand=brand, by=request.user, now=request.now
                ),
            )
            if made is not None:
                messages.success(request, _("%(name)s is a customer now.") % {"name": words().isolated(made.name)})
                return redirect("console:customer", made.pk)
    return _form(request, "console/contract_new.html", {"brand": brand, "named": named, "form": terms})


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, key: int, slug: str) -> HttpResponse:
    """A new contract of an organization."""
    organization = known(request, key)
    brand = _brand(request, slug)
    typed = request.POST if request.method == "POST" else None
    first = _first(request, organization.timezone)
    terms = contract_forms.Terms(typed, initial=first, brand=brand, organization=organization)
    return _sign(request, organization, terms, {})


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: Request, key: int, contract: int) -> HttpResponse:
    """The next contract after one that ends, filled in as that one is."""
    organization = known(request, key)
    found = signed_contract(request, organization, contract)
    if found.last_day is None:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    terms = contract_forms.Terms(typed, initial=renewal(found), brand=found.brand, organization=organization)
    return _sign(request, organization, terms, {"renewed": found})


def _sign(
    request: Request, organization: Organization, terms: contract_forms.Terms, context: dict[str, Any]
) -> HttpResponse:
    brand = terms.brand
    if terms.is_valid():
        made = _attempt(
            terms,
            lambda: agreements.sign(
                **terms.terms, organization=organization, brand=brand, by=request.user, now=request.now
            ),
        )
        if made is not None:
            messages.success(request, _("The contract is signed. Open tickets keep their terms."))
            return redirect("console:customer", organization.pk)
    context |= {"brand": brand, "organization": organization, "form": terms}
    return _form(request, "console/contract_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: Request, key: int, contract: int) -> HttpResponse:
    """The last day of a contract, whom it names, and what comes beside its plan."""
    organization = known(request, key)
    found = signed_contract(request, organization, contract)
    typed = request.POST if request.method == "POST" else None
    form = contract_forms.Change(typed, contract=found)
    if typed is not None and form.is_valid() and _attempt(form, lambda: _change(request, found, form)):
        messages.success(request, _("The contract is changed. Open tickets keep their terms."))
        return redirect("console:customer", organization.pk)
    return show_contract(request, found, form)


def show_contract(
    request: Request, found: Contract, form: contract_forms.Change, extra: contract_forms.NewExtra | None = None
) -> HttpResponse:
    """The page of a contract's changes: its form, and what comes beside its plan."""
    context = {
        "organization": found.organization,
        "contract": found,
        "form": form,
        "extra": extra or contract_forms.NewExtra(),
        "given": given(found),
        "today": request.now.astimezone(zone_of(found.timezone)).date(),
    }
    return _form(request, "console/contract_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request, key: int) -> HttpResponse:
    """Those who belong to an organization, and the form for one more."""
    organization = known(request, key)
    require(request, customers.answers_for(request.user, organization))
    typed = request.POST if request.method == "POST" else None
    form = forms.Member(typed, initial={"language": organization.language})
    if typed is not None and form.is_valid() and (added := _add(request, organization, form)):
        told = _("%(name)s belongs to %(organization)s now.")
        messages.success(
            request, told % {"name": words().isolated(str(added)), "organization": words().isolated(organization.name)}
        )
        return redirect("console:people", organization.pk)
    context = {
        "organization": organization,
        "members": members(organization),
        "invitations": invitations.open_of(organization, request.now),
        "form": form,
    }
    return _form(request, "console/people.html", context)


@require_POST
def person(request: Request, key: int, person: int) -> HttpResponse:
    """What becomes of somebody's membership: `manager`, `member` or `remove`."""
    organization = known(request, key)
    found = get_object_or_404(Person, pk=person, memberships__organization=organization)
    act = request.POST.get("act", "")
    try:
        if act == "remove":
            leaving.leave(organization=organization, person=found, by=request.user, now=request.now)
        elif act in ("manager", "member"):
            memberships.set_manager(
                organization=organization, person=found, manager=act == "manager", by=request.user, now=request.now
            )
        else:
            raise Http404
    except memberships.NotAllowed:
        raise PermissionDenied from None
    except memberships.NamedContact:
        messages.error(request, _("A contract names this person as one who asks for support: change that first."))
    else:
        messages.success(request, _("Done."))
    return redirect("console:people", organization.pk)


def _add(request: Request, organization: Organization, form: forms.Member) -> Person | None:
    """The person added; None, with what is wrong at the address, where that cannot be."""
    try:
        return memberships.add(organization=organization, by=request.user, now=request.now, **form.cleaned_data)
    except memberships.NotAllowed:
        raise PermissionDenied from None
    except memberships.AlreadyThere:
        form.add_error("email", _("This person belongs to the organization already."))
    except memberships.AddressKnown as error:
        if error.person is None:
            form.add_error("email", _("This address is in use on the desk: an administrator can add who has it."))
        else:
            told = _("%(name)s has this address already. If you mean them, tick it below.") % {"name": error.person}
            form.add_error("email", ValidationError(told, code="known"))
    return None


def _change(request: Request, found: Contract, form: contract_forms.Change) -> bool:
    said = form.cleaned_data
    who: dict[str, Any] = {"by": request.user, "now": request.now}
    with transaction.atomic():
        agreements.end(contract=found, last_day=said["last_day"], **who)
        agreements.describe(
            contract=found, account_manager=form.manager, number=said["number"], note=said["note"], **who
        )
        if "contacts" in said:
            named = list(Person.objects.filter(pk__in=said["contacts"]))
            agreements.name_contacts(contract=found, contacts=named, **who)
    return True


def _attempt(form: forms.Plain, do: Callable[[], Any]) -> Any:
    """What was done; None, said in the form, where the agreement changed since the form checked it."""
    try:
        return do()
    except agreements.NotAllowed:
        raise PermissionDenied from None
    except agreements.BadContract:
        form.add_error(None, _("The agreement changed meanwhile: look at what it offers now."))
        return None


def _form(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form: sent, it could not be done."""
    context |= {"place": "customers", "here": request.path}
    return show(request, template, context, 200 if request.method != "POST" else UNPROCESSABLE)


def _first(request: Request, timezone: str) -> dict[str, Any]:
    """What a new contract begins with."""
    return {"first_day": request.now.astimezone(zone_of(timezone)).date(), "timezone": timezone}


def _is_taken(request: Request, name: str) -> bool:
    return customers.known_to(request.user).filter(name__iexact=name).exists()


def signed_contract(request: Request, organization: Organization, key: int) -> Contract:
    """The organization's contract, if the reader signs for its brand; who works for it and does not sign is refused."""
    signed = Contract.objects.select_related("brand", "organization", "account_manager")
    found = get_object_or_404(signed, brand__in=brands_of(request.user), pk=key, organization=organization)
    require(request, may(request.user, Act.SIGN, found.brand))
    return found


def _brand(request: Request, slug: str) -> Brand:
    """The brand, if the reader signs for it and it has an agreement; who works for it and does not sign is refused."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    require(request, may(request.user, Act.SIGN, brand))
    try:
        version_in_force(brand)
    except NotPublished:
        raise Http404 from None
    return brand


def require(request: Request, allowed: bool) -> None:  # noqa: FBT001
    """Who may not do it is not shown the form either."""
    if not allowed:
        raise PermissionDenied if request.method == "POST" else Http404
