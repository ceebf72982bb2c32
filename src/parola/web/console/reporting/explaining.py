"""A person says why promises were missed: of those that were ticked, on the page of misses or on a ticket's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parola.desk.tickets import explaining, queries
from parola.desk.tickets.explaining import Miss, NoSuchMiss
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import NotAllowed, ReasonNeeded
from parola.web import brief
from parola.web.console.reporting.asking import asked_of
from parola.web.console.reporting.forms import Explain
from parola.web.console.reporting.misses import LOOKED_AT
from parola.web.console.showing import gate, show
from parola.web.console.ticket import kind_of
from parola.web.middleware import Request

UNPROCESSABLE = 422


@require_POST
def explain(request: Request) -> HttpResponse:
    """Say it of the misses that were ticked: `REFERENCE/kind/cycle`, as the addresses of clocks have them."""
    picked = request.POST.getlist("miss")[: LOOKED_AT + 1]
    wanted = _picked(request, picked)
    form = Explain(request.POST)
    if not wanted or len(picked) > LOOKED_AT:
        messages.error(request, _("Nothing was said: tick those of which you say it."))
        return redirect(_back(request))
    if form.is_valid():
        try:
            for ticket, misses in wanted:
                explaining.explain(ticket=ticket, misses=misses, by=request.user, now=request.now, **_given(form))
        except NotAllowed:
            raise PermissionDenied from None
        except NoSuchMiss:  # it was one when it was picked, and the ticket has changed since
            raise Http404 from None
        except ReasonNeeded:
            form.add_error("note", _("Say in the note what it was."))
        else:
            told = ngettext("%(count)s miss is explained.", "%(count)s misses are explained.", len(picked))
            messages.success(request, told % {"count": brief.number(len(picked))})
            return redirect(_back(request))
    context = {
        "form": form,
        "picked": picked,
        "back": _back(request),
        "here": request.get_full_path(),
        "place": "report",
    }
    return show(request, "console/reporting/explain.html", context, UNPROCESSABLE)


def _given(form: Explain) -> dict[str, Any]:
    return {"cause": Cause(form.cleaned_data["cause"]), "note": form.cleaned_data["note"]}


def _picked(request: Request, keys: Iterable[str]) -> list[tuple[Ticket, list[Miss]]]:
    """The misses of each ticket; who may not know one of the tickets, or names what was not missed, is told of none (404)."""
    by_ticket: dict[str, set[str]] = {}
    for key in keys:
        reference, _slash, rest = key.partition("/")
        by_ticket.setdefault(reference, set()).add(rest)
    return [_of_ticket(request, reference, named) for reference, named in by_ticket.items()]


def _of_ticket(request: Request, reference: str, named: set[str]) -> tuple[Ticket, list[Miss]]:
    ticket = gate(request, reference)
    clocks = explaining.missed(ticket, queries.history(ticket), request.now)
    known = {f"{kind_of(clock)}/{clock.cycle}": explaining.miss_of(ticket, clock) for clock in clocks}
    if named - known.keys():
        raise Http404
    return ticket, [known[each] for each in named]


def _back(request: Request) -> str:
    """The ticket whose page it was said on, or the month of the misses."""
    if reference := request.GET.get("ticket", ""):
        return reverse("console:ticket", args=[gate(request, reference).reference])
    return f"{reverse('console:misses')}?{urlencode(asked_of(request).fields())}"
