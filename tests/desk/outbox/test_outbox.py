"""The outbox: once for its cause, in a ticket's order, under a lease that a zombie cannot settle, and never for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parola.desk.outbox import operations, queries
from parola.desk.outbox.models import OutboxRow
from parola.desk.outbox.operations import LEASE, MOST_ATTEMPTS, claim, park, retry, revive, settle

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def put(key: str, ticket: int | None = None, **given: Any) -> OutboxRow:
    wanted: dict[str, Any] = {"kind": "mail", "payload": {}, "domain": "desk.example", "now": NOW, "ticket_id": ticket}
    return operations.enqueue(key=key, **(wanted | given))


def take(now: datetime = NOW) -> OutboxRow:
    row = claim(kind="mail", now=now)
    assert row is not None
    return row


def test_a_cause_is_one_row_with_one_message_id() -> None:
    first = put("1:2:reply:3")
    assert put("1:2:reply:3") == first
    assert first.message_id.endswith("@desk.example>")
    assert put("another").message_id != first.message_id


def test_what_is_claimed_is_claimed_by_nobody_else() -> None:
    put("a")
    assert take().state == "leased"
    assert claim(kind="mail", now=NOW) is None
    assert claim(kind="webhook", now=NOW) is None


def test_rows_of_a_ticket_leave_in_their_order_and_others_do_not_wait() -> None:
    first, second, other = put("a", 1), put("b", 1), put("c", 2)
    assert take() == first
    assert take() == other
    assert claim(kind="mail", now=NOW) is None
    settle(row=OutboxRow.objects.get(pk=first.pk), now=NOW)
    assert take() == second


def test_a_row_that_waits_for_its_next_try_holds_the_later_ones_back() -> None:
    put("a", 1)
    put("b", 1)
    retry(row=take(), error="451", now=NOW)
    assert claim(kind="mail", now=NOW) is None


def test_a_parked_row_holds_nothing_back(caplog: pytest.LogCaptureFixture) -> None:
    put("a", 1)
    second = put("b", 1)
    park(row=take(), error="550 no such mailbox")
    assert take() == second
    assert [row.last_error for row in queries.parked()] == ["550 no such mailbox"]
    assert "550 no such mailbox" in caplog.text


def test_a_parked_row_is_tried_again_when_somebody_says_so_and_once_for_that() -> None:
    put("a", 1)
    park(row=take(), error="550 no such mailbox")
    parked = queries.parked().get()
    assert revive(row=parked, now=NOW)
    assert not revive(row=parked, now=NOW)
    again = take()
    assert (again.attempts, again.message_id) == (1, parked.message_id)


def test_a_lease_that_ran_out_passes_on_and_the_zombie_settles_nothing() -> None:
    put("a")
    zombie = take()
    heir = take(NOW + LEASE)
    assert heir.lease_token == zombie.lease_token + 1
    assert not settle(row=zombie, now=NOW + LEASE)
    assert not retry(row=zombie, error="x", now=NOW + LEASE)
    assert not park(row=zombie, error="x")
    assert OutboxRow.objects.get().state == "leased"
    assert settle(row=heir, now=NOW + LEASE)
    assert OutboxRow.objects.get().state == "sent"


def test_what_was_sent_is_not_sent_again() -> None:
    put("a")
    settle(row=take(), now=NOW)
    assert claim(kind="mail", now=NOW + timedelta(days=9)) is None
    assert put("a").state == "sent"


def test_pauses_double_up_to_an_hour_give_or_take_a_quarter() -> None:
    put("a")
    now, pauses = NOW, []
    for _ in range(12):
        row = take(now)
        retry(row=row, error="451", now=now)
        row.refresh_from_db()
        pauses.append((row.next_try_at - now).total_seconds())
        now = row.next_try_at
    for number, pause in enumerate(pauses):
        middle = min(30 * 2**number, 3600)
        assert middle * 0.75 <= pause < middle * 1.25


def test_rows_that_failed_together_do_not_come_back_together() -> None:
    for key in "abcdefgh":
        put(key)
    for _ in range(8):
        retry(row=take(), error="451", now=NOW)
    assert len(set(OutboxRow.objects.values_list("next_try_at", flat=True))) == 8


def test_a_row_that_fails_for_days_is_set_aside() -> None:
    put("a")
    OutboxRow.objects.update(attempts=MOST_ATTEMPTS - 1)
    retry(row=take(), error="451", now=NOW)
    assert OutboxRow.objects.get().state == "parked"


def test_what_gathers_for_one_reader_joins_what_has_not_left() -> None:
    def gather(number: int, now: datetime) -> OutboxRow:
        return operations.gather(
            gathering="alarms:7",
            key=f"notice:{number}",
            kind="mail",
            payload={"alarms": [number]},
            lists="alarms",
            domain="desk.example",
            now=now,
        )

    first = gather(1, NOW)
    assert gather(2, NOW) == first
    row = take()
    assert row.payload == {"alarms": [1, 2]}
    later = gather(3, NOW + timedelta(seconds=5))
    assert (later.payload, later.next_try_at) == ({"alarms": [3]}, NOW + timedelta(minutes=1))
