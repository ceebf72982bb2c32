"""Which team holds which tickets: by their tier and product, as the teams are set up now."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import or_

from django.db.models import Q

from parola.desk.teams.queries import teams_in
from parola.desk.teams.reach import holding
from parola.desk.teams.rota import Team
from parola.desk.tickets.models import Ticket

OTHER_TIER, OTHER_PRODUCT = 0, "\0"
"""Neither of them is any ticket's."""


def teams_of(tickets: Sequence[Ticket]) -> dict[int, tuple[Team, ...]]:
    """The teams that hold each of the tickets, by its key; none where its brand has no teams, or none for its tier."""
    teams = teams_in({ticket.brand_id for ticket in tickets})
    return {ticket.pk: holding(teams.get(ticket.brand_id, ()), ticket.holder, ticket.product) for ticket in tickets}


def held_by(wanted: AbstractSet[int], teams: Mapping[int, Sequence[Team]]) -> Q:
    """The tickets that some of the `wanted` teams hold; `teams`: those of each brand, by its key. Of the tickets nothing is asked."""
    kinds = (kind for brand, some in teams.items() for kind in _kinds(brand, some, wanted))
    return reduce(or_, kinds, Q(pk__in=()))


def _kinds(brand: int, teams: Sequence[Team], wanted: AbstractSet[int]) -> Iterator[Q]:
    """Each kind of ticket of the brand that they hold: of a tier and a product that some team names, or of any other."""
    tiers = sorted({tier for team in teams for tier in team.tiers})
    products = sorted({product for team in teams for product in team.products})
    for tier, product in itertools.product([*tiers, OTHER_TIER], [*products, OTHER_PRODUCT]):
        if wanted & {team.key for team in holding(teams, tier, product)}:
            of_tier = ~Q(holder__in=tiers) if tier == OTHER_TIER else Q(holder=tier)
            of_product = ~Q(product__in=products) if product == OTHER_PRODUCT else Q(product=product)
            yield Q(brand=brand) & of_tier & of_product
