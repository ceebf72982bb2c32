"""Those who work here: who may change what of whom (B16), and that access ends when it is taken (B12, P13)."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.accounts import staff
from parola.desk.accounts.models import Change, Person, Post
from parola.desk.accounts.spelling import clean_name, looks_like_another
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World


@pytest.fixture
def magda(world: World) -> Person:
    """Manages Credenti's support."""
    return worlds.posted("magda", world.credenti, Post.Role.MANAGER)


def roles(person: Person) -> set[tuple[str, str]]:
    """What the person is, by brand."""
    return {(post.brand.slug, post.role) for post in Post.objects.filter(person=person).select_related("brand")}


def test_a_manager_gives_roles_at_their_own_brand(world: World, magda: Person) -> None:
    staff.set_roles(person=world.bob, brand=world.credenti, roles=["agent", "lead"], by=magda, now=MONDAY)
    assert roles(world.bob) == {("credenti", "agent"), ("credenti", "lead")}
    change = Change.objects.get(matter="post")
    assert (change.key, change.before, change.after) == (
        str(world.bob.pk), {"roles": ["agent"]}, {"roles": ["agent", "lead"]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "whom", "brand", "role"),
    [
        ("magda", "bob", "zmanda", "agent"),  # another brand
        ("magda", "root", "credenti", "agent"),  # an administrator
        ("magda", "magda", "credenti", "agent"),  # oneself
        ("lea", "bob", "credenti", "lead"),  # no manager
        ("bob", "bob", "credenti", "manager"),
        ("ana", "ana", "credenti", "agent"),
    ],
)
def test_b16_nobody_gives_more_than_they_have_or_to_themselves(
    world: World, magda: Person, who: str, whom: str, brand: str, role: str
) -> None:
    people = {"magda": magda, **{name: getattr(world, name) for name in ("bob", "lea", "ana", "root")}}
    with pytest.raises(staff.NotAllowed):
        staff.set_roles(
            person=people[whom], brand=getattr(world, brand), roles=["agent", role, "auditor"], by=people[who], now=MONDAY
        )  # fmt: skip
    assert not Post.objects.filter(role="auditor", person=people[whom]).exists()


def test_a_role_that_is_more_than_ones_own_cannot_be_given(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2021-42086: an agent edits account data and becomes more."""
    given = staff.grantable(world.lea, world.credenti)
    assert given == []
    assert staff.grantable(world.root, world.credenti) == list(Post.Role)


def test_p13_who_is_deactivated_is_out_at_once_and_comes_back_signed_out(world: World) -> None:
    """CVE-2020-1768, CVE-2020-1776: sessions of who was disabled go on; or wake up with them."""
    client = Client()
    client.force_login(world.bob)
    assert client.get("/console/").status_code == 200
    staff.set_active(person=world.bob, active=False, by=world.root, now=MONDAY)
    assert client.get("/console/").status_code == 302
    staff.set_active(person=world.bob, active=True, by=world.root, now=MONDAY)
    assert client.get("/console/").status_code == 302


def test_who_loses_a_role_signs_in_anew(world: World, magda: Person) -> None:
    client = Client()
    client.force_login(world.bob)
    staff.set_roles(person=world.bob, brand=world.credenti, roles=[], by=magda, now=MONDAY)
    assert client.get("/console/").status_code == 302


def test_the_last_administrator_stays_one(world: World) -> None:
    with pytest.raises(staff.LastAdministrator):
        staff.set_administrator(person=world.root, administrator=False, by=world.root, now=MONDAY)
    staff.set_administrator(person=world.lea, administrator=True, by=world.root, now=MONDAY)
    staff.set_administrator(person=world.root, administrator=False, by=world.root, now=MONDAY)
    assert [each.after for each in Change.objects.filter(matter="person").order_by("pk")] == [
        {"administrator": True},
        {"administrator": False},
    ]


def test_one_who_is_not_in_use_is_no_administrator_that_stays(world: World) -> None:
    staff.set_administrator(person=world.lea, administrator=True, by=world.root, now=MONDAY)
    staff.set_active(person=world.lea, active=False, by=world.root, now=MONDAY)
    with pytest.raises(staff.LastAdministrator):
        staff.set_administrator(person=world.root, administrator=False, by=world.root, now=MONDAY)


@pytest.mark.parametrize("who", ["bob", "lea", "audrey", "ana"])
def test_only_an_administrator_deactivates_describes_and_makes_administrators(world: World, who: str) -> None:
    by = getattr(world, who)
    with pytest.raises(staff.NotAllowed):
        staff.set_active(person=world.olga, active=False, by=by, now=MONDAY)
    with pytest.raises(staff.NotAllowed):
        staff.set_administrator(person=by, administrator=True, by=by, now=MONDAY)
    with pytest.raises(staff.NotAllowed):
        staff.describe(person=world.olga, name="x", language="en", timezone="UTC", by=by, now=MONDAY)


def test_the_audit_log_says_that_a_name_changed_and_not_which(world: World) -> None:
    staff.describe(
        person=world.olga, name="Olga Canary", language="it", timezone="Europe/Rome", by=world.root, now=MONDAY
    )
    kept = Change.objects.get(matter="person")
    assert kept.after is not None
    assert set(kept.after) == {"name", "timezone"}
    assert "Canary" not in str([kept.before, kept.after])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Ana\u202e  Ruiz ", "Ana Ruiz"),
        ("Agent A\u200bli", "Agent A li"),
        ("Cafe\u0301", "Café"),
        ("نورة القحطاني", "نورة القحطاني"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\nb\x00c", "a b c"),
    ],
)
def test_b23_names_are_kept_without_signs_that_nobody_sees(name: str, kept: str) -> None:
    assert clean_name(name) == kept == clean_name(clean_name(name))


@pytest.mark.parametrize(
    ("address", "odd"),
    [
        ("support@example.com", False),
        ("supp\u043ert@example.com", True),
        ("\u0430dmin@example.com", True),
        ("ana@xn--xample-9uf.com", True),
        ("ana@españa.es", False),
        ("كريم@example.com", False),
        ("ana\u200b@example.com", True),
    ],
)
def test_b23_an_address_whose_letters_look_like_others_is_marked(address: str, odd: bool) -> None:
    assert looks_like_another(address) is odd
