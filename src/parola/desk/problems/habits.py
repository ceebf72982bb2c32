"""What a brand calls recurring, and whether it is watched for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.problems.recurrences import Gist, Watch
from parola.sla.agreement import FACTS

TIMES, DAYS = (2, 100), (1, 90)
"""From, to."""
USUAL = ("line", "environment", "site", "region")
"""Those of the facts that every agreement may ask for which say where something is wrong."""


class NotAllowed(Exception):
    """The person may not configure the brand."""


class OutOfBounds(ValueError):
    """So many times, or days, are not among those that can be watched for."""


class NoSuchFact(ValueError):
    """No ticket of the brand has such a fact."""


def watch(brand: Brand) -> Watch:
    """That of the brand; the usual one, not saved, where nobody said anything."""
    return Watch.objects.filter(brand=brand).first() or Watch(brand=brand)


def watches() -> dict[int, Watch]:
    """Those that differ from the usual one, by the key of their brand."""
    return {each.brand_id: each for each in Watch.objects.order_by("pk")}


def facts(brand: Brand) -> list[str]:
    """The facts of a ticket that may name a component: usual ones, and those that the agreement in force declares with their values."""
    if not brand.versions.exists():
        return list(USUAL)
    policy = agreements.agreement(agreements.version_in_force(brand))
    return [*USUAL, *(name for name, fact in policy.facts.items() if fact.values and name not in FACTS)]


@transaction.atomic
def change(*, brand: Brand, on: bool, times: int, days: int, component: str, by: Person | None, now: datetime) -> None:
    """From now on. Raises NotAllowed, OutOfBounds, NoSuchFact."""
    if by is not None and not may(by, Act.CONFIGURE, brand):
        raise NotAllowed(brand.slug)
    if not (TIMES[0] <= times <= TIMES[1] and DAYS[0] <= days <= DAYS[1]):
        raise OutOfBounds(f"{times} in {days}")
    kept = watch(brand)
    if component and component != kept.component and component not in facts(brand):
        raise NoSuchFact(component)
    before = _fields(kept)
    kept.on, kept.recurring_times, kept.recurring_days, kept.component = on, times, days, component
    kept.save()
    if before["component"] != component:
        Gist.objects.filter(brand=brand).update(component="")
    audit.record(by=by, brand=brand, matter="recurring", key=brand.slug, before=before, after=_fields(kept), now=now)


def _fields(kept: Watch) -> dict[str, audit.Plain]:
    return {
        "on": kept.on,
        "recurring_times": kept.recurring_times,
        "recurring_days": kept.recurring_days,
        "component": kept.component,
    }
