"""Teams in the settings: what each holds, who is in it, when they work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.teams import models, operations
from parola.desk.teams.queries import teams_of
from parola.web.console.showing import show
from parola.web.console.teams import forms, telling
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A team in the list."""

    team: models.Team
    tiers: str
    products: str
    members: str
    shifts: list[tuple[models.Shift, str]]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The teams of the brands that the reader configures."""
    brands = list(brands_of(request.user, Act.CONFIGURE))
    if not brands and not request.user.is_superuser:
        raise Http404
    found = {brand: list(_listed(brand)) for brand in brands}
    return show(request, "console/teams/list.html", {"brands": found, "place": "settings"})


def _listed(brand: Brand) -> Iterator[Listed]:
    teams = teams_of(brand)
    names = dict(telling.tier_names(brand, {tier for team in teams for tier in team.tiers})) if teams else {}
    for team in teams:
        yield Listed(
            team=team,
            tiers=words().listed(names[tier] for tier in team.tiers) if team.tiers else "",
            products=words().listed(map(words().isolated, team.products)) if team.products else "",
            members=words().listed(map(_member, team.members.all())) if team.members.all() else "",
            shifts=[(shift, telling.shift_told(shift)) for shift in team.shifts.all()],
        )


def _member(member: models.TeamMember) -> str:
    name = words().isolated(str(member.person))
    return _("%(name)s (leads)") % {"name": name} if member.lead else name


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, slug: str) -> HttpResponse:
    """A new team of a brand."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    _require(request, brand)
    return _edit(request, brand, None)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: int) -> HttpResponse:
    """A team: what it holds, who is in it, its shifts."""
    team = _team(request, key)
    return _edit(request, team.brand, team)


def _edit(request: Request, brand: Brand, team: models.Team | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = forms.Team(typed, initial=forms.team_initial(team) if team else {}, brand=brand, team=team)
    if typed is not None and form.is_valid() and (made := _save(request, brand, team, form)):
        messages.success(request, _("The team was saved."))
        return redirect("console:team", made.pk)
    context = {"brand": brand, "team": team, "form": form, "shifts": _shifts(team), "place": "settings"}
    status = 200 if typed is None else UNPROCESSABLE
    return show(request, "console/teams/team.html", {**context, "here": request.path}, status)


def _save(request: Request, brand: Brand, team: models.Team | None, form: forms.Team) -> models.Team | None:
    """The team as it was saved; None, said in the form, where it could not be."""
    try:
        return operations.save_team(brand=brand, team=team, wanted=form.wanted, by=request.user, now=request.now)
    except operations.NameTaken:
        form.add_error("name", _("There is a team of this name already."))
    except operations.NotOfTheBrand:
        form.add_error("members", _("Somebody does not work for this brand any more: look again."))
    return None


def _shifts(team: models.Team | None) -> list[tuple[models.Shift, str]]:
    if team is None:
        return []
    shifts = team.shifts.select_related("person").order_by("person__name", "pk")
    return [(shift, telling.shift_told(shift)) for shift in shifts]


@require_POST
def remove(request: Request, key: int) -> HttpResponse:
    """A team is no more."""
    team = _team(request, key)
    operations.remove_team(team=team, by=request.user, now=request.now)
    messages.success(request, _("The team was removed. Its tickets stay whose they are."))
    return redirect("console:teams")


@require_http_methods(["GET", "HEAD", "POST"])
def new_shift(request: Request, key: int) -> HttpResponse:
    """One more shift of a team."""
    return _edit_shift(request, _team(request, key), None)


@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: Request, key: int, shift: int) -> HttpResponse:
    """A shift of a team, or its end (`act=remove`)."""
    team = _team(request, key)
    found = get_object_or_404(models.Shift, pk=shift, team=team)
    if request.method == "POST" and request.POST.get("act") == "remove":
        operations.remove_shift(shift=found, by=request.user, now=request.now)
        messages.success(request, _("The shift was removed."))
        return redirect("console:team", team.pk)
    return _edit_shift(request, team, found)


def _edit_shift(request: Request, team: models.Team, shift: models.Shift | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    initial = forms.shift_initial(shift) if shift else {"timezone": team.brand.timezone, "weekdays": range(5)}
    form = forms.Shift(typed, initial=initial, team=team)
    if typed is not None and form.is_valid() and _saved(form, lambda: _save_shift(request, team, shift, form)):
        messages.success(request, _("The shift was saved."))
        return redirect("console:team", team.pk)
    context = {"team": team, "shift": shift, "form": form, "place": "settings", "here": request.path}
    return show(request, "console/teams/shift.html", context, 200 if typed is None else UNPROCESSABLE)


def _save_shift(request: Request, team: models.Team, shift: models.Shift | None, form: forms.Shift) -> models.Shift:
    return operations.save_shift(team=team, shift=shift, hours=form.hours, by=request.user, now=request.now)


def _saved(form: forms.Shift, do: Callable[[], models.Shift]) -> bool:
    try:
        do()
    except operations.EndsBeforeItStarts:
        form.add_error("last_day", _("It must end after it starts."))
    except operations.NotOfTheBrand:
        form.add_error("person", _("This person is not in the team any more."))
    else:
        return True
    return False


def _team(request: Request, key: int) -> models.Team:
    """The team, if the reader configures its brand."""
    teams = models.Team.objects.select_related("brand").filter(brand__in=brands_of(request.user))
    team = get_object_or_404(teams, pk=key)
    _require(request, team.brand)
    return team


def _require(request: Request, brand: Brand) -> None:
    """Who works for the brand and does not configure it is refused where they send something; else there is none."""
    if not may(request.user, Act.CONFIGURE, brand):
        raise PermissionDenied if request.method == "POST" else Http404
