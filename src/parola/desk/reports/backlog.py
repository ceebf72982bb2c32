"""What came in, what was done, what was left over and how old it is. Each a question or two, however many tickets there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from parola.desk.reports.models import Stay
from parola.desk.reports.parts import Part
from parola.sla.zones import zone_of

AGES = (1, 3, 7, 30)
"""The days at which an age begins that is told apart; the last one has no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What happened in a unit: tickets that came, came back after an end, came to an end; and how many were at work when it ended."""

    first: date
    arrived: int
    reopened: int
    done: int
    left: int


def movements(part: Part) -> list[Moved]:
    """Each unit. Three questions."""
    came = Counter[tuple[date, str]]()
    entering = part.stays.filter(part.within("first_at")).exclude(began=Stay.Began.MOVED)
    rows = entering.order_by().values_list(part.by_unit("first_at"), "began").annotate(Count("pk"))
    came.update({(unit, began): count for unit, began, count in rows})
    leaving = part.stays.filter(part.within("last_at"), done=True)
    gone = dict(leaving.order_by().values_list(part.by_unit("last_at")).annotate(Count("pk")))
    found, left = list[Moved](), _open_at_first(part)
    for unit in part.units:
        arrived, reopened = came[unit, Stay.Began.OPENED], came[unit, Stay.Began.REOPENED]
        left += arrived + reopened - gone.get(unit, 0)
        found.append(Moved(first=unit, arrived=arrived, reopened=reopened, done=gone.get(unit, 0), left=left))
    return found


def _open_at_first(part: Part) -> int:
    """How many were at work just before the part begins."""
    lasting = Q(last_at__isnull=True) | Q(last_at__gte=part.first)
    return part.stays.filter(lasting, first_at__lt=part.first).count()


def ages(part: Part) -> list[int]:
    """How many were at work when the part ended, by their age since they were opened: below each of AGES, and above. One question."""
    lasting = Q(last_at__isnull=True) | Q(last_at__gte=part.until)
    those = part.stays.filter(lasting, first_at__lt=part.until)
    since = [part.until - timedelta(days=days) for days in AGES]
    younger = {f"age{place}": Count("pk", filter=Q(ticket__opened_at__gt=at)) for place, at in enumerate(since)}
    counts = list(those.aggregate(**younger, every=Count("pk")).values())
    return [count - before for before, count in zip([0, *counts], counts, strict=False)]


def arrivals(part: Part) -> Mapping[tuple[int, int], int]:
    """How many came at each weekday (1 is Monday) and hour of the brand's zone. One question."""
    zone = zone_of(part.brand.timezone)
    came = part.stays.filter(part.within("first_at"), began=Stay.Began.OPENED).order_by()
    at = ExtractIsoWeekDay("first_at", tzinfo=zone), ExtractHour("first_at", tzinfo=zone)
    return {(day, hour): count for day, hour, count in came.values_list(*at).annotate(Count("pk"))}
