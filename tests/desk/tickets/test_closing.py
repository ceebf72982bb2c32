"""A ticket that nobody answers: reminded, then closed, each once and never in one breath; a resolved one closes by itself."""

from __future__ import annotations

from datetime import UTC

import pytest

from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, queries, settling
from parola.desk.tickets.filters import read
from parola.desk.tickets.kinds.courses import CustomerReminded
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.narrowing import Directory, found, narrow
from parola.desk.tickets.vocabulary import AlarmFired, Closed
from tests.desk.tickets.ruled import CLOSING, answered, asked, delivered, facts, mails, ruled, sweep_all
from tests.desk.world import World, after

REMINDED, CLOSED = "customer_reminded", "closed"


@pytest.fixture
def waiting(world: World) -> Ticket:
    """Waits for Ana since MONDAY: reminded after one and two days, closed after three."""
    return asked(world, world.ticket(brand=ruled(world, CLOSING)))


def steps(ticket: Ticket) -> list[tuple[str, object]]:
    return list(facts(ticket, CustomerReminded, Closed))


def day_by_day(last: int) -> None:
    """The worker looks every hour of these days, and what it writes leaves at once."""
    for hour in range(last * 24 + 1):
        sweep_all(after(hours=hour))
        delivered(after(hours=hour))


def test_the_customer_is_reminded_and_the_ticket_closed(world: World, waiting: Ticket) -> None:
    day_by_day(4)
    waiting.refresh_from_db()
    assert steps(waiting) == [(REMINDED, after(days=1)), (REMINDED, after(days=2)), (CLOSED, after(days=3))]
    assert waiting.status == "closed"
    assert waiting.next_alarm_at is None
    assert [mail.payload["to"] for mail in [*mails(REMINDED), *mails("closed")]] == [world.ana.pk] * 3


def test_a_reminder_answers_no_clock_and_is_no_message(world: World, waiting: Ticket) -> None:
    before = queries.timeline(waiting).at(after(days=2)).clocks
    sweep_all(after(days=1))
    assert queries.timeline(waiting).at(after(days=2)).clocks == before


def test_an_answer_ends_the_sequence_and_the_next_question_begins_it_anew(world: World, waiting: Ticket) -> None:
    sweep_all(after(days=1))
    delivered(after(days=1))
    ticket = asked(world, answered(world, waiting, after(days=1, hours=1)), after(days=1, hours=2))
    delivered(after(days=1))
    sweep_all(after(days=2, hours=1))
    sweep_all(after(days=2, hours=2))
    assert steps(ticket) == [(REMINDED, after(days=1)), (REMINDED, after(days=2, hours=2))]


def test_after_an_outage_there_is_one_reminder_and_the_rest_keeps_its_distances(world: World, waiting: Ticket) -> None:
    for hours in range(0, 24 * 3, 4):
        sweep_all(after(days=30, hours=hours))
        delivered(after(days=30, hours=hours))
    assert steps(waiting) == [(REMINDED, after(days=30)), (REMINDED, after(days=31)), (CLOSED, after(days=32))]


def test_the_reminder_says_when_the_ticket_is_closed_really(world: World, waiting: Ticket) -> None:
    sweep_all(after(days=30))
    fact = queries.history(waiting)[-1].fact
    assert isinstance(fact, CustomerReminded)
    assert fact.closes_at == after(days=32)


def test_as_long_as_a_reminder_has_not_left_nothing_follows_it(world: World, waiting: Ticket) -> None:
    """The mail server is down for ten days; then the next step keeps its distance from when the reminder left."""
    for day in range(1, 11):
        sweep_all(after(days=day))
    assert steps(waiting) == [(REMINDED, after(days=1))]
    delivered(after(days=11))
    for hour in range(24 * 4):
        sweep_all(after(days=11, hours=hour))
        delivered(after(days=11, hours=hour))
    assert steps(waiting)[1:] == [(REMINDED, after(days=12)), (CLOSED, after(days=13))]


def test_what_is_put_off_is_no_failure_and_no_lag(world: World, waiting: Ticket) -> None:
    sweep_all(after(days=1))
    sweep_all(after(days=2))
    waiting.refresh_from_db()
    assert waiting.alarm_failures == 0
    assert queries.alarms_overdue_since(after(days=2)) is None


