"""The desk simulated from its own last weeks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from parola.desk.reports.queries import NotAllowed
from parola.desk.reports.staffing import FEWEST, staffing
from parola.desk.teams.models import Shift, Team
from parola.desk.tickets import operations
from tests.desk.world import World, after


def a_past(world: World, *, weeks: int = 0) -> None:
    """So many weeks after the world began a ticket and its answers every two hours, and a team that is there by day."""
    for place in range(FEWEST):
        opened = after(weeks=weeks, hours=2 * place)
        ticket = world.ticket(priority="P1", submitted_at=opened, now=opened)
        answered = opened + timedelta(minutes=20)
        operations.reply(ticket=ticket, by=world.bob, text="x", now=answered)
        operations.reply(ticket=ticket, by=world.bob, text="y", now=answered + timedelta(minutes=15))
    team = Team.objects.create(brand=world.credenti, name="Day")
    team.members.create(person=world.bob)
    Shift.objects.create(team=team, weekdays=[0, 1, 2, 3, 4], start=time(8), end=time(18), timezone="Europe/Madrid")


def test_what_the_shifts_keep_is_simulated_and_the_same_each_time(world: World) -> None:
    a_past(world)
    now = after(hours=2 * FEWEST)
    found = staffing(person=world.lea, brand=world.credenti, now=now)
    again = staffing(person=world.lea, brand=world.credenti, now=now)
    assert found is not None
    assert again is not None
    assert (found.tickets, found.answers, found.work) == (FEWEST, 2 * FEWEST, timedelta(minutes=15))
    assert found.result.rows == again.result.rows
    assert [each.share for each in found.result.kept] == [each.share for each in again.result.kept]
    people = found.result.people.reshape(7, 24)
    assert (people[0, 7], people[0, 8], people[4, 17], people[5, 12]) == (0, 1, 1, 0)
    assert 0 < found.result.missed_in.sum() < found.result.asked_in.sum()
    assert (found.result.missed_in <= found.result.asked_in).all()


def test_of_a_past_too_short_nothing_is_said(world: World) -> None:
    world.ticket(priority="P1")
    assert staffing(person=world.lea, brand=world.credenti, now=after(hours=1)) is None


def test_who_may_not_read_reports_is_told_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        staffing(person=world.ana, brand=world.credenti, now=after(hours=1))


def test_weeks_begin_on_a_monday_though_the_clocks_change_before_it(world: World) -> None:
    a_past(world, weeks=17)
    found = staffing(person=world.lea, brand=world.credenti, now=datetime(2027, 3, 24, 12, tzinfo=UTC))
    assert found is not None
    assert found.first == datetime(2027, 3, 28, 22, tzinfo=UTC)
