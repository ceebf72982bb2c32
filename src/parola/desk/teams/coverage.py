"""Whether those who are there cover the hours that the agreement promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from parola.desk.accounts.models import Brand
from parola.desk.agreements import operations, queries
from parola.desk.teams.rota import Roster, covered
from parola.sla.agreement import Tier
from parola.sla.calendar import Calendar
from parola.sla.spans import Span, subtract, union


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How a tier is covered: `gaps` are hours of support in which nobody of it is there; not `held`: no team has it."""

    level: int
    held: bool
    gaps: tuple[Span, ...]


def covers(brand: Brand, roster: Roster, start: datetime, end: datetime) -> list[Cover]:
    """Each tier of the brand in `[start, end)`; none for a brand without teams or without an agreement."""
    version = queries.newest_version(brand)
    if version is None or not roster.teams:
        return []
    wanted = support_hours(brand, start, end)
    return [_cover(roster, level, wanted, start, end) for level in levels(brand)]


def _cover(roster: Roster, level: int, wanted: tuple[Span, ...], start: datetime, end: datetime) -> Cover:
    teams = [team for team in roster.teams if not team.tiers or level in team.tiers]
    return Cover(level=level, held=bool(teams), gaps=subtract(wanted, covered(roster, teams, start, end)))


def tiers_of(brand: Brand) -> tuple[Tier, ...]:
    """The tiers that the agreement in force names, the lowest first."""
    version = queries.newest_version(brand)
    named = queries.agreement(version).tiers if version else ()
    return tuple(sorted(named, key=lambda tier: tier.level))


def levels(brand: Brand) -> list[int]:
    """The levels of the tiers that the agreement in force has, whether it names them or not."""
    version = queries.newest_version(brand)
    if version is None:
        return [1]
    policy = queries.agreement(version)
    held = {level for plan in policy.plans.values() for level in plan.tiers}
    return sorted(held | {tier.level for tier in policy.tiers})


def support_hours(brand: Brand, start: datetime, end: datetime) -> tuple[Span, ...]:
    """When anything that the agreement in force promises counts, for customers who live by the brand's own clock."""
    calendars = _calendars(brand)
    whole = [Span(start, end)]
    return union(
        span for calendar in calendars for span in subtract(whole, (gap.span for gap in calendar.gaps(start, end)))
    )


def _calendars(brand: Brand) -> Iterator[Calendar]:
    version = queries.version_in_force(brand)
    without = queries.without_contract(version, brand.timezone)
    for plan in queries.agreement(version).plans:
        terms = operations.terms_from(replace(without, plan=plan, best_effort=False))
        for name in {target.calendar for target in terms.plan.targets if target.promise is not None}:
            yield terms.calendars[name]
