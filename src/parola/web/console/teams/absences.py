"""Absences: one's own, and those of the people whom one leads or manages."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Person
from parola.desk.teams import models, operations
from parola.desk.teams.queries import absences_of, answered_for, answers_for
from parola.web.console.showing import show
from parola.web.console.teams import forms
from parola.web.middleware import Request

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person with the absences that have not ended."""

    person: Person
    absences: list[models.Absence]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The reader's own absences, and those that are theirs to manage."""
    others = list(answered_for(request.user))
    own = _listed([request.user], request.now)[0]
    context = {"own": own, "others": _listed(others, request.now), "place": "there"}
    return show(request, "console/teams/absences.html", context)


def _listed(people: list[Person], now: datetime) -> list[Listed]:
    found = absences_of(people, now)
    return [Listed(person=person, absences=found.get(person.pk, [])) for person in people]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, person: int) -> HttpResponse:
    """One more absence of a person."""
    return _edit(request, _person(request, person), None)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: int) -> HttpResponse:
    """An absence, or its end (`act=remove`)."""
    found = get_object_or_404(models.Absence.objects.select_related("person"), pk=key)
    if not answers_for(request.user, found.person):
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "remove":
        operations.remove_absence(absence=found, by=request.user, now=request.now)
        messages.success(request, _("The absence was removed."))
        return redirect("console:absences")
    return _edit(request, found.person, found)


def _edit(request: Request, person: Person, absence: models.Absence | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = forms.Absence(typed, initial=forms.absence_initial(absence) if absence else {}, person=person)
    if typed is not None and form.is_valid():
        operations.save_absence(person=person, away=form.away, by=request.user, now=request.now, absence=absence)
        messages.success(request, _("The absence was saved."))
        return redirect("console:absences")
    context = {"person": person, "absence": absence, "form": form, "place": "there", "here": request.path}
    return show(request, "console/teams/absence.html", context, 200 if typed is None else UNPROCESSABLE)


def _person(request: Request, key: int) -> Person:
    """Whose absences the reader may say: themselves, and those whom they lead or manage; else there is none."""
    person = get_object_or_404(Person, pk=key, is_active=True)
    if not answers_for(request.user, person):
        raise Http404
    return person
