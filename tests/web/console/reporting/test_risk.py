"""The chances of open clocks, as those who read reports see them."""

from __future__ import annotations

import re
from typing import Any

import time_machine

from parola.desk.tickets import operations
from parola.desk.tickets.models import Outcome
from parola.lab.risk import FEWEST
from tests.desk.world import World, after
from tests.web.conftest import Reader


def test_a_running_promise_says_its_chance_and_of_how_many_it_is_known(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    for place in range(FEWEST + 1):
        answered = after(hours=1 if place < FEWEST else 3)
        operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=answered)
    ticket = world.ticket(priority="P1", submitted_at=after(hours=4), now=after(hours=4))
    monday.move_to(after(hours=4, minutes=30))
    page = reader(world.lea).get("/console/report/risk/").content.decode()
    assert "11%" in page
    assert "1 of 13" in page
    why = reader(world.bob).get(f"/console/tickets/{ticket.reference}/why/first_response/1/").content.decode()
    assert "Chance of being missed: 11%. Missed, of those like it that had taken as long: 1 of 13." in why


def test_however_many_were_kept_no_chance_is_told_as_none(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=1))
    kept = Outcome.objects.get(metric="first_response")
    Outcome.objects.bulk_create(copy(kept, pk=None) for _ in range(300))
    world.ticket(priority="P1", submitted_at=after(hours=4), now=after(hours=4))
    monday.move_to(after(hours=4, minutes=30))
    page = reader(world.lea).get("/console/report/risk/").content.decode()
    assert "0 of 301" in page
    assert re.findall(r">(\d+%)<", page)[0] == "1%"


def copy(row: Outcome, **changed: Any) -> Outcome:
    return Outcome(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | changed)


def test_who_has_no_past_is_told_so(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    world.ticket(priority="P1")
    monday.move_to(after(minutes=30))
    page = reader(world.lea).get("/console/report/risk/").content.decode()
    assert "1 running promise is not told here: too few were like it to say." in page
    assert "Too few promises have ended to tell how good these chances are." in page
