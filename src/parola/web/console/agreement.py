"""The agreement that a ticket stands under, as it was published, opened at a clause."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parola.desk.agreements.queries import document
from parola.desk.tickets.models import Ticket
from parola.web import brief
from parola.web.console.showing import gate, show
from parola.web.middleware import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The file, line by line; `clause` is the line that was asked for, counted from 1 (0: none)."""

    title: str
    lines: list[str]
    clause: int


@require_safe
def agreement(request: Request, reference: str) -> HttpResponse:
    """The agreement of a ticket."""
    ticket = gate(request, reference)
    shown = opened_at(ticket, request.GET.get("clause", ""))
    context = {"agreement": shown, "reference": reference, "brand": ticket.brand, "place": "queue"}
    return show(request, "console/agreement.html", context)


def opened_at(ticket: Ticket, clause: str) -> Agreement:
    """The agreement, with the line of the clause; of its nearest part that is there."""
    version, root = ticket.version, document(ticket.version).root
    steps = clause.split(".")
    parts = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
    place = next((found for part in parts if part and (found := next(root.find(part), None))), None)
    return Agreement(
        title=_("%(name)s, version %(number)s")
        % {"name": version.agreement_id, "number": brief.number(version.number)},
        lines=version.source.splitlines(),
        clause=root.locate(place[0], key=True)[0] if place else 0,
    )
