"""The desk looks at its own numbers: each night a sample is folded anew and held against the rows; what differs is told loudly."""

from __future__ import annotations

import pytest

from parola.desk.reports import checking
from parola.desk.reports.models import Check
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import operations
from parola.desk.tickets.models import Outcome, Ticket
from tests.desk.tickets.test_verification import tamper
from tests.desk.world import World, after, altamar

LATER = after(hours=5)


@pytest.fixture
def busy(world: World) -> World:
    """Answered in time, answered late, and never."""
    for hours in (1, 3):
        operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(hours=hours))
    world.ticket(priority="P1")
    return world


def look(world: World) -> Check:
    return checking.check(world.credenti, LATER, nightly=True, seed=7)


def test_there_is_no_difference_whether_the_worker_was_awake_or_not(busy: World) -> None:
    """The ticket without an answer was missed by time alone: it needs no row, and is folded."""
    found = look(busy)
    assert (found.tickets, found.of, found.clocks, found.differing) == (3, 3, 3, [])
    assert Outcome.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "differs"),
    [({"state": "met"}, [1, 1]), ({"at": after(days=-40)}, [1, 1]), ({"took": 1}, [1, 1]), (None, [0, 1])],
    ids=["the state", "the month", "the time", "a row that is gone"],
)
def test_a_row_that_somebody_changed_is_found(
    busy: World, change: dict[str, object] | None, differs: list[int]
) -> None:
    those = Outcome.objects.filter(state="missed")
    _ = those.update(**change) if change else those.delete()
    assert look(busy).differing == [["CRE-2", *differs, ""]]


def test_that_nothing_is_due_any_more_is_no_reason_to_count_nothing(busy: World) -> None:
    Ticket.objects.filter(reference="CRE-3").update(outcomes_until=None)
    assert look(busy).differing == [["CRE-3", 0, 1, ""]]


def test_a_row_that_is_gone_is_found_while_time_may_end_more(world: World) -> None:
    """What is folded because it needs no row is what time alone has ended since, and no more."""
    ticket = world.ticket(brand=altamar(world), priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(minutes=10))
    Outcome.objects.filter(ticket=ticket, metric="first_response").delete()
    assert checking.check(ticket.brand, LATER, nightly=True, seed=7).differing == [["ALT-1", 0, 1, ""]]


def test_a_record_that_cannot_be_read_differs(busy: World) -> None:
    tamper("UPDATE tickets_ticketevent SET kind = 'nothing' WHERE position = 1")
    assert look(busy).differing == [["CRE-1", 0, 0, "UnknownKind"]]


def test_the_same_tickets_are_drawn_again() -> None:
    assert checking.drawn(7, 1_000_000) == checking.drawn(7, 1_000_000) != checking.drawn(8, 1_000_000)
    assert len(set(checking.drawn(7, 1_000_000))) == checking.SIZE
    assert checking.drawn(7, 3) == [1, 2, 3]
    assert checking.drawn(7, 0) == []


def test_each_brand_is_looked_at_once_a_night(busy: World) -> None:
    brands = 2

    def looks(now: int) -> int:
        return sum(checking.sweep(now=after(hours=now)) for _ in range(5))

    assert [looks(hours) for hours in (5, 6, 20, 30)] == [brands, 0, brands, 0]  # by night in Madrid
    assert set(Check.objects.values_list("nightly", flat=True)) == {True}


def test_who_may_see_no_reports_checks_none(busy: World) -> None:
    with pytest.raises(NotAllowed):
        checking.check_now(person=busy.bob, brand=busy.credenti, now=LATER)
