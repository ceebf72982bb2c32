"""A customer's requests, as far back as they go: narrowed by what is asked, the latest first, page after page.

The next page begins after a request's own place (when it was opened, and its number), so that nothing is skipped or doubled by what
happens meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from parola.desk.accounts import spelling
from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.paging import instant, micro
from parola.desk.tickets.relations import Sight, seen_by

PLACE = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
SLICE = 200
STATES = {
    "work": Q(status__in=queries.AT_WORK),
    "you": Q(status=Ticket.Status.WAITING, waiting_for="customer"),
    "done": ~Q(status__in=queries.AT_WORK),
    "resolved": ~Q(status__in=(*queries.AT_WORK, Ticket.Status.CLOSED)),
    "closed": ~Q(status__in=(*queries.AT_WORK, Ticket.Status.RESOLVED)),
}
"""What a customer may ask for by state; `you`: those that wait for their answer.

What is done is told by what it is not: most of a desk is closed, and a database that went by its index of states would look
through all of it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of the requests; what is empty asks for nothing. `first` and `last` bound when they were opened, `last` not included."""

    mine: bool = False
    brand: Brand | None = None
    state: str = ""
    product: str = ""
    priority: str = ""
    requester: int | None = None
    first: datetime | None = None
    last: datetime | None = None


def requests(person: Person, wanted: Wanted) -> QuerySet[Ticket]:
    """The requests that the person sees as a customer and asks for, the latest first, joined to nothing."""
    found = Ticket.objects.filter(seen_by(person, Sight.ANSWER), STATES.get(wanted.state, Q()))
    if wanted.mine:
        found = found.filter(requester=person)
    if wanted.brand is not None:
        found = found.filter(brand=wanted.brand)
    equal = {"product": wanted.product, "priority": wanted.priority, "requester": wanted.requester}
    bounds = {"opened_at__gte": wanted.first, "opened_at__lt": wanted.last}
    found = found.filter(**{field: value for field, value in (equal | bounds).items() if value})
    return found.order_by("-opened_at", "-pk")


def named(text: str) -> Q:
    """The requests whose reference or subject holds the text, in any of the ways in which it may be kept."""
    fields = ("reference", "opening__subject")
    return reduce(or_, (Q(**{f"{field}__icontains": each}) for field in fields for each in spelling.variants(text)))


def page(found: QuerySet[Ticket], count: int, after: str = "") -> tuple[list[Ticket], str]:
    """So many of them after that place, and the place of the last one where there are more. Where it is none: from the beginning."""
    keys = list(_beyond(found, after).values_list("pk", flat=True)[: count + 1])
    tickets = queries.with_relations(Ticket.objects.all()).in_bulk(keys[:count])
    shown = [tickets[key] for key in keys[:count] if key in tickets]
    return shown, _place(shown[-1]) if len(keys) > count and shown else ""


def slices(found: QuerySet[Ticket]) -> Iterator[list[Ticket]]:
    """All of them, some at a time: what is held does not grow with their number."""
    after = ""
    while True:
        shown, after = page(found, SLICE, after)
        if shown:
            yield shown
        if not after:
            return


def choices(person: Person, wanted: Wanted) -> tuple[Sequence[str], Sequence[str], Sequence[Person]]:
    """The products, priorities and requesters that there are among all of the person's requests; three queries."""
    every = requests(person, Wanted(mine=wanted.mine, brand=wanted.brand)).order_by()
    products = every.exclude(product="").values_list("product", flat=True).distinct()
    priorities = every.values_list("priority", flat=True).distinct()
    people = Person.objects.filter(pk__in=every.values("requester")).order_by("name", "pk")
    return sorted(products), sorted(priorities), list(people)


def _place(ticket: Ticket) -> str:
    return f"{micro(ticket.opened_at)}-{ticket.pk}"


def _beyond(found: QuerySet[Ticket], place: str) -> QuerySet[Ticket]:
    match = PLACE.fullmatch(place)
    if match is None:
        return found
    at, key = instant(match[1]), int(match[2])
    return found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=key))
