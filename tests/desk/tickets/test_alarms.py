"""What time does: each alarm once, whenever the worker looks; a bad ticket is set aside and stops nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, ledger, operations, queries, vocabulary
from parola.desk.tickets.models import Ticket, TicketEvent
from tests.desk.world import MONDAY, World, after

# A P1 request of Basic: 2 h in business hours, so warnings at 1 h and 1 h 36 min, due at 2 h.
HALF, MOST, DUE = after(minutes=60), after(minutes=96), after(minutes=120)


def steps(ticket: Ticket) -> list[tuple[str, datetime, bool]]:
    """The alarms raised: step, instant, whether somebody was told."""
    facts = [(event, event.fact) for event in queries.history(ticket)]
    return [(fact.step, event.at, fact.told) for event, fact in facts if isinstance(fact, vocabulary.AlarmFired)]


def notices() -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(payload__template="alarm").order_by("pk"))


def told(notice: OutboxRow) -> list[int]:
    return [alarm["event"] for alarm in notice.payload["alarms"]]


def sweep_all(now: datetime, limit: int = 100) -> None:
    while alarms.sweep(now=now, limit=limit):
        pass


def test_nothing_is_raised_before_its_time(world: World) -> None:
    ticket = world.ticket(priority="P1")
    sweep_all(HALF - timedelta(microseconds=1))
    assert steps(ticket) == []


def test_each_step_is_raised_at_its_instant(world: World) -> None:
    ticket = world.ticket(priority="P1")
    for at in (HALF, MOST, DUE):
        sweep_all(at)
    assert steps(ticket) == [("warning-50", HALF, True), ("warning-80", MOST, True), ("due", DUE, True)]
    ticket.refresh_from_db()
    assert ticket.next_alarm_at is None


def test_a_second_sweep_does_nothing(world: World) -> None:
    world.ticket(priority="P1")
    sweep_all(DUE)
    events, rows = TicketEvent.objects.count(), OutboxRow.objects.count()
    assert alarms.sweep(now=DUE) is False
    assert (TicketEvent.objects.count(), OutboxRow.objects.count()) == (events, rows)


def test_a_late_sweep_records_what_one_in_time_would_have(world: World) -> None:
    """All but `recorded_at`, and who was told: of three steps that come together only the last is news."""
    in_time = world.ticket(priority="P1")
    for at in (HALF, MOST, DUE):
        sweep_all(at)
    late = world.ticket(priority="P1")
    sweep_all(after(days=1))
    assert [step[:2] for step in steps(late)] == [step[:2] for step in steps(in_time)]
    assert [step[2] for step in steps(late)] == [False, False, True]
    recorded = [event.recorded_at for event in queries.history(late)]
    assert recorded == [MONDAY, *[after(days=1)] * 3]


def test_an_answer_silences_the_clock(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=after(minutes=30))
    sweep_all(after(days=1))
    assert steps(ticket) == []


def test_who_has_the_ticket_is_told_alone(world: World) -> None:
    operations.assign(ticket=world.ticket(priority="P1"), by=world.lea, assignee=world.lea, now=MONDAY)
    sweep_all(HALF)
    assert [notice.payload["to"] for notice in notices()] == [world.lea.pk]


def test_without_an_assignee_agents_and_leads_are_told_and_nobody_else(world: World) -> None:
    world.ticket(priority="P1")
    sweep_all(HALF)
    assert [notice.payload["to"] for notice in notices()] == [world.bob.pk, world.lea.pk]


def test_what_falls_due_together_is_one_notice_to_each(world: World) -> None:
    for _ in range(5):
        world.ticket(priority="P1")
    sweep_all(after(days=1), limit=2)
    assert [(notice.payload["to"], len(told(notice))) for notice in notices()] == [(world.bob.pk, 5), (world.lea.pk, 5)]


def test_one_reader_gets_at_most_one_notice_a_minute(world: World) -> None:
    world.ticket(priority="P1")
    world.ticket(priority="P1", submitted_at=after(seconds=20), now=after(seconds=20))
    for at in (HALF, HALF + timedelta(seconds=20)):
        sweep_all(at)
        while row := outbox.claim(kind="mail", now=at):
            outbox.settle(row=row, now=at)
    mine = [notice for notice in notices() if notice.payload["to"] == world.bob.pk]
    assert [notice.next_try_at for notice in mine] == [HALF, HALF + timedelta(minutes=1)]


def test_with_nobody_to_tell_the_alarm_is_recorded_all_the_same(world: World) -> None:
    world.bob.posts.all().delete()
    world.lea.posts.all().delete()
    Person.objects.filter(is_superuser=True).update(is_active=False)
    ticket = world.ticket(priority="P1")
    sweep_all(HALF)
    assert steps(ticket) == [("warning-50", HALF, False)]
    assert notices() == []


def spoil(ticket: Ticket) -> None:
    """Make the ticket one that cannot be folded: its terms name a plan that is not there."""
    fact = vocabulary.PriorityChanged(priority="P9", before="P1", reason="x", due_before=None, due_after=None)
    seq = ticket.last_event_seq + 1
    entry = ledger.Entry(fact=fact, at=MONDAY)
    ledger.write_events(ticket, [entry], ledger.number([entry], seq - 1, MONDAY))


def test_a_bad_ticket_is_set_aside_loudly_and_the_others_go_on(world: World, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = world.ticket(priority="P1"), world.ticket(priority="P1")
    spoil(bad)
    sweep_all(HALF)
    assert [step[0] for step in steps(good)] == ["warning-50"]
    assert list(queries.parked()) == [bad]
    bad.refresh_from_db()
    assert (bad.alarm_failures, bad.alarm_retry_at) == (1, HALF + timedelta(minutes=1))
    assert "P9" in bad.alarm_error
    assert bad.reference in caplog.text
    assert queries.alarms_overdue_since(DUE) == MOST  # the good one's next; the bad one is told apart


def test_a_bad_ticket_is_tried_again_later_and_later(world: World) -> None:
    bad = world.ticket(priority="P1")
    spoil(bad)
    now, waits = HALF, []
    for _ in range(4):
        sweep_all(now)
        bad.refresh_from_db()
        assert bad.alarm_retry_at is not None
        waits.append(bad.alarm_retry_at - now)
        now = bad.alarm_retry_at
    assert waits == [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=1)]


def test_a_ticket_that_is_well_again_is_no_longer_set_aside(world: World) -> None:
    ticket = world.ticket(priority="P1")
    Ticket.objects.filter(pk=ticket.pk).update(alarm_failures=2, alarm_error="x", alarm_retry_at=HALF)
    sweep_all(HALF)
    assert [step[0] for step in steps(ticket)] == ["warning-50"]
    assert not queries.parked().exists()


def test_a_failing_database_is_nobodys_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = world.ticket(priority="P1")

    def fail(**given: Any) -> Ticket:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(ledger, "append", fail)
    with pytest.raises(OperationalError):
        alarms.sweep(now=HALF)
    ticket.refresh_from_db()
    assert ticket.alarm_failures == 0


def test_a_column_that_disagrees_with_the_history_is_found_and_not_turned_for_ever(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="x", now=MONDAY)
    Ticket.objects.filter(pk=ticket.pk).update(next_alarm_at=HALF)
    sweep_all(HALF)
    assert [parked.alarm_error for parked in queries.parked()] == [f"NothingDue: {ticket.reference}"]


@pytest.mark.parametrize("size", [1, 40])
def test_a_sweep_asks_the_database_as_often_however_many_tickets_wait_beside(
    world: World, size: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(size):
        world.ticket(priority="P4")
    world.ticket(priority="P1")
    with django_assert_max_num_queries(45):
        alarms.sweep(now=HALF)


def test_a_sweep_asks_few_questions_for_each_ticket(world: World) -> None:
    """What its tickets share (their events, their terms, who is told) is asked once for all of them."""

    def questions(tickets: int) -> int:
        for _ in range(tickets):
            world.ticket(priority="P1")
        with CaptureQueriesContext(connection) as seen:
            alarms.sweep(now=after(days=1))
        return len(seen)

    questions(1)
    one, five = questions(1), questions(5)
    proof = 8  # what the fixture that stands behind every append asks
    lock = int(connection.vendor == "postgresql")  # taking the writer's turn is a question there
    assert five - one <= 4 * (7 + lock + proof)
