"""Who is looking at a ticket, and who is writing: told by their pages, again and again, and forgotten soon after these fall silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from parola.desk.accounts.models import Person
from parola.desk.live.models import Presence
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket

AGE = timedelta(seconds=15)
"""A page that has not told of itself for so long is closed, or its machine asleep."""


class NotInside(Exception):
    """Only those who see the ticket from the inside are told of, and are told."""


def here(*, ticket: Ticket, person: Person, writing: bool, now: datetime) -> None:
    """The person has the ticket before them. Raises NotInside."""
    if not queries.sees_inside(person, ticket):
        raise NotInside
    renewed = {"seen_at": now, "writing": writing}
    _row, made = Presence.objects.update_or_create(
        person=person, ticket=ticket, defaults=renewed, create_defaults={"since": now, **renewed}
    )
    if made:
        Presence.objects.filter(seen_at__lte=now - AGE).delete()


def gone(*, ticket: Ticket, person: Person) -> None:
    """They left it."""
    Presence.objects.filter(person=person, ticket=ticket).delete()


def fresh(now: datetime) -> QuerySet[Presence]:
    """What is true now."""
    return Presence.objects.filter(seen_at__gt=now - AGE)


def others(ticket: Ticket, person: Person, now: datetime) -> list[Presence]:
    """Who else has the ticket before them: who writes comes first. For those alone who see it from the inside."""
    found = fresh(now).filter(ticket=ticket).exclude(person=person)
    return list(found.select_related("person").order_by("-writing", "since", "pk"))


def others_at(tickets: Sequence[Ticket], person: Person, now: datetime) -> dict[int, list[Presence]]:
    """The same for several tickets, by their keys, in one query."""
    found = fresh(now).filter(ticket__in=[ticket.pk for ticket in tickets]).exclude(person=person)
    at: dict[int, list[Presence]] = {ticket.pk: [] for ticket in tickets}
    for each in found.select_related("person").order_by("-writing", "since", "pk"):
        at[each.ticket_id].append(each)
    return at
