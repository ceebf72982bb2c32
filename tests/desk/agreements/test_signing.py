"""Who signs and ends contracts, and what a contract cannot say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from parola.desk.agreements import operations
from parola.desk.agreements.models import Contract
from parola.desk.tickets import memberships
from tests.desk import world as worlds
from tests.desk.world import SIGNED, World


def sign(world: World, **given: Any) -> Contract:
    wanted: dict[str, Any] = {
        "organization": world.acme,
        "brand": world.credenti,
        "plan": "premium",
        "first_day": SIGNED,
        "timezone": "Europe/Madrid",
    }
    return operations.sign(**(wanted | given), now=worlds.MONDAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Europe/Madri"},
        {"country": "XX"},
        {"country": "ES", "subdivision": "XX"},
        {"subdivision": "MD"},
        {"last_day": SIGNED - timedelta(days=1)},
        {"calendar": "lunar"},
        {"addons": ("gold",)},
    ],
)
def test_a_contract_names_what_there_is(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(operations.BadContract):
        sign(world, **wrong)
    assert Contract.objects.count() == 1


def test_managers_of_the_brand_and_the_administrator_sign(world: World) -> None:
    theirs = worlds.posted("mia", world.credenti, "manager")
    others = worlds.posted("max", world.zmanda, "manager")
    assert [sign(world, by=each).plan for each in (theirs, world.root)] == ["premium", "premium"]
    for somebody in (world.bob, world.lea, world.audrey, others, world.amir):
        with pytest.raises(operations.NotAllowed):
            sign(world, by=somebody)


def test_who_does_not_sign_ends_nothing_and_names_nobody(world: World) -> None:
    with pytest.raises(operations.NotAllowed):
        operations.end(contract=world.contract, last_day=date(2026, 11, 15), by=world.lea, now=worlds.MONDAY)
    with pytest.raises(operations.NotAllowed):
        operations.name_contacts(contract=world.contract, contacts=[world.ana], by=world.lea, now=worlds.MONDAY)
    world.contract.refresh_from_db()
    assert world.contract.last_day is None


def test_a_contract_can_be_ended_and_go_on(world: World) -> None:
    for day in (date(2026, 11, 15), None):
        operations.end(contract=world.contract, last_day=day, by=world.root, now=worlds.MONDAY)
        world.contract.refresh_from_db()
        assert world.contract.last_day == day


def test_who_does_not_answer_for_an_organization_changes_nobody(world: World) -> None:
    for somebody in (world.bob, world.lea, world.amir, world.zoe):
        given: dict[str, Any] = {"organization": world.acme, "by": somebody, "now": worlds.MONDAY}
        with pytest.raises(memberships.NotAllowed):
            memberships.add(**given, email="x@people.example", name="", language="en", manager=True, known=False)
        with pytest.raises(memberships.NotAllowed):
            memberships.set_manager(**given, person=world.ana, manager=True)
        with pytest.raises(memberships.NotAllowed):
            memberships.remove(**given, person=world.ana)
