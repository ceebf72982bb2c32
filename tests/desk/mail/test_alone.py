"""Mails that are about no ticket: one that cannot be written holds up no other, and is not tried for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from parola.desk.mail import alone, send
from parola.desk.mail.compose import Envelope
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from tests.desk.world import MONDAY

pytestmark = pytest.mark.django_db
State = OutboxRow.State


def waiting(key: str) -> OutboxRow:
    return outbox.enqueue(key=key, kind="test", payload={}, domain="desk.example", now=MONDAY)


def test_a_mail_that_cannot_be_written_is_tried_again_and_parked_and_holds_up_no_other() -> None:
    broken, fine = waiting("broken"), waiting("fine")

    def write(row: OutboxRow) -> Envelope | None:
        if row.key == "broken":
            raise KeyError("brand")
        return None

    for hour in range(send.MOST_FAULTS):
        alone.deliver(kind="test", write=write, now=MONDAY + timedelta(hours=2 * hour))
        fine.refresh_from_db()
        assert fine.state == State.SENT
    broken.refresh_from_db()
    assert (broken.state, broken.attempts, broken.last_error) == (State.PARKED, send.MOST_FAULTS, "KeyError: 'brand'")


def test_a_turn_ends_before_the_leases_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting("one")
    waiting("two")
    monkeypatch.setattr(alone, "LONGEST_TURN", -1.0)
    assert alone.deliver(kind="test", write=lambda _row: None, now=MONDAY)
    assert not OutboxRow.objects.exclude(state=State.READY).exists()
