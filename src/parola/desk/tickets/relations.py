"""Who sees what of a ticket, as a table: from what a person is to the ticket. THE rule, of which the gate and every list are made.

Which roles make somebody of the support side is the other table, `accounts.permissions`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet

from parola.desk.accounts.models import Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.accounts.queries import managed_by
from parola.desk.tickets.models import Ticket


class Relation(StrEnum):
    """What a person is to a ticket; one may be several."""

    REQUESTER = "requester"
    FOLLOWER = "follower"
    """Was added to it, on the customer's side."""
    CUSTOMERS_MANAGER = "customers_manager"
    """Manages the organization whose ticket it is."""
    COLLEAGUE = "colleague"
    """Belongs to that organization."""
    SUPPORT = "support"
    """Has a post with the ticket's brand, and may read there."""
    ADMINISTRATOR = "administrator"


class Sight(StrEnum):
    """What there is to see of a ticket, or to do on its customer's side."""

    TICKET = "ticket"
    """That there is such a ticket; what was said to the customer and by the customer; what is promised, and how it was kept."""
    ANSWER = "answer"
    """Write to the desk on it, as its customer; find it among one's own requests; be written to."""
    SETTLE = "settle"
    """Say for the customer that it is solved or not needed any more; ask for another priority."""
    INSIDE = "inside"
    """Internal notes, replies that wait, alarms, who at the desk does what."""


ASKED, FOLLOWS, MANAGES, COLLEAGUE = (
    Relation.REQUESTER, Relation.FOLLOWER, Relation.CUSTOMERS_MANAGER, Relation.COLLEAGUE,
)  # fmt: skip
SUPPORT, ADMINISTRATOR = Relation.SUPPORT, Relation.ADMINISTRATOR

# fmt: off
SEES: Mapping[Sight, frozenset[Relation]] = {
    Sight.TICKET: frozenset({ASKED, FOLLOWS, MANAGES, SUPPORT, ADMINISTRATOR}),
    Sight.ANSWER: frozenset({ASKED, FOLLOWS, MANAGES}),
    Sight.SETTLE: frozenset({ASKED,          MANAGES}),
    Sight.INSIDE: frozenset({                         SUPPORT, ADMINISTRATOR}),
}
# fmt: on
"""By which relations one sees it. A colleague sees nothing: requests are between who asked and the desk."""
NOTHING, ALL = Q(pk__in=()), ~Q(pk__in=())
Keys = QuerySet[Any, Any]
"""Of tickets, as `pk`."""


def _asked(person: Person) -> Keys:
    return Ticket.objects.filter(requester=person).values("pk")


def _followed(person: Person) -> Keys:
    return Ticket.participants.through.objects.filter(person=person).values(pk=F("ticket_id"))


def _managed(person: Person) -> Keys:
    return Ticket.objects.filter(organization__in=managed_by(person).values("pk")).values("pk")


def _of_own_organizations(person: Person) -> Keys:
    return Ticket.objects.filter(organization__memberships__person=person).values("pk")


def _of_own_brands(person: Person) -> Q:
    return Q(brand__in=Post.objects.filter(person=person, role__in=roles_that_may(Act.READ)).values("brand"))


CUSTOMERS: Mapping[Relation, Callable[[Person], Keys]] = {
    ASKED: _asked,
    FOLLOWS: _followed,
    MANAGES: _managed,
    COLLEAGUE: _of_own_organizations,
}
"""The tickets to which a person of the customer's side is that. Few of a desk's: a database finds each kind by an index of its own."""


def seen_by(person: Person, sight: Sight) -> Q:
    """The tickets of which the person sees that. Whoever was deactivated sees nothing."""
    relations = SEES.get(sight, frozenset())
    if not person.is_active:
        return NOTHING
    if ADMINISTRATOR in relations and person.is_superuser:
        return ALL
    keys = [find(person) for each, find in CUSTOMERS.items() if each in relations]
    own = Q(pk__in=keys[0].union(*keys[1:])) if keys else NOTHING
    return own | _of_own_brands(person) if SUPPORT in relations else own


Pairs = Iterable[tuple[int, int | None]]
"""Of a ticket and a person, by their keys."""


def _requesters(tickets: Collection[int]) -> Pairs:
    return Ticket.objects.filter(pk__in=tickets).values_list("pk", "requester_id")


def _followers(tickets: Collection[int]) -> Pairs:
    return Ticket.participants.through.objects.filter(ticket__in=tickets).values_list("ticket_id", "person_id")


def _managers(tickets: Collection[int]) -> Pairs:
    managed = Ticket.objects.filter(pk__in=tickets, organization__memberships__manager=True)
    return managed.values_list("pk", "organization__memberships__person_id")


def _colleagues(tickets: Collection[int]) -> Pairs:
    return Ticket.objects.filter(pk__in=tickets).values_list("pk", "organization__memberships__person_id")


def _supporters(tickets: Collection[int]) -> Pairs:
    worked_on = Ticket.objects.filter(pk__in=tickets, brand__posts__role__in=roles_that_may(Act.READ))
    return worked_on.values_list("pk", "brand__posts__person_id")


def _administrators(tickets: Collection[int]) -> Pairs:
    administrators = Person.objects.filter(is_superuser=True).values_list("pk", flat=True)
    return [(ticket, person) for person in administrators for ticket in tickets]


WHO: Mapping[Relation, Callable[[Collection[int]], Pairs]] = {
    ASKED: _requesters,
    FOLLOWS: _followers,
    MANAGES: _managers,
    COLLEAGUE: _colleagues,
    SUPPORT: _supporters,
    ADMINISTRATOR: _administrators,
}
"""The other way round: who is that to the tickets."""


def who_sees(sight: Sight, tickets: Collection[int]) -> set[tuple[int, int]]:
    """Who sees that of which of the tickets, as pairs of keys (ticket, person): `seen_by`, asked for many people at once."""
    pairs = {pair for each in SEES.get(sight, frozenset()) for pair in WHO[each](tickets)}
    active = set(
        Person.objects.filter(pk__in={person for _, person in pairs}, is_active=True).values_list("pk", flat=True)
    )
    return {(ticket, person) for ticket, person in pairs if person is not None and person in active}
