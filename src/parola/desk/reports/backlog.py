"""What came in, what was done, what was left over and how old it is. Each a question or two, however many tickets there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from parola.desk.reports.models import Stay
from parola.desk.reports.parts import Part, Quarter, local

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


Entered = Sequence[tuple[datetime, str, int]]
"""When they came or came back, to the quarter of an hour by the brand's clock, by what (Stay.Began), and how many."""


def entered(part: Part) -> Entered:
    """Those of the part. One question."""
    entering = part.stays.filter(part.within("first_at")).exclude(began=Stay.Began.MOVED)
    rows = entering.order_by().values_list(Quarter("first_at"), "began").annotate(Count("pk"))
    return [(local(quarter, part.brand), began, count) for quarter, began, count in rows]


def movements(part: Part, came_in: Entered | None = None) -> list[Moved]:
    """Each unit. Three questions, or two with what `entered`."""
    came, gone = Counter[tuple[date, str]](), Counter[date]()
    for at, began, count in entered(part) if came_in is None else came_in:
        came[part.unit_of(at.date()), began] += count
    leaving = part.stays.filter(part.within("last_at"), done=True)
    for quarter, count in leaving.order_by().values_list(Quarter("last_at")).annotate(Count("pk")):
        gone[part.unit_of(local(quarter, part.brand).date())] += count
    found, left = list[Moved](), _open_at_first(part)
    for unit in part.units:
        arrived, reopened = came[unit, Stay.Began.OPENED], came[unit, Stay.Began.REOPENED]
        left += arrived + reopened - gone[unit]
        found.append(Moved(first=unit, arrived=arrived, reopened=reopened, done=gone[unit], left=left))
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


def arrivals(part: Part, came_in: Entered | None = None) -> Mapping[tuple[int, int], int]:
    """How many came at each weekday (1 is Monday) and hour of the brand's zone. One question, or none with what `entered`."""
    found = Counter[tuple[int, int]]()
    for at, began, count in entered(part) if came_in is None else came_in:
        if began == Stay.Began.OPENED:
            found[at.isoweekday(), at.hour] += count
    return found
