"""The queue: what is due first, first; nothing of other brands; and a page that does not get slower to ask for."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Organization, Person, Post
from parola.desk.agreements import operations as agreements
from parola.desk.search import following
from parola.desk.tickets import operations
from tests.desk.world import MONDAY, SIGNED, World, after
from tests.web.conftest import Reader


def groups(page: str) -> dict[str, list[str]]:
    """The references under each heading."""
    sections = re.findall(r'<section class="group.*?id="group-([a-z-]+)".*?</section>', page, re.DOTALL)
    bodies = re.findall(r'<section class="group.*?</section>', page, re.DOTALL)
    return {key: re.findall(r'data-row="([^"]+)"', body) for key, body in zip(sections, bodies, strict=True)}


def show(reader: Reader, world: World, query: str = "") -> str:
    return reader(world.bob).get(f"/console/{query}", follow=True).content.decode()


def test_tickets_stand_under_how_soon_they_are_due(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """Acme's Basic plan: P1 in 2 business hours, P2 in 12, P3 and P4 in 24; a day has 8."""
    soon = world.ticket(priority="P1", subject="Soon")
    missed = world.ticket(priority="P1", submitted_at=after(hours=-1), now=after(hours=-1), subject="Missed")
    later = world.ticket(priority="P3", subject="Later")
    nothing = world.ticket(priority="P2")
    operations.reply(ticket=nothing, by=world.bob, text="Here", now=MONDAY)
    waiting = world.ticket(priority="P2")
    operations.reply(ticket=waiting, by=world.bob, text="Which one?", now=MONDAY, wait=True)
    stranger = world.ticket(requester=world.olga, priority="P1", subject="Best effort")
    monday.move_to(after(hours=1, minutes=30))
    assert groups(show(reader, world)) == {
        "missed": [missed.reference],
        "soon": [soon.reference],
        "later": [later.reference],
        "none": [nothing.reference],
        "best-effort": [stranger.reference],
        "waiting": [waiting.reference],
    }


def test_within_a_group_the_next_due_comes_first(world: World, reader: Reader) -> None:
    third = world.ticket(priority="P3")
    first = world.ticket(priority="P2", submitted_at=after(hours=-1), now=after(hours=-1))
    second = world.ticket(priority="P2")
    assert groups(show(reader, world))["later"] == [first.reference, second.reference, third.reference]


def test_what_is_left_is_working_time(world: World, reader: Reader) -> None:
    world.ticket(priority="P2")
    assert '<span dir="auto">12 h left</span>' in show(reader, world)


def test_only_the_brands_one_works_for_are_shown(world: World, reader: Reader) -> None:
    world.ticket(subject="Credenti's")
    world.ticket(brand=world.zmanda, requester=world.olga, priority=None, subject="Zmanda's")
    page = show(reader, world)
    assert "Credenti&#x27;s" in page
    assert "Zmanda&#x27;s" not in page
    assert "Zmanda&#x27;s" not in show(reader, world, "?brand=zmanda")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?whose=mine", ["CRE-1"]),
        ("?whose=nobody", ["CRE-2"]),
        ("?status=closed", ["CRE-3"]),
        ("?text=cre-2", ["CRE-2"]),
        ("?text=login", ["CRE-1", "CRE-2"]),
        ("?text=acme&whose=nobody", ["CRE-2"]),
        ("?text=nowhere", []),
        ("?whose=x&status=y", ["CRE-1", "CRE-2"]),
        ("?text=%00", ["CRE-1", "CRE-2"]),
        ("?q=assignee:me", ["CRE-1"]),
        ("?q=%00estado:cerrado", ["CRE-3"]),
        ("?q=prority:P1", []),
    ],
)
def test_it_can_be_narrowed_down(world: World, reader: Reader, query: str, found: list[str]) -> None:
    operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)
    world.ticket()
    operations.close(ticket=world.ticket(), by=world.bob, now=MONDAY)
    assert sorted(re.findall(r'data-row="([^"]+)"', show(reader, world, query))) == found


