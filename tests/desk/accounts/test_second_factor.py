"""Who must have a second factor: the roles that the administrator names, with a line in the audit log."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from parola.desk.accounts import second_factor
from parola.desk.accounts.models import Change
from tests.desk.world import MONDAY, World


def name(world: World, *roles: str) -> None:
    second_factor.name(roles=roles, by=world.root, now=MONDAY)


@pytest.mark.parametrize(
    ("roles", "who"),
    [
        ([], []),
        (["agent"], ["bob", "zoe"]),
        (["administrator", "lead"], ["lea", "root"]),
        (["customer"], ["ana", "amir", "olga"]),
    ],
)
def test_whoever_is_in_a_named_role_must_have_one(world: World, roles: list[str], who: list[str]) -> None:
    name(world, *roles)
    people = ("ana", "amir", "olga", "bob", "lea", "audrey", "zoe", "root")
    assert [each for each in people if second_factor.lacks(getattr(world, each))] == who


@pytest.mark.parametrize(("kind", "enough"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_an_app_or_a_passkey_is_one_and_codes_for_the_drawer_are_none(world: World, kind: str, enough: bool) -> None:
    name(world, "agent")
    Authenticator.objects.create(user=world.bob, type=kind, data={})
    assert second_factor.lacks(world.bob) != enough


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "ana"])
def test_nobody_but_the_administrator_names_a_role(world: World, who: str) -> None:
    with pytest.raises(second_factor.NotAllowed):
        second_factor.name(roles=["agent"], by=getattr(world, who), now=MONDAY)
    assert second_factor.named() == set()


def test_the_audit_log_says_who_named_what(world: World) -> None:
    name(world, "agent")
    name(world, "agent")
    name(world, "lead")
    changes = Change.objects.filter(matter="sign_in").order_by("pk")
    assert [(change.by, change.before, change.after) for change in changes] == [
        (world.root, {"roles": []}, {"roles": ["agent"]}),
        (world.root, {"roles": ["agent"]}, {"roles": ["lead"]}),
    ]
