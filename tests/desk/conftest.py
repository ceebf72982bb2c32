"""What the tests of the desk share: a small world, and a check that stands behind every append of every test."""

from __future__ import annotations

from typing import Any

import pytest

from parola.desk.tickets import ledger, verification
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.build()


@pytest.fixture(autouse=True)
def every_append_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """After each append the ticket's row is read again and compared with the fold of its events, read again too."""
    append = ledger.append

    def append_and_prove(**given: Any) -> Ticket:
        ticket = append(**given)
        assert verification.check_tickets([Ticket.objects.get(pk=ticket.pk)], progress=lambda _: None) == []
        return ticket

    monkeypatch.setattr(ledger, "append", append_and_prove)