def test_what_is_put_off_does_not_delay_the_tickets_alarms(world: World) -> None:
    """The second reminder waits for the first to leave; meanwhile a warning is told in its second."""
    brand = ruled(world, CLOSING + "warnings: [50%]\n", **{"{on: office, P1: 2h, P2: 1d}": "{on: always, all: 4d 2m}"})
    ticket = operations.wait(ticket=world.ticket(brand=brand), by=world.bob, reason="customer", now=after())
    sweep_all(after(days=1))
    sweep_all(after(days=2))
    ticket.refresh_from_db()
    assert (steps(ticket), ticket.alarm_retry_at) == ([(REMINDED, after(days=1))], after(days=2, minutes=1))
    sweep_all(after(days=2, minutes=1))
    assert facts(ticket, AlarmFired) == [("alarm_fired", after(days=2, minutes=1))]
    assert queries.alarms_overdue_since(after(days=2, minutes=1)) is None  # what is put off still is


def test_outside_the_contact_window_nobody_is_reminded(world: World) -> None:
    """A worker that comes back in the night waits for the morning."""
    in_hours = {"definition: Something is wrong.": "definition: Something is wrong., contact: office"}
    ticket = asked(world, world.ticket(brand=ruled(world, CLOSING, **in_hours)))
    night, morning = after(days=1, hours=11), after(days=1, hours=23)
    sweep_all(night)
    assert steps(ticket) == []
    sweep_all(morning)
    assert steps(ticket) == [(REMINDED, morning)]


def test_two_workers_remind_once(world: World, waiting: Ticket) -> None:
    sweep_all(after(days=1))
    sweep_all(after(days=1))
    assert OutboxRow.objects.filter(payload__template=REMINDED).count() == 1


def test_a_ticket_that_waits_for_somebody_else_is_left_alone(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, CLOSING))
    ticket = operations.wait(ticket=ticket, by=world.bob, reason="third_party", now=after())
    day_by_day(4)
    assert steps(ticket) == []


def test_a_resolved_ticket_closes_by_itself_unless_it_is_reopened(world: World) -> None:
    brand = ruled(world, "resolved_closes_after: {within: 5d, notice: never}\n")
    kept, left = world.ticket(brand=brand), world.ticket(brand=brand)
    for ticket in (kept, left):
        operations.resolve(ticket=ticket, by=world.bob, now=after())
    answered(world, kept, after(days=4))
    sweep_all(after(days=5))
    assert (steps(kept), steps(left)) == ([], [(CLOSED, after(days=5))])
    assert mails("closed") == []  # who was told that it is resolved was told when it closes
    (fact,) = [event.fact for event in queries.history(left) if isinstance(event.fact, Closed)]
    assert fact.clause == "resolved_closes_after"


def test_a_resolved_ticket_is_closed_a_day_after_its_customer_was_told(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "resolved_closes_after: 5d\n"))
    operations.resolve(ticket=ticket, by=world.bob, now=after())
    sweep_all(after(days=3, hours=23))
    assert steps(ticket) == []
    sweep_all(after(days=4))
    sweep_all(after(days=4, minutes=5))
    assert [row.payload["to"] for row in mails(REMINDED)] == [world.ana.pk]
    delivered(after(days=4))
    sweep_all(after(days=5))
    assert steps(ticket) == [(REMINDED, after(days=4)), (CLOSED, after(days=5))]
    assert mails("closed") == []


def test_who_was_told_late_has_the_whole_of_that_day(world: World) -> None:
    ticket = world.ticket(brand=ruled(world, "resolved_closes_after: 5d\n"))
    operations.resolve(ticket=ticket, by=world.bob, now=after())
    sweep_all(after(days=6))
    assert steps(ticket) == [(REMINDED, after(days=6))]
    delivered(after(days=6))
    sweep_all(after(days=6, hours=23))
    assert steps(ticket) == [(REMINDED, after(days=6))]
    sweep_all(after(days=7))
    assert steps(ticket)[-1] == (CLOSED, after(days=7))


def test_an_answer_to_the_notice_keeps_it_open_and_solved_closes_it(world: World) -> None:
    brand = ruled(world, "resolved_closes_after: 5d\n")
    kept, solved = world.ticket(brand=brand), world.ticket(brand=brand)
    for ticket in (kept, solved):
        operations.resolve(ticket=ticket, by=world.bob, now=after())
    sweep_all(after(days=4))
    assert answered(world, kept, after(days=4, hours=1)).status == "open"
    assert settling.confirm(ticket=solved, by=world.ana, now=after(days=4, hours=1)).status == "closed"
    sweep_all(after(days=9))
    kept.refresh_from_db()
    assert kept.status == "open"


def test_what_nothing_will_close_is_found(world: World) -> None:
    ever, never = world.ticket(brand=ruled(world, "resolved_closes_after: 5d\n")), world.ticket()
    for ticket in (ever, never):
        operations.resolve(ticket=ticket, by=world.bob, now=after())
    directory = Directory(person=world.bob, now=after(), zone=UTC)
    assert list(found(narrow(read("state:unclosed"), directory), directory)) == [never]
