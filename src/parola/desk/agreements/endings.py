"""When contracts end, and when somebody is to be told: so many days before the last day, and once each.

The next warning is a column (`Contract.warn_at`), which the worker sweeps. It says when to look, not what is told: that follows
from the contract and the brand's habits at the time. So a look too many does no harm, and a late one tells what matters by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand
from parola.desk.agreements.models import Contract, Habits
from parola.sla.zones import zone_of

USUAL = (60, 14)
"""Days before the last one on which somebody is told, where the brand says nothing."""
GRACE = timedelta(days=7)
"""So long after its end a contract is still news to those who were not told, because the desk stood still."""


def warn_days(brands: Iterable[Brand]) -> dict[int, tuple[int, ...]]:
    """How many days before the last one the people of each brand are told, the longest first; by the brand's key."""
    keys = [brand.pk for brand in brands]
    said = dict(Habits.objects.filter(brand__in=keys).values_list("brand", "warn_days"))
    return {key: tuple(said.get(key, USUAL)) for key in keys}


def warnings(contract: Contract, days: Iterable[int]) -> list[tuple[datetime, int]]:
    """When each warning of the contract is due, by its own local days, the earliest first; none on its first day or before it."""
    last = contract.last_day
    if last is None:
        return []
    due = ((last - timedelta(days=each), each) for each in days if (last - contract.first_day).days > each)
    return sorted((contract.midnight(day), each) for day, each in due)


def present(contract: Contract, days: Iterable[int], now: datetime) -> int | None:
    """The warning that holds at `now`: the last one that is due, while the end is still news; None where there is none."""
    if contract.last_day is None or now >= contract.midnight(contract.last_day + GRACE):
        return None
    return next((each for at, each in reversed(warnings(contract, days)) if at <= now), None)


def next_warning(contract: Contract, days: Iterable[int], now: datetime) -> datetime | None:
    """When the next warning after `now` is due; None: there is no more."""
    return next((at for at, _each in warnings(contract, days) if at > now), None)


def first_look(contract: Contract, now: datetime) -> datetime | None:
    """When to look first at a contract that was signed or changed just now: at once, where it has an end."""
    return now if contract.last_day is not None else None


def followed(contract: Contract, others: Iterable[Contract]) -> bool:
    """Whether one of the others, begun later, goes on without a day between with all that it covers: nobody is warned then."""
    last = contract.last_day
    return last is not None and any(
        other.pk != contract.pk
        and (other.organization_id, other.brand_id) == (contract.organization_id, contract.brand_id)
        and contract.first_day < other.first_day <= last + timedelta(days=1)
        and (other.last_day is None or other.last_day > last)
        and _covers(other.products, contract.products)
        for other in others
    )


def ending(brands: Sequence[Brand], now: datetime) -> list[Contract]:
    """The contracts with the brands whose end is near by the brand's longest warning, and that nothing follows; the first to end first."""
    found: list[Contract] = []
    longest = {key: max(days, default=0) for key, days in warn_days(brands).items()}
    candidates = list(_near(brands, now.date(), max(longest.values(), default=0)))
    others = siblings(candidates)
    for contract in candidates:
        today = now.astimezone(zone_of(contract.timezone)).date()
        left = (contract.last_day - today).days if contract.last_day else 0
        if 0 <= left <= longest[contract.brand_id] and not followed(contract, others):
            found.append(contract)
    return found


def siblings(contracts: Sequence[Contract]) -> list[Contract]:
    """All that the organizations of the contracts signed with the same brands."""
    organizations, brands = {each.organization_id for each in contracts}, {each.brand_id for each in contracts}
    return list(Contract.objects.filter(organization__in=organizations, brand__in=brands))


def _near(brands: Sequence[Brand], today: date, days: int) -> QuerySet[Contract]:
    """Those that end from yesterday on: the contract's own day may be another than that of UTC."""
    near = Q(last_day__gte=today - timedelta(days=1), last_day__lte=today + timedelta(days=days + 1))
    found = Contract.objects.filter(near, brand__in=brands).order_by("last_day", "pk")
    return found.select_related("brand", "organization", "account_manager")


def _covers(products: Sequence[str], wanted: Sequence[str]) -> bool:
    return not products or (bool(wanted) and set(wanted) <= set(products))
