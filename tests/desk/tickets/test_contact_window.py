"""Replies where the agreement contacts the customer in business hours only (Credenti: P3 and P4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, operations, queries, replies
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World

EVENING = datetime(2026, 11, 16, 19, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


def held(world: World, **given: Any) -> Ticket:
    ticket = world.ticket(priority="P3")
    return operations.reply(ticket=ticket, by=world.bob, text="Tomorrow", now=EVENING, **given)


def replies_sent() -> int:
    return OutboxRow.objects.filter(payload__template="reply").count()


def test_a_reply_in_the_evening_is_held_until_the_window_opens(world: World) -> None:
    ticket = held(world)
    assert (ticket.first_response_at, replies_sent()) == (None, 0)
    shown = queries.conversation(ticket, world.bob)[-1]
    assert shown.held
    assert getattr(shown.recorded.fact, "release_at") == NEXT_MORNING  # noqa: B009
    assert [item.recorded.fact.kind for item in queries.conversation(ticket, world.ana)] == ["opened"]


def test_the_worker_lets_it_go_and_the_response_counts_then(world: World) -> None:
    ticket = held(world)
    alarms.sweep(now=NEXT_MORNING)
    ticket.refresh_from_db()
    assert (ticket.first_response_at, replies_sent()) == (NEXT_MORNING, 1)
    last = queries.conversation(ticket, world.ana)[-1]
    assert (last.author, last.body and last.body.text) == (world.bob, "Tomorrow")
    assert not any(item.held for item in queries.conversation(ticket, world.bob))


def test_a_late_worker_lets_it_go_when_it_wakes(world: World) -> None:
    ticket = held(world)
    late = NEXT_MORNING.replace(hour=9, minute=20)
    alarms.sweep(now=late)
    ticket.refresh_from_db()
    assert ticket.first_response_at == late


def test_the_writer_can_send_at_once_with_a_reason(world: World) -> None:
    ticket = held(world, at_once_reason="The customer asked for it")
    assert (ticket.first_response_at, replies_sent()) == (EVENING, 1)
    assert getattr(queries.history(ticket)[-1].fact, "at_once_reason") == "The customer asked for it"  # noqa: B009


def test_a_held_reply_can_be_let_go_before_its_time(world: World) -> None:
    ticket = held(world)
    with pytest.raises(operations.ReasonNeeded):
        operations.release_reply(ticket=ticket, by=world.lea, held=2, reason=" ", now=EVENING)
    ticket = operations.release_reply(ticket=ticket, by=world.lea, held=2, reason="It burns", now=EVENING)
    assert (ticket.first_response_at, replies_sent()) == (EVENING, 1)
    with pytest.raises(replies.NoSuchReply):
        operations.release_reply(ticket=ticket, by=world.lea, held=2, reason="Again", now=EVENING)


def test_what_was_held_waits_for_the_customer_after_it_left(world: World) -> None:
    ticket = held(world, wait=True)
    assert ticket.status == "open"
    alarms.sweep(now=NEXT_MORNING)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_for) == ("waiting", "customer")


@pytest.mark.parametrize("priority", ["P1", "P2"])
def test_priorities_without_a_window_are_answered_at_any_hour(world: World, priority: str) -> None:
    ticket = operations.reply(ticket=world.ticket(priority=priority), by=world.bob, text="Now", now=EVENING)
    assert ticket.first_response_at == EVENING


def test_no_reason_is_kept_where_none_was_needed(world: World) -> None:
    ticket = operations.reply(
        ticket=world.ticket(priority="P3"), by=world.bob, text="x", now=MONDAY, at_once_reason="Why not"
    )
    assert getattr(queries.history(ticket)[-1].fact, "at_once_reason") == ""  # noqa: B009
