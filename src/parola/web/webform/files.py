"""Files that come with the form of somebody who is not signed in: they belong to the form, by its key, and one place sends so many."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from parola.desk.accounts import limits
from parola.desk.files import uploads
from parola.desk.webform import keys
from parola.desk.webform.keys import Key
from parola.web.middleware import Request
from parola.web.uploads.bounded import refused_files
from parola.web.uploads.field import Sender
from parola.web.uploads.views import taken
from parola.web.webform.showing import here

BY_PLACE = 60
"""Files in a quarter of an hour."""


def sender(request: Request, key: Key) -> Sender:
    """The form that has the key. Raises TooManyAttempts where its place has sent too many files."""
    if files := sum(len(each) for _name, each in request.FILES.lists()):
        place = f"form-files-from:{get_adapter().get_client_ip(request)}"
        for _ in range(files):
            limits.spend({place: BY_PLACE}, request.now)
    return Sender(owner=uploads.owner_of_form(key.token), now=request.now, refused=refused_files(request))


@csrf_exempt  # as the form itself: there is no session, and its key is signed
@login_not_required
@require_POST
def upload(request: Request) -> HttpResponse:
    """A file sent ahead of the form, by its script."""
    at = here(request, "frame")
    try:
        key = keys.read(request.POST.get("key", ""), at.brand)
        by = sender(request, key)
    except keys.NotOurs:
        return _refused(
            _("The page stood open for too long. Send the form once more."), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    except limits.TooManyAttempts:
        return _refused(_("You have sent a lot today. Try again tomorrow."), HTTPStatus.TOO_MANY_REQUESTS)
    return taken(request, by)


def _refused(why: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(why, content_type="text/plain; charset=utf-8", status=status)
