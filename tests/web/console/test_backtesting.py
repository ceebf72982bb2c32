"""A draft of an agreement is tried on the brand's last tickets, from the page where it is checked."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.agreements.models import AgreementVersion
from parola.desk.tickets import operations
from parola.web.console import backtesting
from tests.desk.world import World, after, posted, varied_credenti
from tests.web.conftest import Reader
from tests.web.console.test_agreements import FASTER, SOURCE, checked, seen
from tests.web.portal.pages import english, text_of

BACK_TEST = "/console/agreements/credenti/back-test/"
STRICT = varied_credenti(**{"P2: 12h": "P2: 2h"})


@pytest.fixture
def manager(world: World, reader: Reader) -> Client:
    """Mara manages Credenti."""
    return english(reader, posted("mara", world.credenti, "manager"))


def answered(world: World, hours: float) -> str:
    ticket = world.ticket()
    operations.reply(ticket=ticket, by=world.bob, text="x", now=after(hours=hours))
    return ticket.reference


def test_what_turns_is_told_and_explained_beside_the_check(world: World, manager: Client) -> None:
    kept, turns = answered(world, 1), answered(world, 3)
    assert "Try it on the last tickets" in text_of(checked(manager, STRICT).content)
    answer = manager.post(BACK_TEST, {"source": STRICT})
    page = text_of(answer.content)
    assert answer.status_code == 200
    assert "2 tickets were counted" in page
    assert "1 of them turns." in page
    assert f"{turns} First response: before kept, now missed" in page
    assert kept not in page
    assert "12 business hours" in page
    assert "2 business hours" in page
    assert seen(answer.content).startswith("1:")
    assert AgreementVersion.objects.filter(brand=world.credenti).count() == 1


@pytest.mark.parametrize(("bound", "of"), [("MOST", 1), ("LONGEST", 0.0)])
def test_no_more_tickets_are_counted_than_there_is_room_and_time_for(
    world: World, manager: Client, monkeypatch: pytest.MonkeyPatch, bound: str, of: float
) -> None:
    first, last = answered(world, 3), answered(world, 4)
    monkeypatch.setattr(backtesting, bound, of)
    page = text_of(manager.post(BACK_TEST, {"source": STRICT}).content)
    assert "1 ticket was counted" in page
    assert "There are earlier ones" in page
    assert (last in page, first in page) == (True, False)


def test_what_cannot_be_read_is_told_and_not_tried(world: World, manager: Client) -> None:
    answer = manager.post(BACK_TEST, {"source": "plans: ["})
    assert answer.status_code == 422
    assert "This cannot be published" in text_of(answer.content)
    assert "were counted" not in text_of(answer.content)


def test_a_text_that_is_in_force_offers_no_trial(world: World, manager: Client) -> None:
    assert "Try it on the last tickets" not in text_of(checked(manager, SOURCE).content)
    assert "Try it on the last tickets" in text_of(checked(manager, FASTER).content)
