"""The head of the chain leaves once a day, and a saved mail of it finds an end that was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from parola.cli.main import build
from parola.desk.mail import heads
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import TicketEvent
from parola.worker.jobs import send_head
from tests.desk.mail.post import gathering, listening
from tests.desk.tickets.test_verification import tamper
from tests.desk.world import MONDAY, World, after

TO = "auditor@elsewhere.example"


def left(settings: Settings, *nights: float) -> list[bytes]:
    """What left in the worker's turns at those hours."""
    got: list[Delivery] = []
    with listening(gathering(got)) as port:
        settings.EMAIL_PORT = port
        for hours in nights:
            send_head(after(hours=hours))
    return [delivery.raw for delivery in got]


@pytest.fixture
def told(settings: Settings) -> Settings:
    settings.HEAD_TO = [TO]
    return settings


def test_it_leaves_once_a_day_to_each_address(world: World, told: Settings) -> None:
    told.HEAD_TO = [TO, "second@elsewhere.example"]
    world.ticket()
    assert len(left(told, 0, 1, 14)) == 2
    assert len(left(told, 24)) == 2


def test_it_says_where_the_chain_ends(world: World, told: Settings) -> None:
    world.ticket()
    head = queries.head()
    assert head is not None
    assert head.events == TicketEvent.objects.count()
    (mail,) = left(told, 0)
    assert f"{head.position}:{head.hash}".encode() in mail.replace(b"=\r\n", b"")
    assert b"Auto-Submitted: auto-generated" in mail


def test_nobody_is_written_to_unless_the_settings_say_so(world: World, settings: Settings) -> None:
    world.ticket()
    assert left(settings, 0) == []


def test_before_the_first_event_there_is_nothing_to_send(world: World, told: Settings) -> None:
    assert left(told, 0) == []
    world.ticket()
    assert len(left(told, 1)) == 1


def test_while_the_server_is_away_it_waits(world: World, told: Settings) -> None:
    world.ticket()
    told.EMAIL_PORT = 1
    send_head(MONDAY)
    row = OutboxRow.objects.get(kind=heads.KIND)
    assert (row.state, row.attempts) == (OutboxRow.State.READY, 1)
    assert len(left(told, 1)) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_saved_mails_prove_that_nothing_was_cut_off(
    world: World, told: Settings, tmp_path: Path, language: str
) -> None:
    told.HEAD_TO = [world.audrey.email]
    world.audrey.language = language
    world.audrey.save()
    ticket = world.ticket()
    mails = left(told, 0)
    operations.note(ticket=ticket, by=world.bob, text="Look", now=after(hours=25))
    mails += left(told, 26)
    box = tmp_path / "heads.mbox"
    box.write_bytes(b"".join(b"From desk\n" + mail + b"\n" for mail in mails))
    fine = CliRunner().invoke(build(), ["verify", "--head", str(box)])
    assert fine.exit_code == 0, fine.output
    head = queries.head()
    assert head is not None
    tamper("DELETE FROM tickets_ticketevent WHERE position = %s", head.position)
    found = CliRunner().invoke(build(), ["verify", "--head", str(box)])
    assert found.exit_code == 1
    assert f"The chain does not hold the event {head.position} with the hash that was noted." in found.stdout
    assert "does not hold the event 1 " not in found.stdout


def test_a_head_may_be_written_either_way_round(world: World) -> None:
    world.ticket()
    head = queries.head()
    assert head is not None
    for written in (f"{head.position}:{head.hash}", f"{head.hash}@{head.position}"):
        assert CliRunner().invoke(build(), ["verify", "--head", written]).exit_code == 0
    wrong = f"{'0' * 64}@{head.position}"
    assert CliRunner().invoke(build(), ["verify", "--head", wrong]).exit_code == 1


def test_a_file_without_a_head_is_no_proof(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "nothing.txt"
    empty.write_text("Nothing here.")
    assert CliRunner().invoke(build(), ["verify", "--head", str(empty)]).exit_code == 2
