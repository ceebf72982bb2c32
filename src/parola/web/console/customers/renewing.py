"""The next contract after one that ends: what it begins with."""

from datetime import date, timedelta
from typing import Any

from parola.desk.agreements import extras, notation
from parola.desk.agreements.models import Contract
from parola.desk.tickets.quotas import months_after

KEPT = ("plan", "timezone", "country", "subdivision", "calendar", "addons", "tiers", "note", "account_manager")


def renewal(contract: Contract) -> dict[str, Any]:
    """The first values of the form: as the contract that ends, from the day after it, for as long again. A trial is bought now."""
    first = _day_after(contract)
    later = [own for own in contract.own_holidays if own[0] >= first.isoformat()]
    given = extras.given([contract]).get(contract.pk, [])
    return {name: _plain(getattr(contract, name)) for name in KEPT} | {
        "first_day": first,
        "last_day": _as_long_again(contract),
        "products": ", ".join(contract.products),
        "contacts": [str(key) for key in contract.contacts.values_list("pk", flat=True)],
        "own_holidays": notation.holidays_written(later, "\n"),
        "extras": notation.extras_written(map(extras.anew, given), "\n"),
    }


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def _day_after(contract: Contract) -> date:
    return (contract.last_day or contract.first_day) + timedelta(days=1)


def _as_long_again(contract: Contract) -> date:
    """So many whole months, or so many days, as the contract has."""
    first, after = contract.first_day, _day_after(contract)
    months = (after.year - first.year) * 12 + after.month - first.month
    if months and months_after(first, months) == after:
        return months_after(after, months) - timedelta(days=1)
    return after + (after - first) - timedelta(days=1)