def test_the_counts_are_those_of_the_whole_queue(world: World, reader: Reader) -> None:
    operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.bob, now=MONDAY)
    world.ticket()
    page = show(reader, world, "?q=assignee:me+priority:P1")
    counts = dict(re.findall(r"<bdi>([^<]+)</bdi> <span[^>]*>(\d+)<", page))
    assert counts == {
        "All at work": "2", "My tickets": "1", "Unassigned": "1", "To be taken": "0", "Missed": "0", "Due today": "0", "Waiting": "0",
        "All": "2", "Mine": "1", "At work": "2", "Open": "2",
    }  # fmt: skip


def test_a_fragment_is_the_list_alone(world: World, reader: Reader) -> None:
    world.ticket()
    part = reader(world.bob).get("/console/", headers={"HX-Request": "true"}).content.decode()
    assert "CRE-1" in part
    assert "<html" not in part


def test_the_number_of_queries_does_not_grow_with_the_tickets(world: World, reader: Reader) -> None:
    Post.objects.create(person=world.bob, brand=world.zmanda, role="agent")
    client = reader(world.bob)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/console/")
        return len(seen)

    world.ticket()
    queries()
    few = queries()
    for number in range(10):
        other = Organization.objects.create(name=f"Customer {number}")
        agreements.sign(
            organization=other,
            brand=world.credenti,
            plan="premium",
            first_day=SIGNED,
            timezone="Europe/Madrid",
            now=MONDAY,
        )
        ticket = world.ticket(organization=other, subject=f"{number}", requester=world.olga)
        operations.assign(ticket=ticket, by=world.bob, assignee=world.lea, now=MONDAY + timedelta(minutes=number))
    assert queries() == few


def test_an_empty_queue_says_so(world: World, reader: Reader) -> None:
    assert "Nothing waits." in show(reader, world)
    assert "No ticket is like that." in show(reader, world, "?text=nowhere")


def test_what_tickets_say_that_ended_long_ago_is_found_by_the_index(world: World, reader: Reader) -> None:
    for _ in range(2):
        operations.close(ticket=world.ticket(subject="Printer", text="Burning."), by=world.bob, now=MONDAY)
    while following.step():
        pass
    every = ["CRE-1", "CRE-2"]
    for line, found in (
        ("printer", every),
        ("burning", every),
        ("cre-1", ["CRE-1"]),
        ("ana", every),
        ("-printer", []),
    ):
        page = show(reader, world, f"?q=state:closed+{line}")
        assert sorted(re.findall(r'data-row="([^"]+)"', page)) == found, line


def test_a_line_that_cannot_be_read_says_where_and_what_to_do(world: World, reader: Reader) -> None:
    world.ticket()
    page = show(reader, world, "?q=state:open+prority:P1")
    assert "There is no filter prority. Did you mean priority?" in page
    assert "state:open <mark>prority</mark>:P1" in page
    assert 'value="state:open prority:P1"' in page
    assert "CRE-1" not in page


def test_the_line_is_said_in_the_readers_language(world: World, reader: Reader) -> None:
    """And the address keeps the stable words."""
    Person.objects.filter(pk=world.bob.pk).update(language="es")
    page = show(reader, world, "?q=assignee:me")
    assert 'value="asignado:yo"' in page
    assert "?q=state%3Aclosed+assignee%3Ame" in page


def test_a_next_page_goes_on_where_this_one_ended(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parola.web.console.queue.SHOWN", 2)
    for _ in range(3):
        world.ticket()
    first = show(reader, world)
    assert groups(first) == {"later": ["CRE-1", "CRE-2"]}
    assert re.search(r'id="group-later">.*<span class="number soft">3</span>', first)
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward is not None
    second = reader(world.bob).get(unescape(onward[1])).content.decode()
    assert groups(second) == {"later": ["CRE-3"]}
    assert 'rel="next"' not in second


def test_who_wrote_last_is_seen_in_the_row(world: World, reader: Reader) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Which one?", now=MONDAY)
    assert "The customer wrote last" not in show(reader, world)
    operations.customer_message(
        ticket=ticket, by=world.ana, text="All.", channel="web", submitted_at=MONDAY, now=after(minutes=1)
    )
    assert "The customer wrote last" in show(reader, world)
