"""Which team holds which tickets: by their tier and product, as the teams are set up now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from parola.desk.accounts.models import Person
from parola.desk.teams.queries import memberships_of, teams_in
from parola.desk.teams.reach import holding
from parola.desk.teams.rota import Team
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket


class Group(NamedTuple):
    """Tickets that a team holds alike, and how many they are."""

    brand: int
    holder: int
    product: str
    tickets: int


def teams_of(tickets: Sequence[Ticket]) -> dict[int, tuple[Team, ...]]:
    """The teams that hold each of the tickets, by its key; none where its brand has no teams, or none for its tier."""
    teams = teams_in({ticket.brand_id for ticket in tickets})
    return {ticket.pk: holding(teams.get(ticket.brand_id, ()), ticket.holder, ticket.product) for ticket in tickets}


def groups_of(person: Person, statuses: Sequence[str]) -> list[Group] | None:
    """What the person's teams hold of their queue; None for who is in no team."""
    own = memberships_of(person)
    if not own:
        return None
    tickets = queries.queue(person, statuses=statuses).order_by()
    found = tickets.values_list("brand_id", "holder", "product").annotate(count=Count("pk"))
    teams = teams_in({brand for brand, *_rest in found})
    groups = [Group(*each) for each in found]
    return [each for each in groups if own & _keys(teams.get(each.brand, ()), each)]


def only(tickets: QuerySet[Ticket], groups: Sequence[Group]) -> QuerySet[Ticket]:
    """Those of the tickets that are in the groups."""
    if not groups:
        return tickets.none()
    wanted = [Q(brand=each.brand, holder=each.holder, product=each.product) for each in groups]
    return tickets.filter(reduce(or_, wanted))


def _keys(teams: Sequence[Team], group: Group) -> set[int]:
    return {team.key for team in holding(teams, group.holder, group.product)}
