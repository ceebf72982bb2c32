"""The page of staffing, as those who read reports see it."""

from __future__ import annotations

import time_machine

from parola.desk.reports.staffing import FEWEST
from tests.desk.reports.test_staffing import a_past
from tests.desk.world import World, after
from tests.web.conftest import Reader


def test_the_week_is_shown_with_what_would_be_kept(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    a_past(world)
    monday.move_to(after(hours=2 * FEWEST))
    page = reader(world.lea).get("/console/report/staffing/").content.decode()
    assert "Known by 20 tickets and 40 answers" in page
    assert "Where promises will be missed" in page
    assert "Who is there" in page
    assert ("Fri, 8: 1" in page, "Sat, 8: 0" in page) == (True, True), "who is there"
    assert "Mon, 10: 0%" in page, "while somebody is there nothing is missed"


def test_of_a_past_too_short_it_says_what_it_takes(world: World, reader: Reader) -> None:
    assert "Too little is known" in reader(world.lea).get("/console/report/staffing/").content.decode()
