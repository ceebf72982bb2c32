"""Brands in the settings: the list, a new one, and one's page with what is left to do, its face, its mailboxes and its portal."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts import brands, mailboxes
from parola.desk.accounts.models import Brand, Mailbox
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import newest_version
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import Letter
from parola.web.console.settings import checklist
from parola.web.console.settings.access import UNPROCESSABLE, configured, require_administrator
from parola.web.console.settings.brand_forms import ADDRESSES, Change, New, language_name
from parola.web.console.settings.checklist import Step
from parola.web.console.showing import show
from parola.web.middleware import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A brand as it is listed. `left`: how much there is to do before it is set up."""

    brand: Brand
    address: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """What stands under a mail in one of the languages offered."""

    language: str
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A brand's page."""

    brand: Brand
    steps: list[Step]
    languages: list[str]
    mailboxes: list[Mailbox]
    version: int
    door: str
    feet: list[Foot]
    publishes: bool
    signs: bool
    audits: bool


@require_safe
def overview(request: Request) -> HttpResponse:
    """The brands that the reader may change."""
    found = list(brands_of(request.user, Act.CONFIGURE))
    if not found and not request.user.is_superuser:
        raise Http404
    listed = [Listed(brand=each, address=each.support_address, left=checklist.left(each)) for each in found]
    return show(request, "console/settings/brands.html", {"brands": listed, "place": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new brand, from what cannot wait."""
    require_administrator(request)
    first = {"languages": [request.user.language], "language": request.user.language, "timezone": request.user.timezone}
    form = New(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid() and (made := _attempt(form, lambda: _open(request, form))):
        messages.success(request, _("%(brand)s is there. See below what is left to do.") % {"brand": made.name})
        return redirect("console:settings_brand", made.slug)
    return _form(request, form, None)


@require_safe
def brand(request: Request, slug: str) -> HttpResponse:
    """What the brand is set to, and what is left to do."""
    found = configured(request, slug)
    page = Page(
        brand=found,
        steps=checklist.steps(found),
        languages=[language_name(code) for code in found.languages],
        mailboxes=list(found.mailboxes.order_by("-primary", "-in_use", "address")),
        version=version.number if (version := newest_version(found)) else 0,
        door=f"{found.door}/",
        feet=list(_feet(found)),
        publishes=may(request.user, Act.PUBLISH, found),
        signs=may(request.user, Act.SIGN, found),
        audits=may(request.user, Act.AUDIT, found),
    )
    return show(request, "console/settings/brand.html", {"page": page, "place": "settings"})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, slug: str) -> HttpResponse:
    """The form of all that can be changed; `act=preview` shows what would stand under its mails, and keeps nothing."""
    found = configured(request, slug)
    form = Change(request.POST if request.method == "POST" else None, brand=found, of_desk=request.user.is_superuser)
    if not form.is_bound or not form.is_valid():
        return _form(request, form, found)
    if request.POST.get("act") == "preview":
        return _form(request, form, found, feet=list(_feet(_as_filled(found, form))), status=200)
    if _attempt(form, lambda: _change(request, found, form)):
        messages.success(request, _("Saved."))
        return redirect("console:settings_brand", found.slug)
    return _form(request, form, found)


def _open(request: Request, form: New) -> Brand:
    return brands.open_brand(**form.cleaned_data, by=request.user, now=request.now)


def _change(request: Request, found: Brand, form: Change) -> Brand:
    return brands.change_brand(brand=found, changes=form.changes, by=request.user, now=request.now)


def _attempt(form: New | Change, do: Callable[[], Brand]) -> Brand | None:
    """What was done; None, said at its field, where that cannot be."""
    try:
        return do()
    except brands.NotAllowed:
        raise PermissionDenied from None
    except brands.Taken as taken:
        form.add_error(taken.field, _("Another brand has this already."))
    except brands.KeyInUse:
        form.add_error("key", _("A ticket has this key in its reference: it stays."))
    except mailboxes.BadAddress as bad:
        form.add_error("support_address", str(ADDRESSES[type(bad)]))
    return None


def _as_filled(found: Brand, form: Change) -> Brand:
    """The brand as it would be; it is not saved."""
    changed = copy(found)
    for name, value in form.changes.items():
        setattr(changed, name, value)
    return changed


def _feet(found: Brand) -> Iterator[Foot]:
    """What stands under its mails, in each language that it offers."""
    for code in found.languages:
        with override(code):
            written, _html = layout(Letter(subject="", lines=()), found, code, answerable=True)
        yield Foot(language=language_name(code), code=code, text=written.partition("-- \n")[2].strip())


def _form(
    request: Request, form: New | Change, found: Brand | None, *, feet: Any = (), status: int | None = None
) -> HttpResponse:
    context = {"form": form, "brand": found, "feet": feet, "place": "settings", "here": request.path}
    return show(
        request, "console/settings/brand_form.html", context, status or (UNPROCESSABLE if form.is_bound else 200)
    )
