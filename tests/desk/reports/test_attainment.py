"""The report counts what the fold says, in the period in which each clock ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from parola.desk.reports import queries
from parola.desk.tickets import operations
from parola.sla.attainment import Row, attain
from tests.desk.world import MONDAY, World, after

DAY, LATER = after(days=1), after(days=2)


def report(world: World, first: datetime = MONDAY, last: datetime = DAY, now: datetime = LATER) -> dict[str, Row]:
    found = queries.counted(person=world.lea, brand=world.credenti, first=first, last=last, now=now)
    return {row.promised.priority: row for row in attain(each.outcome for each in found)}


def answer(world: World, at: datetime, **given: Any) -> None:
    operations.reply(ticket=world.ticket(**given), by=world.bob, text="x", now=at)


def test_met_and_missed_are_counted_by_priority(world: World) -> None:
    answer(world, after(minutes=30), priority="P1")
    answer(world, after(hours=3), priority="P1")
    world.ticket(priority="P1")  # never answered
    answer(world, after(hours=1), priority="P2")
    rows = report(world)
    assert (rows["P1"].met, rows["P1"].missed, rows["P1"].share) == (1, 2, 1 / 3)
    assert (rows["P2"].met, rows["P2"].missed) == (1, 0)


def test_an_answer_at_the_very_instant_is_in_time(world: World) -> None:
    answer(world, after(hours=2), priority="P1")
    assert report(world)["P1"].met == 1


def test_best_effort_is_beside_the_share(world: World) -> None:
    answer(world, after(hours=1), requester=world.olga, priority="P1")
    row = report(world)["P1"]
    assert (row.best_effort, row.share) == (1, None)


def test_a_clock_counts_once_where_it_ended(world: World) -> None:
    answer(world, after(days=1, hours=1), priority="P1")  # due on the first day, missed there
    assert report(world)["P1"].missed == 1
    assert report(world, first=after(days=1), last=after(days=2)) == {}


def test_what_is_still_to_be_due_does_not_count(world: World) -> None:
    world.ticket(priority="P1")
    assert report(world, now=after(hours=1)) == {}


def test_other_brands_tickets_do_not_count(world: World) -> None:
    answer_at_zmanda = world.ticket(brand=world.zmanda, priority=None)
    operations.reply(ticket=answer_at_zmanda, by=world.zoe, text="x", now=MONDAY)
    assert report(world) == {}


@pytest.mark.parametrize("who", ["bob", "zoe", "ana"])
def test_who_may_not_report_is_told(world: World, who: str) -> None:
    with pytest.raises(queries.NotAllowed):
        queries.counted(person=getattr(world, who), brand=world.credenti, first=MONDAY, last=after(days=1), now=MONDAY)


@pytest.mark.parametrize("size", [1, 25])
def test_a_report_asks_as_often_however_many_tickets(world: World, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        world.ticket(priority="P1")
    with django_assert_num_queries(3):
        report(world)
