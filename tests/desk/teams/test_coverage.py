"""Gaps between who is there and what the agreement promises."""

from __future__ import annotations

from parola.desk.agreements import operations as agreements
from parola.desk.teams import coverage
from parola.desk.teams.queries import crew_of
from parola.sla.spans import Span, total
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after
from tests.policy.samples import small

START, END = after(hours=-10), after(hours=-10, days=7)
"""Monday 00:00 in Madrid, and a week later."""


def covers(world: World) -> list[coverage.Cover]:
    return coverage.covers(world.credenti, crew_of(world.credenti, START).roster, START, END)


def test_a_brand_without_teams_has_no_gaps_to_tell(world: World) -> None:
    assert covers(world) == []


def test_around_the_clock_is_promised_and_nights_are_not_covered(world: World) -> None:
    made.shift(made.team(world.credenti, "Front", world.bob, tiers=[1]), 8, 18)
    (first, *_others) = covers(world)
    assert (first.level, first.held) == (1, True)
    assert first.gaps[0] == Span(START, after(hours=-2))
    assert total(first.gaps).total_seconds() == (7 * 24 - 5 * 10) * 3600


def test_an_absence_makes_a_gap(world: World) -> None:
    made.team(world.credenti, "Front", world.bob, tiers=[1])
    assert covers(world)[0].gaps == ()
    made.away(world.bob, MONDAY, hours=4)
    assert covers(world)[0].gaps == (Span(MONDAY, after(hours=4)),)


def test_a_tier_that_no_team_holds_is_told(world: World) -> None:
    vendor = worlds.altamar(world)
    made.team(vendor, "Front", world.bob, tiers=[1])
    found = coverage.covers(vendor, crew_of(vendor, START).roster, START, END)
    assert [(each.level, each.held) for each in found] == [(1, True), (2, False), (3, False)]


def test_only_hours_of_support_are_wanted(world: World) -> None:
    """A plan of business hours alone: nobody is missed at night."""
    vendor = worlds.brand("daily", "DAY")
    agreements.publish(brand=vendor, source=small(), by=None, now=START)
    assert coverage.support_hours(vendor, START, after(hours=14)) == (Span(after(hours=-1), after(hours=7)),)
