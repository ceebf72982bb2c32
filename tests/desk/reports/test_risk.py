"""The chance of an open clock is counted among the brand's own that had used up as much of their time."""

from __future__ import annotations

import pytest

from parola.desk.reports import risk
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import operations
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.lab.risk import FEWEST, Chance
from parola.sla.agreement import Metric
from parola.sla.clock import Clock
from tests.desk.world import World, after


def first_response(ticket: Ticket) -> Clock:
    return next(clock for clock in tickets.timeline(ticket).clocks if clock.metric is Metric.FIRST_RESPONSE)


def opened(world: World, **later: float) -> Ticket:
    return world.ticket(priority="P1", submitted_at=after(**later), now=after(**later))


@pytest.fixture
def past(world: World) -> World:
    """P1 is to be answered within two hours: twelve times it took an hour, once three."""
    for place in range(FEWEST + 1):
        operations.reply(
            ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=1 if place < FEWEST else 3)
        )
    return world


def test_a_clock_that_just_began_has_the_chance_of_all(past: World) -> None:
    ticket = opened(past, hours=4)
    assert risk.chance_of(past.credenti, first_response(ticket), after(hours=4)) == Chance(1, FEWEST + 1, wide=False)


def test_of_what_took_as_long_there_may_be_too_few(past: World) -> None:
    ticket = opened(past, hours=4)
    assert risk.chance_of(past.credenti, first_response(ticket), after(hours=5, minutes=1)) is None


def test_what_is_over_has_none(past: World) -> None:
    ticket = opened(past, hours=4)
    assert risk.chance_of(past.credenti, first_response(ticket), after(hours=7)) is None


def test_the_brand_s_open_clocks_are_told_the_likeliest_to_be_missed_before_the_others(past: World) -> None:
    first, second = (opened(past, hours=hours) for hours in (4, 4.5))
    found = risk.risk(person=past.lea, brand=past.credenti, now=after(hours=5, minutes=1))
    assert [(each.ticket, each.chance and each.chance.of) for each in found.clocks] == [
        (second, FEWEST + 1),
        (first, None),
    ]
    assert [round(each.used, 3) for each in found.clocks] == [round(31 / 120, 3), round(61 / 120, 3)]
    assert (found.left_out, found.calibration) == (0, None)


def test_who_may_not_see_the_reports_is_told_nothing(past: World) -> None:
    with pytest.raises(NotAllowed):
        risk.risk(person=past.bob, brand=past.credenti, now=after(hours=5))
