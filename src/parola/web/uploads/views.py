"""A file sent ahead of its form, by script: one at a time, so that each shows how far it is."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.files import uploads
from parola.web.middleware import Request
from parola.web.uploads.field import Sender, no_room, sender, too_large

UNTOLD = HTTPStatus.UNPROCESSABLE_ENTITY


@require_POST
def upload(request: Request) -> HttpResponse:
    """The line that the form shows for it; or, in words, why it was not taken."""
    return taken(request, sender(request))


def taken(request: Request, by: Sender) -> HttpResponse:
    """The same for whoever sends it."""
    file = request.FILES.get("file")
    if file is None:
        return _refused(too_large(by.refused[0]) if by.refused else _("No file came."), UNTOLD)
    name = file.name or ""
    try:
        kept = uploads.keep(file.chunks(), name=name, owner=by.owner, now=by.now)
    except uploads.TooMuch:
        return _refused(_("You have sent a lot today. Try again tomorrow."), UNTOLD)
    except OSError:
        return _refused(no_room(name), HTTPStatus.INSUFFICIENT_STORAGE)
    return render(request, "components/file.html", {"upload": kept})


def _refused(why: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(why, content_type="text/plain; charset=utf-8", status=status)
