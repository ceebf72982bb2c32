"""Customers who said no: their incident was resolved together with the others, and they wrote that it is not solved for them.

The link to the problem stays: it is the same cause until somebody finds another, and its owner sees who said no.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, QuerySet

from parola.desk.problems.models import Addressee
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.vocabulary import Message, Reopened


def said_no(problems: Collection[int]) -> dict[int, list[Ticket]]:
    """The incidents whose customers said no to the last solution that they were told, and that are still linked; by the problem's key."""
    found: dict[int, list[Ticket]] = {}
    for told in _reopened(problems).order_by("ticket__opened_at", "ticket"):
        found.setdefault(told.telling.problem_id, []).append(told.ticket)
    return found


def _reopened(problems: Collection[int]) -> QuerySet[Addressee]:
    """A customer takes a request up again by a message: the reopening follows it at once, as an act of theirs."""
    said = TicketEvent.objects.filter(
        ticket=OuterRef("ticket"), seq=OuterRef("seq") - 1, kind=Message.kind, data__side="customer"
    )
    again = TicketEvent.objects.filter(ticket=OuterRef("ticket"), kind=Reopened.kind, seq__gt=OuterRef("seq"))
    later = Addressee.objects.filter(
        telling__problem=OuterRef("telling__problem"),
        ticket=OuterRef("ticket"),
        telling__resolves=True,
        state=Addressee.State.TOLD,
        telling__number__gt=OuterRef("telling__number"),
    )
    resolved = Addressee.objects.filter(
        telling__problem__in=problems,
        telling__resolves=True,
        state=Addressee.State.TOLD,
        ticket__problem=F("telling__problem"),
    )
    found = resolved.filter(Exists(again.filter(Exists(said))), ~Exists(later))
    return found.select_related("telling", "ticket")
