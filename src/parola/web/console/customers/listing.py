"""The list of organizations: what each has, and how much of theirs is at work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import endings
from parola.desk.agreements.models import Contract
from parola.desk.tickets import customers
from parola.web.console.customers.contracts import Standing, plan_name, standing

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A contract in one line."""

    brand: str
    plan: str
    trial: bool
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An organization in one line: what it has now or will have, else what ended last."""

    key: int
    name: str
    held: list[Held]
    at_work: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A contract that ends soon. `may_renew`: the reader signs for its brand."""

    key: int
    organization: int
    name: str
    brand: str
    plan: str
    trial: bool
    standing: Standing
    manager: str
    may_renew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page."""

    text: str
    ending: list[Ending]
    """The contracts that end soon and are not followed by another; none while something is looked for."""
    rows: list[Row]
    more: bool


def listing(person: Person, text: str, now: datetime) -> Listing:
    """The organizations that the person may know of, and that hold the text."""
    known = customers.known_to(person)
    found = list((customers.matching(known, text) if text else known)[: SHOWN + 1])
    organizations = found[:SHOWN]
    brands = list(brands_of(person))
    held = _held(organizations, brands, now)
    at_work = customers.at_work(organizations, person)
    rows = [
        Row(key=each.pk, name=each.name, held=held.get(each.pk, []), at_work=at_work.get(each.pk, 0))
        for each in organizations
    ]
    ending = [] if text else list(_ending(person, brands, now))
    return Listing(text=text, ending=ending, rows=rows, more=len(found) > SHOWN)


def _ending(person: Person, brands: list[Brand], now: datetime) -> Iterator[Ending]:
    signs_for = set(brands_of(person, Act.SIGN))
    names: dict[tuple[int, str], str] = {}
    for contract in endings.ending(brands, now):
        kind = (contract.brand_id, contract.plan)
        names[kind] = names.get(kind) or plan_name(contract)
        yield Ending(
            key=contract.pk,
            organization=contract.organization_id,
            name=contract.organization.name,
            brand=contract.brand.name,
            plan=names[kind],
            trial=contract.trial,
            standing=standing(contract, now),
            manager=str(contract.account_manager or ""),
            may_renew=contract.brand in signs_for,
        )


def _held(organizations: Iterable[Organization], brands: Iterable[Brand], now: datetime) -> dict[int, list[Held]]:
    """The contracts of each with the brands, by the organization's key; of those that ended the last, where there is no other."""
    found: dict[int, list[Held]] = {}
    contracts = Contract.objects.filter(organization__in=list(organizations), brand__in=list(brands))
    names: dict[tuple[int, str], str] = {}
    for contract in contracts.select_related("brand").order_by("-first_day", "pk"):
        kind = (contract.brand_id, contract.plan)
        names[kind] = names.get(kind) or plan_name(contract)
        each = Held(brand=contract.brand.name, plan=names[kind], trial=contract.trial, standing=standing(contract, now))
        found.setdefault(contract.organization_id, []).append(each)
    return {key: _worth_telling(some) for key, some in found.items()}


def _worth_telling(held: list[Held]) -> list[Held]:
    present = sorted((each for each in held if not each.standing.ended), key=lambda each: each.standing.place)
    return present or held[:1]
