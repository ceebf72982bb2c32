"""Those who work here: who they are, what they may do, who is asked to join them; and anybody of the desk, for the administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.accounts import staff
from parola.desk.accounts.models import Invitation, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.tickets import belonging, invitations
from parola.web.console.settings import people_forms as forms
from parola.web.console.settings import people_page as pages
from parola.web.console.settings.access import UNPROCESSABLE, configuring
from parola.web.console.showing import show
from parola.web.middleware import Request


@require_safe
def overview(request: Request) -> HttpResponse:
    """The list; a search finds, for the administrator, customers too."""
    reader = configuring(request)
    text = request.GET.get("text", "").replace("\x00", "").strip()[:200]
    found = staff.known_to(reader)
    if text:
        everybody = Person.objects.filter(erased_at=None).order_by("name", "email")
        found = staff.matching(everybody if reader.is_superuser else found, text)
    wishes = Person.objects.filter(erasure_asked_at__isnull=False).order_by("erasure_asked_at")
    context = {
        "rows": pages.rows(found[: pages.SHOWN], reader),
        "more": found.count() > pages.SHOWN,
        "text": text,
        "invitations": invitations.open_to_work(reader, request.now),
        "wishes": wishes if reader.is_superuser else [],
        "asked": belonging.asked_of(reader).count(),
        "place": "settings",
    }
    return show(request, "console/settings/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request) -> HttpResponse:
    """Ask somebody to work here."""
    reader = configuring(request)
    brands = list(brands_of(reader, Act.CONFIGURE))
    typed = request.POST if request.method == "POST" else None
    form = forms.Invite(typed, by=reader, brands=brands, initial={"language": reader.language})
    if typed is not None and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("email", "name", "language")}
        try:
            invitations.invite_to_work(**said, roles=form.roles, by=reader, now=request.now)
        except invitations.NotAllowed:
            raise PermissionDenied from None
        messages.success(request, _("The invitation is on its way. Its link holds for seven days."))
        return redirect("console:settings_people")
    context = {"form": form, "place": "settings", "here": request.path}
    return show(request, "console/settings/people_invite.html", context, UNPROCESSABLE if typed is not None else 200)


@require_POST
def invitation(request: Request, key: UUID) -> HttpResponse:
    """What becomes of an open invitation: `again` or `withdraw`."""
    found = get_object_or_404(Invitation, pk=key, accepted_at=None)
    if not invitations.may_take_back(request.user, found):
        raise Http404
    act = request.POST.get("act", "")
    if act == "again":
        invitations.send_again(invitation=found, by=request.user, now=request.now)
        messages.success(
            request, _("The invitation is on its way once more. Links that were sent before hold no more.")
        )
    elif act == "withdraw":
        invitations.withdraw(invitation=found, by=request.user, now=request.now)
        messages.success(request, _("The invitation is withdrawn: its link holds no more."))
    else:
        raise Http404
    if found.organization_id is not None:
        return redirect("console:people", found.organization_id)
    return redirect("console:settings_people")


@require_safe
def person(request: Request, key: int) -> HttpResponse:
    """One of them."""
    return _page(request, known(request, key))


@require_POST
def describe(request: Request, key: int) -> HttpResponse:
    """Name, language and time zone."""
    found = known(request, key)
    form = forms.Described(request.POST)
    _administering(request)
    if not form.is_valid():
        return _page(request, found, described=form)
    return _attempt(request, found, lambda: staff.describe(person=found, **form.cleaned_data, **_by(request)))


@require_POST
def posts(request: Request, key: int, slug: str) -> HttpResponse:
    """The roles at one brand."""
    found = known(request, key)
    brand = get_object_or_404(brands_of(request.user, Act.CONFIGURE), slug=slug)
    form = forms.Posts(request.POST, brand=brand, person=found, by=request.user)
    if not form.is_valid():
        return _page(request, found, posts=form)
    return _attempt(
        request, found, lambda: staff.set_roles(person=found, brand=brand, roles=form.wanted, **_by(request))
    )


@require_POST
def act(request: Request, key: int) -> HttpResponse:
    """`deactivate`, `reactivate`, `administrator`, `no-administrator` or `no-second-factor`."""
    found = known(request, key)
    _administering(request)
    does: dict[str, Callable[[], None]] = {
        "deactivate": lambda: staff.set_active(person=found, active=False, **_by(request)),
        "reactivate": lambda: staff.set_active(person=found, active=True, **_by(request)),
        "administrator": lambda: staff.set_administrator(person=found, administrator=True, **_by(request)),
        "no-administrator": lambda: staff.set_administrator(person=found, administrator=False, **_by(request)),
        "no-second-factor": lambda: staff.remove_second_factors(person=found, **_by(request)),
    }
    do = does.get(request.POST.get("act", ""))
    if do is None:
        raise Http404
    return _attempt(request, found, do)


def known(request: Request, key: int) -> Person:
    """The person, if the reader may see what they are here; else there is none."""
    reader = configuring(request)
    people = Person.objects.filter(erased_at=None) if reader.is_superuser else staff.known_to(reader)
    return get_object_or_404(people, pk=key)


def _administering(request: Request) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied


def _by(request: Request) -> dict[str, Any]:
    return {"by": request.user, "now": request.now}


def _attempt(request: Request, found: Person, do: Callable[[], None]) -> HttpResponse:
    """What was done, and back to the page; there it is said why it could not be."""
    try:
        do()
    except staff.NotAllowed:
        raise PermissionDenied from None
    except staff.LastAdministrator:
        messages.error(request, _("This is the last administrator in use: make somebody else one first."))
    else:
        messages.success(request, _("Saved."))
    return redirect("console:settings_person", found.pk)


def _page(
    request: Request, found: Person, *, described: forms.Described | None = None, posts: forms.Posts | None = None
) -> HttpResponse:
    first = {"name": found.name, "language": found.language, "timezone": found.timezone}
    context = {
        "page": pages.page(found, request.user),
        "described": described or forms.Described(initial=first),
        "posts": pages.posts(found, request.user, posts),
        "administers": request.user.is_superuser,
        "self": found == request.user,
        "place": "settings",
    }
    return show(request, "console/settings/person.html", context, UNPROCESSABLE if described or posts else 200)
