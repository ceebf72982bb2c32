"""The desk looks at its own numbers, each night and when somebody asks: a sample of tickets is folded anew and held against the rows.

Which tickets were looked at can be told from what is kept of a look: they are drawn by their numbers, from a seed.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time, timedelta
from random import Random

from django.db.models import Max, OuterRef, Subquery

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.reports.models import Check
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import comparing, queries
from parola.desk.tickets.models import Ticket
from parola.sla.zones import zone_of

SIZE = 200
"""Tickets in one look."""
NIGHT = time(3)
"""When a brand is looked at each night, in its own time zone."""
KEPT = timedelta(days=400)
SEEDS = 2**31


def check_now(*, person: Person, brand: Brand, now: datetime) -> Check:
    """Look at once. Raises NotAllowed."""
    _allowed(person, brand)
    return check(brand, now, nightly=False)


def checks(*, person: Person, brand: Brand, count: int) -> list[Check]:
    """The last looks at the brand's numbers, the latest first. Raises NotAllowed."""
    _allowed(person, brand)
    return list(Check.objects.filter(brand=brand).order_by("-at", "-pk")[:count])


def differing(person: Person) -> list[Check]:
    """Of the brands whose reports the person may see, the last looks which found a difference."""
    last = Check.objects.filter(brand=OuterRef("brand")).order_by("-at", "-pk").values("pk")[:1]
    brands = brands_of(person, Act.REPORT).values("pk")
    found = Check.objects.filter(brand__in=brands, pk=Subquery(last)).exclude(differing=[])
    return list(found.select_related("brand").order_by("brand__name"))


def all_same() -> bool:
    """Whether no brand's last look found a difference."""
    last = Check.objects.filter(brand=OuterRef("brand")).order_by("-at", "-pk").values("pk")[:1]
    return not Check.objects.filter(pk=Subquery(last)).exclude(differing=[]).exists()


def sweep(*, now: datetime) -> bool:
    """Look at the next brand that has not been looked at since its night came; True if there was one."""
    for brand in Brand.objects.order_by("pk"):
        last = Check.objects.filter(brand=brand, nightly=True).aggregate(last=Max("at"))["last"]
        if last is None or last < _night(brand, now):
            check(brand, now, nightly=True)
            return True
    return False


def check(brand: Brand, now: datetime, *, nightly: bool, seed: int | None = None) -> Check:
    """Look, and keep what was found."""
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    last = Ticket.objects.filter(brand=brand).aggregate(last=Max("number"))["last"] or 0
    those = Ticket.objects.filter(brand=brand, number__in=drawn(seed, last))
    found = comparing.compare(list(queries.with_terms(those).order_by("pk")), now)
    Check.objects.filter(brand=brand, at__lt=now - KEPT).delete()
    return Check.objects.create(
        brand=brand,
        at=now,
        nightly=nightly,
        seed=seed,
        of=last,
        tickets=len(found),
        clocks=sum(each.clocks for each in found),
        differing=[
            [each.ticket.reference, each.only_counted, each.only_folded, each.fault] for each in found if not each.same
        ],
    )


def drawn(seed: int, last: int) -> list[int]:
    """The numbers of the tickets that are looked at, out of those from 1 to `last`."""
    return sorted(Random(seed).sample(range(1, last + 1), min(SIZE, last)))  # noqa: S311  # a sample, and no secret


def _allowed(person: Person, brand: Brand) -> None:
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)


def _night(brand: Brand, now: datetime) -> datetime:
    """When it was night there last."""
    zone = zone_of(brand.timezone)
    today = datetime.combine(now.astimezone(zone).date(), NIGHT, tzinfo=zone).astimezone(UTC)
    return today if today <= now else today - timedelta(days=1)
