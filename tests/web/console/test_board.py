"""The board: each number opens the queue on exactly those tickets; who is loaded; what the month can still bear; and the wall."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Post
from parola.desk.tickets import operations, saved
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader


@pytest.fixture
def busy(world: World, monday: time_machine.Traveller) -> World:
    """One missed, two due within the hour, one within four, one on Tuesday, one that waits; Bob has two of them, Lea one."""
    monday.move_to(after(hours=1, minutes=30))
    world.ticket(priority="P1", submitted_at=after(hours=-1), now=after(hours=-1))
    for who in (world.bob, world.lea):
        operations.assign(ticket=world.ticket(priority="P1"), by=world.lea, assignee=who, now=MONDAY)
    world.ticket(priority="P1", submitted_at=after(hours=1), now=after(hours=1))
    operations.assign(ticket=world.ticket(priority="P2"), by=world.lea, assignee=world.bob, now=MONDAY)
    waiting = world.ticket(priority="P2")
    operations.reply(ticket=waiting, by=world.bob, text="Which one?", now=MONDAY, wait=True)
    return world


def told_by(page: bytes) -> str:
    """The words of a page, blanks between what stands apart."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def tallies(page: str) -> dict[str, tuple[int, str]]:
    """The first row of numbers: how many, and where they lead."""
    found = re.findall(r'<a href="([^"]+)" data-tally="(\w+)"><span[^>]*>(\d+)<', page)
    return {key: (int(number), unescape(address)) for address, key, number in found}


def test_the_numbers_of_the_hours_ahead(busy: World, reader: Reader) -> None:
    found = tallies(reader(busy.lea).get("/console/board/").content.decode())
    assert {key: number for key, (number, _address) in found.items()} == {
        "missed": 1, "1h": 2, "2h": 3, "4h": 3, "8h": 3, "nobody": 3, "waiting": 1, "all": 6,
    }  # fmt: skip


def test_every_number_opens_the_queue_on_exactly_its_tickets(busy: World, reader: Reader) -> None:
    """Also who works for more brands than they oversee is led to those of the board alone."""
    made.team(busy.credenti, "Second line", busy.bob, tiers=[1])
    other = altamar(busy)
    busy.ticket(brand=other, priority="critical")
    Post.objects.filter(person=busy.lea, brand=other).update(role=Post.Role.AGENT)
    client = reader(busy.lea)
    page = client.get("/console/board/").content.decode()
    row = r'<a href="([^"]+)"><bdi>[^<]*</bdi></a>.*?(\d+) <svg class="fuse"'
    loads = [(int(number), unescape(address)) for address, number in re.findall(row, page, re.DOTALL)]
    found = [*tallies(page).values(), *loads]
    assert len(found) == 8 + 4  # Bob and Lea, the team and the tier
    for number, address in found:
        assert client.get(address).content.decode().count('data-row="') == number, address


def test_all_at_work_is_all_whatever_ones_queue_begins_with(busy: World, reader: Reader) -> None:
    saved.begin_with(key="mine", by=busy.lea)
    client = reader(busy.lea)
    number, address = tallies(client.get("/console/board/").content.decode())["all"]
    assert client.get(address).content.decode().count('data-row="') == number


def test_bars_and_a_table_say_the_same(busy: World, reader: Reader) -> None:
    page = reader(busy.lea).get("/console/board/").content.decode()
    assert page.count("<rect x=") == 2
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td></tr>', page)
    assert rows == [("11:00", "2"), ("12:00", "1")]  # by Lea's clock, which is UTC
    assert "3 promises are due in the next 24 hours" in page


def test_who_is_loaded_and_who_is_there(busy: World, reader: Reader) -> None:
    team = made.team(busy.credenti, "Front", busy.bob, lead=busy.lea)
    made.shift(team, 9, 17)
    made.away(busy.lea, MONDAY, days=2)
    page = told_by(reader(busy.root).get("/console/board/?brand=credenti").content)
    assert "Bob there until 16:00 0 1 2" in page
    assert "Lea away until 18 Nov, 09:00 0 1 1" in page
    assert "Front 1 3 6 Tier 1" in page


def test_what_the_month_can_bear(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    """The vendor states 95% of first responses; hybrid support answers critical requests within 15 minutes."""
    vendor = altamar(world)
    for minutes in [1] * 40 + [60]:
        late = world.ticket(brand=vendor, priority="critical")
        operations.reply(ticket=late, by=world.bob, text="Hello", now=after(minutes=minutes))
    monday.move_to(after(hours=1))
    page = told_by(reader(world.lea).get("/console/board/?brand=altamar").content)
    assert "The objectives, November 2026 so far as of 10:00 " in page
    assert "97.6% First response · Critical 40 kept , 1 missed 1 more miss, and 95% still holds." in page
    monday.move_to(after(hours=1, seconds=50))
    operations.reply(ticket=world.ticket(brand=vendor, priority="critical"), by=world.bob, text="Hello", now=MONDAY)
    client = reader(world.lea)
    assert "40 kept , 1 missed" in told_by(client.get("/console/board/?brand=altamar").content)
    monday.move_to(after(hours=1, minutes=1))
    assert "as of 10:01 " in (page := told_by(client.get("/console/board/?brand=altamar").content))
    assert "41 kept , 1 missed" in page


def test_the_board_asks_as_much_whatever_there_is(busy: World, reader: Reader) -> None:
    client = reader(busy.lea)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/console/board/").status_code == 200
        return len(seen)

    few = asked()
    for _ in range(8):
        operations.assign(ticket=busy.ticket(priority="P1"), by=busy.lea, assignee=busy.bob, now=MONDAY)
    assert asked() == few


def test_a_wall_names_no_customer_and_asks_for_nothing(busy: World, reader: Reader) -> None:
    client = reader(busy.lea)
    answer = client.get("/console/board/wall/").content
    page, told = answer.decode(), told_by(answer)
    assert "Credenti" in told
    assert "1 Missed 2 Due within the hour 3 Unassigned 6 At work" in told
    assert "Acme" not in told
    assert "<form" not in page
    assert "<a " not in page.replace('<a class="skip"', "")
    assert "Acme" in told_by(client.get("/console/board/wall/?names").content)
