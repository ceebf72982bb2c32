"""Tickets that wait for people who are away or left, handed over to somebody who is there."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.tickets import handovers, operations
from parola.desk.tickets.handovers import Waiting
from parola.web import brief
from parola.web.console.assignees import Choice, colleagues
from parola.web.console.showing import show
from parola.web.console.teams.telling import back_told
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Tickets that wait for a person, and who could take them."""

    waiting: Waiting
    why: str
    people: list[Choice]


@require_safe
def overview(request: Request) -> HttpResponse:
    """All that waits in the brands for which the reader assigns tickets."""
    found = [_shown(request, each) for each in handovers.waiting_for(request.user, request.now)]
    return show(request, "console/teams/handovers.html", {"waiting": found, "place": "there"})


def _shown(request: Request, waiting: Waiting) -> Shown:
    people = colleagues(waiting.brand, waiting.person, request.now)
    return Shown(waiting=waiting, why=_why(request, waiting), people=people)


def _why(request: Request, waiting: Waiting) -> str:
    if waiting.until is not None:
        return _("away until %(until)s") % {"until": back_told(waiting.until, request.now)}
    return _("in no team any more") if waiting.why == "team" else _("does not work here any more")


@require_POST
def hand_over(request: Request, slug: str, person: int) -> HttpResponse:
    """The tickets that were ticked go to another, or to nobody."""
    brand = get_object_or_404(brands_of(request.user), slug=slug)
    if not may(request.user, Act.ASSIGN, brand):
        raise PermissionDenied
    if not request.POST.get("to"):
        messages.error(request, _("Nothing was changed: say who is to have them."))
        return redirect("console:handovers")
    to = _to(request)
    try:
        count = handovers.hand_over(
            brand=brand,
            person=get_object_or_404(Person, pk=person),
            tickets=request.POST.getlist("tickets"),
            to=to,
            by=request.user,
            now=request.now,
        )
    except operations.NotAllowed:
        raise PermissionDenied from None
    name = words().isolated(str(to)) if to else _("nobody")
    told = ngettext("%(count)s ticket is with %(name)s now.", "%(count)s tickets are with %(name)s now.", count)
    messages.success(request, told % {"count": brief.number(count), "name": name})
    return redirect("console:handovers")


def _to(request: Request) -> Person | None:
    """Who is to have them; None: nobody."""
    asked = request.POST["to"]
    return None if asked == NOBODY else get_object_or_404(Person, pk=int(asked) if asked.isdecimal() else 0)
