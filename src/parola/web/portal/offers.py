"""What a customer has: their contracts, and what they get without one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import organizations_of
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.queries import Entitlement
from parola.desk.tickets import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an organization (None: the person alone) gets from a vendor."""

    brand: Brand
    organization: Organization | None
    entitlement: Entitlement


def offers(person: Person, now: datetime) -> list[Offer]:
    """Everything that the person can ask for support with: each contract in force; without one, each vendor asked before.

    Who has neither may ask any vendor. A vendor out of use takes no requests.
    """
    organizations = list(organizations_of(person))
    held = [
        Offer(brand=contract.brand, organization=contract.organization, entitlement=agreements.entitled_by(contract))
        for contract in agreements.contracts_of(organizations, now)
        if contract.brand.in_use
    ]
    others = set(queries.brands_asked_by(person)) - {offer.brand for offer in held}
    if not held and not others:
        others = set(agreements.brands_with_agreement())
    mine = organizations[0] if organizations else None
    return [*held, *_without_contract(others, mine, now)]


def brands(offered: Iterable[Offer]) -> list[Brand]:
    """The vendors among them, each once."""
    return list(dict.fromkeys(offer.brand for offer in offered))


def _without_contract(others: Iterable[Brand], organization: Organization | None, now: datetime) -> list[Offer]:
    return [
        Offer(
            brand=brand,
            organization=organization,
            entitlement=agreements.entitlement(brand=brand, organization=organization, facts={}, at=now),
        )
        for brand in sorted(others, key=lambda brand: brand.name)
        if brand.in_use
    ]
