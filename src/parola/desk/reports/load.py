"""Who had what, and for how long: by tier, person and team; and what came, by language and channel.

Time is what passes on the wall, from when somebody got a ticket until it went on, waiting included: no clock counts it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least

from parola.desk.reports.models import Stay
from parola.desk.reports.parts import Between, Part
from parola.desk.teams import reach
from parola.desk.teams.queries import teams_in

CAME = ("language", "channel", "solution")
"""The columns of a ticket by which it is told how it came, and what a search found for it."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """Of all who had tickets: tiers in their order; teams by their names, as they are now; people by key and name, nobody under None."""

    tiers: dict[int, Load]
    teams: dict[tuple[str, ...], Load]
    people: list[tuple[int | None, str, Load]]


def loads(part: Part) -> Loads:
    """Theirs in the part; whoever had most comes first among people. Two questions; of a ticket its product matters to teams alone."""
    teams = teams_in([part.brand.pk]).get(part.brand.pk, ())
    tiers: defaultdict[int, Load] = defaultdict(Load)
    by_team: defaultdict[tuple[str, ...], Load] = defaultdict(Load)
    people: defaultdict[tuple[int | None, str], Load] = defaultdict(Load)
    for row in _loads(part, "tier", "person", "person__name", *(["ticket__product"] if teams else [])):
        each = _load(row)
        tiers[row["tier"]] += each
        people[row["person"], row["person__name"] or ""] += each
        if teams:
            names = tuple(team.name for team in reach.holding(teams, row["tier"], row["ticket__product"]))
            by_team[names] += each
    ordered = sorted(people.items(), key=lambda item: (-item[1].stays, item[0][1]))
    return Loads(
        tiers=dict(sorted(tiers.items())),
        teams=dict(by_team),
        people=[(key, name, each) for (key, name), each in ordered],
    )


Came = Mapping[str, Mapping[str, int]]


def came(part: Part) -> Came:
    """How many came, by the columns of CAME and their values, the most first. One question."""
    those = part.stays.filter(part.within("first_at"), began=Stay.Began.OPENED).order_by()
    found = {what: Counter[str]() for what in CAME}
    for *values, count in those.values_list(*(f"ticket__{what}" for what in CAME)).annotate(Count("pk")):
        for what, value in zip(CAME, values, strict=True):
            found[what][value] += count
    return {what: dict(counts.most_common()) for what, counts in found.items()}


def _loads(part: Part, *names: str) -> QuerySet[Stay, Any]:
    """The stays that have a part of the time, grouped by these columns."""
    first, until = Value(part.first), Value(part.until)
    lasting = Q(last_at__isnull=True) | Q(last_at__gte=part.until)
    those = part.stays.filter(Q(last_at__isnull=True) | Q(last_at__gte=part.first), first_at__lt=part.until)
    counts: QuerySet[Stay, Any] = those.order_by().values(*names)
    return counts.annotate(
        count=Count("pk"),
        ended=Count("pk", filter=Q(done=True, last_at__lt=part.until)),
        left=Count("pk", filter=lasting),
        held=Sum(Between(Greatest("first_at", first), Least(Coalesce("last_at", until), until))),
    )


def _load(row: dict[str, Any]) -> Load:
    return Load(stays=row["count"], done=row["ended"], left=row["left"], held=row["held"])
