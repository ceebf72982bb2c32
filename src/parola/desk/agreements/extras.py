"""What a contract gives beside its plan, such as ten hours of training, and how much of it was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum

from parola.desk.accounts import audit
from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements.models import Contract, Extra, ExtraUse


class NotAllowed(Exception):
    """The person may not sign for the contract's brand."""


class SameName(ValueError):
    """The contract has an extra of that name."""


class InUse(Exception):
    """Some of the extra was used: it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExtra:
    """An extra that is to be. Without an amount: as much as is asked for."""

    name: str
    amount: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An extra of a contract, with what was used of it so far and each use, the latest first."""

    key: int
    name: str
    amount: Decimal | None
    unit: str
    used: Decimal
    uses: list[ExtraUse]


def anew(given: Given) -> NewExtra:
    """The same for another contract, with nothing used of it."""
    return NewExtra(name=given.name, amount=given.amount, unit=given.unit)


@transaction.atomic
def add(*, contract: Contract, extra: NewExtra, by: Person | None, now: datetime) -> Extra:
    """One more for the contract. Raises SameName, NotAllowed."""
    _require(by, contract)
    try:
        with transaction.atomic():
            made = Extra.objects.create(contract=contract, name=extra.name, amount=extra.amount, unit=extra.unit)
    except IntegrityError:
        raise SameName(extra.name) from None
    _tell(made, by, None, _fields(made), now)
    return made


@transaction.atomic
def withdraw(*, extra: Extra, by: Person | None, now: datetime) -> None:
    """It was noted by mistake. Raises InUse where some of it was used, NotAllowed."""
    _require(by, extra.contract)
    if extra.uses.exists():
        raise InUse(extra.name)
    _tell(extra, by, _fields(extra), None, now)
    extra.delete()


@transaction.atomic
def use(*, extra: Extra, amount: Decimal, day: date, note: str, by: Person | None, now: datetime) -> ExtraUse:
    """So much of it was used on that day; a negative amount takes back what was noted wrongly. Raises NotAllowed."""
    _require(by, extra.contract)
    before = used(extra)
    made = ExtraUse.objects.create(extra=extra, amount=amount, day=day, note=note, by=by)
    _tell(extra, by, {"used": str(before)}, {"used": str(before + amount), "day": day.isoformat()}, now)
    return made


def used(extra: Extra) -> Decimal:
    """How much of it was used so far."""
    total: Decimal | None = extra.uses.aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


def given(contracts: list[Contract]) -> dict[int, list[Given]]:
    """The extras of each contract, by its key, in the order in which they were noted."""
    found: dict[int, list[Given]] = {}
    extras = Extra.objects.filter(contract__in=contracts).order_by("pk").prefetch_related("uses")
    for extra in extras:
        uses = sorted(extra.uses.all(), key=lambda one: (one.day, one.pk), reverse=True)
        found.setdefault(extra.contract_id, []).append(
            Given(
                key=extra.pk,
                name=extra.name,
                amount=extra.amount,
                unit=extra.unit,
                used=sum((one.amount for one in uses), Decimal(0)),
                uses=uses,
            )
        )
    return found


def _require(by: Person | None, contract: Contract) -> None:
    if by is not None and not may(by, Act.SIGN, contract.brand):
        raise NotAllowed(contract.brand.slug)


def _fields(extra: Extra) -> dict[str, audit.Plain]:
    amount = None if extra.amount is None else str(extra.amount)
    return {"contract": extra.contract_id, "name": extra.name, "amount": amount, "unit": extra.unit}


def _tell(
    extra: Extra,
    by: Person | None,
    before: dict[str, audit.Plain] | None,
    after: dict[str, audit.Plain] | None,
    now: datetime,
) -> None:
    brand = extra.contract.brand
    audit.record(by=by, brand=brand, matter="contract_extra", key=extra.pk, before=before, after=after, now=now)
