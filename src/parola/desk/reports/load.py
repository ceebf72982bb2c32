"""Who had what, and for how long: by tier, person and team; and what came, by language and channel.

Time is what passes on the wall, from when somebody got a ticket until it went on, waiting included: no clock counts it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from parola.desk.reports.models import Stay
from parola.desk.reports.parts import Part
from parola.desk.teams import reach
from parola.desk.teams.queries import teams_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Of one that had tickets: how many stays, how many of these ended with the ticket's end, how many go on, and how long all took."""

    stays: int = 0
    done: int = 0
    left: int = 0
    held: timedelta = field(default_factory=timedelta)

    @property
    def passed(self) -> int:
        """How many went on to another."""
        return self.stays - self.done - self.left

    def __add__(self, other: Load) -> Load:
        return Load(
            stays=self.stays + other.stays,
            done=self.done + other.done,
            left=self.left + other.left,
            held=self.held + other.held,
        )


def by_tier(part: Part) -> dict[int, Load]:
    """In the order of the tiers. One question."""
    return {row["tier"]: _load(row) for row in _loads(part, "tier").order_by("tier")}


def by_person(part: Part) -> list[tuple[int | None, str, Load]]:
    """By key and name; nobody's under None. Whoever had most comes first. One question."""
    rows = _loads(part, "person", "person__name").order_by("person")
    found = [(row["person"], row["person__name"] or "", _load(row)) for row in rows]
    return sorted(found, key=lambda each: -each[2].stays)


def by_team(part: Part) -> dict[tuple[str, ...], Load]:
    """By the names of the teams that hold such tickets, as the teams are now. Two questions."""
    teams, found = teams_in([part.brand.pk]).get(part.brand.pk, ()), dict[tuple[str, ...], Load]()
    if not teams:
        return {}
    for row in _loads(part, "tier", "ticket__product"):
        names = tuple(team.name for team in reach.holding(teams, row["tier"], row["ticket__product"]))
        found[names] = found.get(names, Load()) + _load(row)
    return found


def came_by(part: Part, what: str) -> list[tuple[str, int]]:
    """How many came, by that column of the ticket (`language`, `channel`, `solution`); the most first. One question."""
    came = part.stays.filter(part.within("first_at"), began=Stay.Began.OPENED).order_by()
    rows = came.values_list(f"ticket__{what}").annotate(count=Count("pk"))
    return list(rows.order_by("-count", f"ticket__{what}"))


def _loads(part: Part, *names: str) -> QuerySet[Stay, Any]:
    """The stays that have a part of the time, grouped by these columns."""
    first, until = Value(part.first), Value(part.until)
    held = Least(Coalesce("last_at", until), until) - Greatest("first_at", first)
    lasting = Q(last_at__isnull=True) | Q(last_at__gte=part.until)
    those = part.stays.filter(Q(last_at__isnull=True) | Q(last_at__gte=part.first), first_at__lt=part.until)
    counts: QuerySet[Stay, Any] = those.order_by().values(*names)
    return counts.annotate(
        count=Count("pk"),
        ended=Count("pk", filter=Q(done=True, last_at__lt=part.until)),
        left=Count("pk", filter=lasting),
        held=Sum(ExpressionWrapper(held, output_field=DurationField())),
    )


def _load(row: dict[str, Any]) -> Load:
    return Load(stays=row["count"], done=row["ended"], left=row["left"], held=row["held"])
