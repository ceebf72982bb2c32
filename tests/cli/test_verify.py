"""`parola verify`: what it says and with which code it ends; and that it is quick enough to be run every night."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from typer.testing import CliRunner, Result

from parola.cli.main import build
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World


@pytest.fixture
def desk(db: None) -> World:
    world = worlds.build()
    ticket = world.ticket()
    operations.note(ticket=ticket, by=world.bob, text="Look", now=MONDAY)
    return world


def verify(*options: str) -> Result:
    return CliRunner().invoke(build(), ["verify", *options])


def test_it_says_that_all_is_well(desk: World) -> None:
    result = verify()
    assert result.exit_code == 0
    assert "Looked at: 2 events, 1 ticket." in result.stdout
    assert "Everything is as it was written." in result.stdout


def test_it_names_what_is_not(desk: World) -> None:
    Ticket.objects.update(missed=3)
    result = verify()
    assert result.exit_code == 1
    assert "Ticket CRE-1 does not follow from its events: missed" in result.stdout
    assert "Everything" not in result.stdout


def test_it_names_a_promise_that_was_changed(desk: World) -> None:
    version = desk.version
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER agreements_agreementversion_UPDATE_refused")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE agreements_agreementversion DISABLE TRIGGER USER")
        cursor.execute("UPDATE agreements_agreementversion SET source = source || ' ' WHERE id = %s", [version.pk])
    result = verify()
    assert result.exit_code == 1
    assert f"Agreement {version} (#{version.pk}) is not the one that was published." in result.stdout


def test_it_says_the_same_to_a_program(desk: World) -> None:
    fine = json.loads(verify("--json").stdout)
    assert (fine["ok"], fine["events"], fine["tickets"], fine["findings"]) == (True, 2, 1, [])
    Ticket.objects.update(missed=3)
    result = verify("--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"] == [
        {"what": "columns", "position": None, "ticket": "CRE-1", "seq": None, "detail": "missed"}
    ]


def test_a_head_that_was_noted_must_still_be_there(desk: World) -> None:
    head = json.loads(verify("--json").stdout)["head"]
    noted = f"{head['position']}:{head['hash']}"
    assert verify("--head", noted).exit_code == 0
    result = verify("--head", f"3:{'0' * 64}")
    assert result.exit_code == 1
    assert "The chain does not hold the event 3" in result.stdout


@pytest.mark.parametrize("head", ["7", "x:y", ":", "7:"])
def test_a_head_has_its_form(db: None, head: str) -> None:
    assert verify("--head", head).exit_code == 2
