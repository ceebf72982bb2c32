"""How long things took is what the fold measured, told as it lies: the places hold all of them, and a percentile is one of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parola.desk.reports.durations import lengths, place_of
from parola.desk.reports.parts import Part, part
from parola.desk.tickets import operations
from parola.sla.agreement import Metric
from tests.desk.world import MONDAY, World, after

MINUTE = timedelta(minutes=1)


def ten_days(world: World) -> Part:
    last = after(days=10)
    return part(person=world.root, brand=world.credenti, first=MONDAY, last=last, now=last)


def test_answers_are_told_by_how_long_they_took(world: World) -> None:
    for minutes in (3, 4, 10, 20, 90):
        ticket = world.ticket()
        operations.reply(ticket=ticket, by=world.bob, text="We look.", now=after(minutes=minutes))
    world.ticket()  # nobody answers: missed, and not done
    found = lengths(ten_days(world), Metric.FIRST_RESPONSE)
    assert found.counts[:5] == (2, 1, 1, 0, 1)
    assert (found.done, found.mean) == (5, 25.4 * MINUTE)
    assert found.within == (10 * MINUTE, 90 * MINUTE, 90 * MINUTE)


def test_nothing_was_done_in_no_time(world: World) -> None:
    found = lengths(ten_days(world), Metric.RESOLUTION)
    assert (found.done, found.mean, found.within) == (0, None, ())


@pytest.mark.parametrize(("minutes", "place"), [(0, 0), (5, 1), (10, 1.5), (15, 2), (60, 4), (5760, 11), (9999, 11.5)])
def test_a_length_has_its_place_among_the_edges(minutes: int, place: float) -> None:
    assert place_of(minutes * MINUTE) == place
