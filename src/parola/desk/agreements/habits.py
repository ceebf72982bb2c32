"""What a brand does about contracts: what there is without one, and when the end of one is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import endings, queries
from parola.desk.agreements.models import Contract, Habits

LONGEST = 366
"""Days before its end that a contract is warned of at most."""


class NotAllowed(Exception):
    """The person may not configure the brand."""


class NoSuchPlan(ValueError):
    """The agreement in force has no such plan."""


def habits(brand: Brand) -> Habits:
    """Those of the brand; the usual ones, not saved, where nobody said anything."""
    return Habits.objects.filter(brand=brand).first() or Habits(brand=brand, warn_days=list(endings.USUAL))


@transaction.atomic
def change(*, brand: Brand, uncovered: str | None, warn_days: Sequence[int], by: Person | None, now: datetime) -> None:
    """From now on: tickets that are open keep their terms. `uncovered`: see `models.Habits`. Raises NoSuchPlan, NotAllowed."""
    if by is not None and not may(by, Act.CONFIGURE, brand):
        raise NotAllowed(brand.slug)
    if uncovered and uncovered not in queries.agreement(queries.version_in_force(brand)).plans:
        raise NoSuchPlan(uncovered)
    kept = habits(brand)
    before = _fields(kept)
    kept.uncovered = uncovered
    kept.warn_days = sorted({each for each in warn_days if 0 < each <= LONGEST}, reverse=True)
    kept.save()
    Contract.objects.filter(brand=brand, last_day__gte=now.date() - endings.GRACE).update(warn_at=now)
    audit.record(
        by=by, brand=brand, matter="contract_habits", key=brand.slug, before=before, after=_fields(kept), now=now
    )


def _fields(kept: Habits) -> dict[str, audit.Plain]:
    return {"uncovered": kept.uncovered, "warn_days": list(kept.warn_days)}
