"""The report counts what the fold says, in the period in which each clock ended."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from parola.desk.agreements import operations as agreements
from parola.desk.reports import queries
from parola.desk.tickets import escalating, moving, operations, refolding, verification
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Outcome, Ticket
from parola.desk.tickets.moving import Wanted
from parola.sla.attainment import Row, attain, outcomes
from parola.sla.clock import State
from tests.desk.world import MONDAY, World, after, altamar, varied_credenti

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


@pytest.mark.parametrize("answered", [False, True], ids=["folded", "written"])
def test_what_ended_before_a_change_of_terms_is_counted_with_the_version_of_then(world: World, answered: bool) -> None:
    """P1 is due after two hours; the second is answered when the newer version holds already."""
    missed, moved = world.ticket(priority="P1"), world.ticket(priority="P1")
    if answered:
        operations.reply(ticket=missed, by=world.bob, text="Sorry", now=after(hours=3))
    newer = agreements.publish(
        brand=world.credenti, source=varied_credenti(**{"P2: 12h": "P2: 6h"}), by=None, now=MONDAY
    )
    wanted = Wanted(version=newer, contract=world.contract)
    for ticket, hours in ((moved, 1), (missed, 4)):
        moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Newer", now=after(hours=hours))
    operations.reply(ticket=moved, by=world.bob, text="x", now=after(hours=1.5))
    found = queries.counted(person=world.lea, brand=world.credenti, first=MONDAY, last=DAY, now=LATER)
    assert {each.ticket: (each.outcome.state, each.version) for each in found} == {
        missed.pk: (State.MISSED, world.version.pk),
        moved.pk: (State.MET, newer.pk),
    }
    assert Outcome.objects.filter(ticket=missed, state="missed").exists()


def test_new_terms_hold_from_their_very_instant(world: World) -> None:
    ticket = world.ticket(priority="P1")
    newer = agreements.publish(
        brand=world.credenti, source=varied_credenti(**{"P2: 12h": "P2: 6h"}), by=None, now=MONDAY
    )
    wanted = Wanted(version=newer, contract=world.contract)
    moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Newer", now=after(hours=1))
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(hours=1))
    assert Outcome.objects.get(ticket=ticket).version == newer


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
    for _ in range(size):
        answer(world, after(minutes=5), priority="P1")
    with django_assert_num_queries(4):
        report(world)


def test_what_is_written_is_what_the_fold_says(world: World) -> None:
    """Tickets of every fate, at every hour: the outcomes beside them, and the report made of them, are those of the fold."""
    brand = altamar(world)
    answered, silent, solved, spam, reopened = (world.ticket(brand=brand, priority="critical") for _ in range(5))
    operations.reply(ticket=answered, by=world.bob, text="x", now=after(minutes=20))
    for ticket in (solved, reopened):
        operations.reply(ticket=ticket, by=world.bob, text="x", now=after(hours=3))
        operations.resolve(ticket=ticket, by=world.bob, now=after(hours=5))
    operations.reopen(ticket=reopened, by=world.bob, now=after(hours=6))
    operations.close(ticket=reopened, by=world.bob, now=after(hours=7))
    operations.close(ticket=spam, by=world.bob, now=after(minutes=5))
    assert (
        Ticket.objects.filter(brand=brand, outcomes_until__isnull=False).count() == 2
    )  # answered and silent: updates go on
    for hours in (0, 1, 4, 8, 30):
        now = after(hours=hours)
        found = [
            outcome
            for _, timeline in tickets.timelines(Ticket.objects.filter(brand=brand))
            for outcome in outcomes(timeline.at(now).clocks, now)
        ]
        counted = queries.counted(person=world.lea, brand=brand, first=MONDAY, last=after(days=9), now=now)
        if hours >= 7:  # earlier, the record reaches further than the report
            assert Counter(found) == Counter(each.outcome for each in counted)
    assert not Outcome.objects.filter(ticket=silent).exists()
    assert Outcome.objects.filter(ticket=solved).exists()


def test_outcomes_that_somebody_changed_are_found_and_folded_anew(world: World) -> None:
    answer(world, after(minutes=5), priority="P1")
    Outcome.objects.all().delete()
    (finding,) = verification.check_tickets(list(Ticket.objects.all()), progress=lambda _: None)
    assert (finding.what, finding.detail) == ("columns", "outcomes")
    assert report(world) == {}
    Ticket.objects.update(fold=0)
    refolding.refold()
    assert report(world)["P1"].met == 1


def test_a_desk_from_before_the_rows_is_folded_until_they_are_made(world: World) -> None:
    """As the migration leaves it: without rows, and marked as if time had ended anything."""
    answer(world, after(minutes=5), priority="P1")
    world.ticket(priority="P1")  # never answered
    wanted = report(world)
    Outcome.objects.all().delete()
    Ticket.objects.update(outcomes_until=datetime(1970, 1, 1, tzinfo=UTC), fold=4)
    assert report(world) == wanted
    refolding.refold()
    assert Outcome.objects.count() == 1
    assert report(world) == wanted


def test_what_ended_by_a_handing_over_was_the_givers(world: World) -> None:
    """And not that of the tier which has the ticket from that instant on."""
    ticket = world.ticket(brand=altamar(world), priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(minutes=10))
    escalating.escalate(ticket=ticket, by=world.bob, now=after(minutes=20))
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(minutes=30))
    found = Outcome.objects.filter(ticket=ticket).order_by("at", "metric").values_list("metric", "at", "tier")
    assert [*found] == [
        ("first_response", after(minutes=10), 1),
        ("update", after(minutes=10), 1),
        ("escalation", after(minutes=20), 1),
        ("update", after(minutes=30), 2),
    ]
