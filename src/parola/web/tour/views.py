"""The first page of the tour, and its steps. Each leads to a page of the desk, as the one of the sample people who sees it there.

Whoever takes the tour is signed in as them by the sample accounts' public password, which no desk but a demo takes.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts import operations
from parola.desk.accounts.models import Person
from parola.web.middleware import Request
from parola.web.tour.bar import AT_MOST, COOKIE
from parola.web.tour.steps import STEPS, Place

PASSWORD = "parola-demo"  # noqa: S105  # no secret: `parola up --demo` prints it


@login_not_required
@require_safe
def start(request: Request) -> HttpResponse:
    """What the tour shows, and where it begins."""
    _only_here()
    return render(request, "demo/tour.html", {"steps": STEPS})


@login_not_required
@require_POST
def go(request: Request, number: int) -> HttpResponse:
    """To a step, as who sees it."""
    _only_here()
    if not 1 <= number <= len(STEPS):
        raise Http404
    try:
        place = STEPS[number - 1].place(request.now)
    except LookupError:
        messages.info(
            request, _("The sample desk has nothing to show for this step any more: begin one in an empty folder.")
        )
        return _at(redirect("tour"), number)
    if not _become(request, place):
        messages.info(request, _("The sample person of this step has another password by now."))
        return redirect("tour")
    return _at(redirect(place.address), number)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The bar goes; one stays who one is."""
    _only_here()
    answer = redirect("tour" if not request.user.is_authenticated else "home")
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _only_here() -> None:
    if not settings.DEMO:
        raise Http404


def _become(request: HttpRequest, place: Place) -> bool:
    """Signed in as the one who sees the step, who is spoken to in the language that is on the page now."""
    if request.user.is_authenticated and request.user.email == place.person:
        return True
    language = get_language()
    person = authenticate(request, username=place.person, password=PASSWORD)
    if not isinstance(person, Person):
        return False
    logout(request)
    login(request, person)
    if language in dict(settings.LANGUAGES):
        operations.choose_language(person=person, language=str(language))
    return True


def _at(answer: HttpResponse, number: int) -> HttpResponse:
    answer.set_cookie(COOKIE, str(number), max_age=AT_MOST, samesite="Lax", httponly=True)
    return answer


ROUTES = [
    path("demo/tour/", start, name="tour"),
    path("demo/tour/<int:number>/", go, name="tour_step"),
    path("demo/tour/leave/", leave, name="tour_leave"),
]
