"""A person asks that all that is known of them be erased. An administrator does it: requests may be at work, contracts may name them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.accounts import operations
from parola.web.account.own import shell
from parola.web.middleware import Request


@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: Request) -> HttpResponse:
    """What it means; to ask, or to take that back (`back`)."""
    if request.method == "POST":
        asked = "back" not in request.POST
        operations.ask_erasure(person=request.user, at=request.now if asked else None)
        messages.success(request, _("We have your wish, and see to it.") if asked else _("You took your wish back."))
        return redirect("leaving")
    context = {"title": _("Erase my data"), "section": "leaving", **shell(request)}
    return render(request, "account/leaving.html", context)
