"""What the filter line finds: each filter against a desk of a few tickets, page by page, and as many queries for any number of views."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person, Post
from parola.desk.teams import operations as teams
from parola.desk.tickets import filters, joining, narrowing, operations, paging
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.narrowing import Directory, Narrowed
from tests.desk.world import MONDAY, World, after

pytestmark = pytest.mark.django_db
LATER = after(hours=3)


def narrowed(person: Person, line: str, now: datetime = LATER) -> tuple[Narrowed, Directory]:
    directory = Directory(person, now, ZoneInfo("Europe/Madrid"))
    return narrowing.narrow(filters.read(line), directory), directory


def found(person: Person, line: str, now: datetime = LATER) -> list[str]:
    asked = narrowed(person, line, now)
    assert asked[0].faults == ()
    return sorted(narrowing.found(*asked).values_list("reference", flat=True))


@pytest.fixture
def desk(world: World) -> World:
    """CRE-1 Bob has, P1, missed; CRE-2 waits for its customer; CRE-3 resolved; CRE-4 spam; CRE-5 a stranger's, in Arabic, by phone."""
    first = world.ticket(priority="P1", subject="Printer")
    operations.assign(ticket=first, by=world.bob, assignee=world.bob, now=MONDAY)
    operations.wait(ticket=world.ticket(subject="Paper jam"), by=world.bob, reason="customer", now=MONDAY)
    operations.resolve(ticket=world.ticket(), by=world.bob, now=after(hours=1))
    joining.mark_spam(ticket=world.ticket(), by=world.bob, now=MONDAY)
    opened = after(hours=2)
    world.ticket(requester=world.olga, channel="phone", subject="حاسوب", submitted_at=opened, now=opened)
    return world


LINES = {
    "problem:yes": "",
    "problem:no": "125",
    "-problem:yes": "125",
    "problem:CRE-PRB-7": "",
    "": "125",
    "state:any": "12345",
    "state:open": "15",
    "-state:waiting": "15",
    "state:closed": "4",
    "state:spam": "4",
    "state:work,resolved": "1235",
    "priority:P1": "1",
    "-priority:P1": "25",
    "assignee:me": "1",
    "assignee:bob": "1",
    "assignee:bob@people.example": "1",
    "assignee:nobody": "25",
    "-assignee:me": "25",
    "tier:1": "125",
    "tier>1": "",
    "brand:credenti": "125",
    "brand:CRE -priority:P2": "1",
    "customer:acme": "12",
    "customer:olga": "5",
    "requester:ana": "12",
    "channel:phone": "5",
    "waiting:customer": "2",
    "due:missed": "1",
    "due<4h": "1",
    "due:none": "5",
    "missed:yes": "1",
    "-missed:yes": "25",
    "missed:no": "25",
    "opened:today": "125",
    "opened:yesterday": "",
    "opened<2h": "5",
    "opened>2026-11-15": "125",
    "opened<2026-11-16": "",
    "updated>2d": "",
    "printer": "1",
    "-printer": "25",
    "paper jam": "2",
    '"paper jam"': "2",
    '"jam paper"': "",
    "team:mine": "",
}


def test_a_line_finds(desk: World) -> None:
    assert {line: "".join(each[4:] for each in found(desk.bob, line)) for line in LINES} == LINES


def test_nothing_of_other_brands_is_found(desk: World) -> None:
    assert found(desk.zoe, "state:any") == []
    assert narrowed(desk.zoe, "brand:credenti")[0].faults != ()


@pytest.mark.parametrize("line", ["assignee:nemo", "brand:acme", "priority:P9", "team:nowhere"])
def test_a_name_that_names_nothing_is_told_by_its_place(desk: World, line: str) -> None:
    (fault,) = narrowed(desk.bob, f"state:open {line}")[0].faults
    assert (fault.start, fault.end) == (11, 11 + len(line))
    assert narrowing.found(*narrowed(desk.bob, line)).count() == 0


def test_a_teams_tickets_are_those_that_it_holds(desk: World) -> None:
    """Of two teams each has its product; what is of another product is of the one that names none."""
    with_cards = desk.ticket(facts={"product": "Cards"})
    for name, products, person in (("Cards", ("Cards",), desk.bob), ("Others", (), desk.lea)):
        wanted = teams.Wanted(name=name, products=products, members=(person,))
        teams.save_team(brand=desk.credenti, wanted=wanted, by=desk.root, now=MONDAY)
    assert found(desk.bob, "team:mine") == found(desk.lea, "team:cards") == [with_cards.reference]
    assert found(desk.lea, "team:mine") == found(desk.bob, "-team:mine") == ["CRE-1", "CRE-2", "CRE-5"]


@pytest.mark.parametrize(("line", "size"), [("", 2), ("state:any", 3)])
def test_pages_neither_skip_nor_double(desk: World, line: str, size: int) -> None:
    for hours in (1, 1, 2):
        desk.ticket(priority="P2", submitted_at=after(hours=-hours), now=after(hours=-hours))
        desk.ticket(requester=desk.olga)
    asked, directory = narrowed(desk.bob, line)
    everything = paging.ordered(narrowing.found(asked, directory), at_work=asked.at_work)
    seen: list[Ticket] = []
    last: paging.Place | None = None
    while page := list((paging.after(everything, last, at_work=asked.at_work) if last else everything)[:size]):
        seen += page
        last = paging.place(paging.Place.of(page[-1]).told(at_work=asked.at_work), at_work=asked.at_work)
        assert last is not None
    assert seen == list(everything)
    assert len({ticket.pk for ticket in seen}) == narrowing.found(asked, directory).count()


@pytest.mark.parametrize("told", ["", "x", "1-2-3", "9-1-1-1"])
def test_what_is_no_place_is_none(told: str) -> None:
    assert paging.place(told, at_work=True) is None


def test_groups_are_counted_as_rows_fall_into_them(desk: World) -> None:
    asked, directory = narrowed(desk.bob, "")
    tickets = narrowing.found(asked, directory)
    for hours in range(0, 60, 3):
        now = after(hours=hours)
        bounds = paging.Bounds(now=now, soon=now + timedelta(hours=1), midnight=now + timedelta(hours=9))
        groups = [bounds.group(ticket) for ticket in tickets]
        assert {key: count for key, count in bounds.counts(tickets).items() if count} == {
            key: groups.count(key) for key in groups
        }


def test_any_number_of_views_is_counted_by_as_many_queries(desk: World) -> None:
    Post.objects.create(person=desk.bob, brand=desk.zmanda, role="agent")
    lines = [
        "",
        "assignee:me",
        "priority:P1",
        "due:missed",
        "brand:credenti",
        "team:mine",
        "assignee:bob",
        "state:closed",
        "printer",
    ]

    def counted(some: list[str]) -> tuple[dict[str, int], int]:
        directory = narrowed(desk.bob, "")[1]
        with CaptureQueriesContext(connection) as seen:
            told = narrowing.counts({line: narrowing.narrow(filters.read(line), directory) for line in some}, directory)
        return told, len(seen)

    counted(lines)  # the agreement is read once in a process
    counts, queries = counted(lines)
    assert counts == {
        "": 3, "assignee:me": 1, "priority:P1": 1, "due:missed": 1, "brand:credenti": 3, "team:mine": 0, "assignee:bob": 1
    }  # fmt: skip
    assert counted([*lines, *(f"{line} state:open" for line in lines[1:7])])[1] == queries
