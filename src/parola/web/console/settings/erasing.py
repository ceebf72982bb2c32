"""A person erased by an administrator: what goes and what stays is said first, and the number is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk import erasing
from parola.desk.accounts import staff
from parola.desk.accounts.models import Person
from parola.web.console.settings import people_forms as forms
from parola.web.console.showing import show
from parola.web.middleware import Request

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request, key: int) -> HttpResponse:
    """The page, and the deed. It exists for administrators alone, and not for themselves."""
    if not request.user.is_superuser or key == request.user.pk:
        raise Http404
    person = get_object_or_404(Person, pk=key, erased_at=None)
    form = forms.Erase(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid() and _erased(request, person, form):
        messages.success(request, _("Everything that said who person %(number)s was is gone.") % {"number": key})
        return redirect("console:settings_people")
    context = {
        "person": person,
        "foreseen": erasing.foresee(person),
        "form": form,
        "place": "settings",
        "here": request.path,
    }
    return show(request, "console/settings/erase.html", context, UNPROCESSABLE if request.method == "POST" else 200)


def _erased(request: Request, person: Person, form: forms.Erase) -> bool:
    try:
        erasing.erase(person=person, by=request.user, now=request.now)
    except erasing.StillAsks:
        form.add_error(None, _("Requests of this person are still at work: resolve or close them first."))
        return False
    except staff.LastAdministrator:
        form.add_error(None, _("This is the last administrator in use: make somebody else one first."))
        return False
    except erasing.NotAllowed:
        raise Http404 from None
    return True
