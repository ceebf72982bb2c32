"""What was taken over from other desks: how many tickets, and what became of promises there by the agreement that they were put under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets.models import Outcome, Ticket
from parola.desk.tickets.queries import AT_WORK
from parola.sla.agreement import Metric
from parola.sla.attainment import Promised, Row
from parola.sla.clock import State

COUNTED = {State.MET: "met", State.MISSED: "missed", State.BEST_EFFORT: "best_effort", State.VOID: "void"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The tickets from one other desk."""

    name: str
    tickets: int
    at_work: int
    first: datetime
    last: datetime
    """When the first and the last of them was opened."""


def sources(person: Person, brand: Brand) -> list[Source]:
    """Each desk from which the brand's tickets were taken over. Raises NotAllowed."""
    require(person, brand)
    found = Ticket.objects.filter(brand=brand).exclude(imported="").order_by("imported").values("imported")
    rows = found.annotate(
        tickets=Count("pk"),
        at_work=Count("pk", filter=Q(status__in=AT_WORK)),
        first=Min("opened_at"),
        last=Max("opened_at"),
    )
    return [
        Source(
            name=row["imported"], tickets=row["tickets"], at_work=row["at_work"], first=row["first"], last=row["last"]
        )
        for row in rows
    ]


def kept(person: Person, brand: Brand, source: str) -> list[Row]:
    """What became of promises at that desk, by metric and priority; goals aside. Raises NotAllowed."""
    require(person, brand)
    rows = Outcome.objects.filter(brand=brand, ticket__imported=source, elsewhere=True, goal=False).order_by()
    counts = rows.values_list("metric", "threshold", "priority", "state").annotate(Count("pk"))
    return _rows(counts)


def require(person: Person, brand: Brand) -> None:
    """Raise NotAllowed for whoever may not see the brand's reports."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)


def _rows(counts: Iterable[tuple[str, str, str, str, int]]) -> list[Row]:
    found: dict[Promised, dict[str, int]] = {}
    for metric, threshold, priority, state, count in counts:
        numbers = found.setdefault(Promised(Metric(metric), priority, threshold), {})
        numbers[COUNTED[State(state)]] = count
    metrics = list(Metric)
    order = sorted(found, key=lambda kind: (metrics.index(kind.metric), kind.threshold, kind.priority))
    return [
        Row(
            promised=kind,
            met=found[kind].get("met", 0),
            missed=found[kind].get("missed", 0),
            best_effort=found[kind].get("best_effort", 0),
            void=found[kind].get("void", 0),
        )
        for kind in order
    ]
