"""A contract as the cells of a file: what an export writes, and what an import compares with."""

from __future__ import annotations

from collections.abc import Iterable

from parola.desk.accounts.models import Person
from parola.desk.agreements import notation
from parola.desk.agreements.extras import NewExtra
from parola.desk.agreements.models import Contract

MARK = "; "
"""Between the parts of a list in a cell."""


def cells(contract: Contract, contacts: Iterable[Person], extras: Iterable[NewExtra]) -> dict[str, str]:
    """The cells by the names of their columns, but for the brand and the organization."""
    return {
        "number": contract.number,
        "plan": contract.plan,
        "trial": "yes" if contract.trial else "no",
        "first day": contract.first_day.isoformat(),
        "last day": contract.last_day.isoformat() if contract.last_day else "",
        "time zone": contract.timezone,
        "country": contract.country,
        "subdivision": contract.subdivision,
        "calendar": contract.calendar,
        "products": MARK.join(contract.products),
        "add ons": MARK.join(contract.addons),
        "tiers": MARK.join(map(str, contract.tiers)),
        "own holidays": notation.holidays_written(contract.own_holidays, MARK),
        "account manager": contract.account_manager.email if contract.account_manager else "",
        "contacts": MARK.join(sorted(person.email for person in contacts)),
        "entitlements": notation.extras_written(extras, MARK),
        "note": contract.note.strip(),
    }


def extras_of(contract: Contract) -> list[NewExtra]:
    """What the contract gives beside its plan, in the order in which it was noted."""
    found = sorted(contract.extras.all(), key=lambda extra: extra.pk)
    return [NewExtra(name=extra.name, amount=extra.amount, unit=extra.unit) for extra in found]
