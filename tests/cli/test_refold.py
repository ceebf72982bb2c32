"""`parola refold`, and the worker that does the same when it starts."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.tickets import projection
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from tests.desk import world as worlds

EARLIER = projection.FOLD - 1


@pytest.fixture
def ticket(db: None) -> Ticket:
    """Of an earlier release, which did not know when its alarms are."""
    ticket = worlds.build().ticket()
    Ticket.objects.update(fold=EARLIER, next_alarm_at=None)
    return ticket


def run(*command: str) -> Result:
    return CliRunner().invoke(build(), command)


def test_it_says_what_it_did_and_does_it_once(ticket: Ticket) -> None:
    before = run("verify")
    assert before.exit_code == 1
    assert "Ticket CRE-1 was folded by an earlier release, see `parola refold`: next_alarm_at" in before.stdout
    first, second = run("refold"), run("refold")
    assert (first.exit_code, first.stdout) == (0, "Folded anew: 1 ticket.\n")
    assert (second.exit_code, second.stdout) == (0, "")
    assert run("verify").exit_code == 0


def test_it_names_what_cannot_be_folded(ticket: Ticket) -> None:
    ticket.pk, ticket.reference, ticket.number = None, "CRE-7", 7
    ticket.opening, ticket.fold = Body.objects.create(text=""), EARLIER
    ticket.save()  # a ticket without events
    result = run("refold")
    assert result.exit_code == 1
    assert "Ticket CRE-7 cannot be folded" in result.stderr


def test_the_worker_folds_anew_before_it_raises_alarms(ticket: Ticket) -> None:
    result = run("worker", "--once")
    assert (result.exit_code, result.stdout) == (0, "Folded anew: 1 ticket.\n")
    assert TicketEvent.objects.filter(kind="alarm_fired").exists()
