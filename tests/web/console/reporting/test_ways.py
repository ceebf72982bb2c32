"""Which way tickets went, as the report shows it."""

from __future__ import annotations

import html
import re

import time_machine

from parola.desk.tickets import escalating, operations
from parola.desk.tickets.summary import Summary
from tests.desk import world as worlds
from tests.desk.world import World, after
from tests.web.conftest import Reader


def rows(page: str) -> dict[str, list[str]]:
    """The numbers of each line."""
    table = page.partition("Which way they went")[2].partition("</table>")[0]
    lines = re.findall(r'<th scope="row"><bdi>(.*?)</bdi></th>(.*?)</tr>', table, re.DOTALL)
    return {name: re.findall(r">([^<>]+)<", cells) for name, cells in lines}


def test_a_month_says_what_the_first_tier_solved_alone(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    vendor = worlds.altamar(world, "hybrid")
    for minutes in (0, 10, 20):
        ticket = world.ticket(brand=vendor, priority="critical")
        if minutes:
            given = Summary(asked="x", tried="x", searched="x", missing="")
            ticket = escalating.escalate(ticket=ticket, by=world.root, summary=given, now=after(minutes=minutes))
        operations.resolve(ticket=ticket, by=world.root, now=after(minutes=30))
    monday.move_to(after(hours=3))
    page = reader(world.root).get("/console/report/").content.decode()
    assert "Which way they went: 3 tickets came to their end in this month" in page
    assert rows(page) == {
        "Tier 1 alone": ["1", "33.3%"],
        "Came to tier 2, and no higher": ["2", "66.7%"],
        "Came to tier 3, and no higher": ["0", "0%"],
        "Came back to a tier that had given it away": ["0", "0%"],
        "Reopened": ["0", "0%"],
    }


def test_each_number_leads_to_its_tickets(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    vendor = worlds.altamar(world, "hybrid")
    solved, waited = (world.ticket(brand=vendor, priority="critical") for _ in range(2))
    waited = operations.wait(ticket=waited, by=world.root, reason="customer", now=after(minutes=5))
    for ticket in (solved, waited):
        operations.resolve(ticket=ticket, by=world.root, now=after(minutes=30))
    monday.move_to(after(hours=3))
    browser = reader(world.root)
    page = browser.get("/console/report/").content.decode()
    listed = {
        way: browser.get(html.unescape(address)).content.decode()
        for address, way in re.findall(r'href="([^"]*way=([\w-]+))"', page)
    }
    assert {way: (solved.reference in told, waited.reference in told) for way, told in listed.items()} == {
        "tier-1": (True, True),
        "waited-customer": (False, True),
    }
    for query in ("way=back", "way=reopened", "way=tier-3"):
        assert (
            solved.reference
            not in browser.get(f"/console/report/tickets/?brand={vendor.slug}&{query}").content.decode()
        )
    for query in ("way=tier-x", "way=nothing"):
        assert browser.get(f"/console/report/tickets/?brand={vendor.slug}&{query}").status_code == 404


def test_nothing_is_said_of_a_month_in_which_nothing_ended(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    worlds.altamar(world, "hybrid")
    assert "Which way they went" not in reader(world.root).get("/console/report/").content.decode()
