"""Brands and their mailboxes: who makes and changes them, what cannot be, and what the audit log keeps."""

from __future__ import annotations

from typing import Any

import pytest

from parola.desk.accounts import brands, mailboxes
from parola.desk.accounts.models import Brand, Change, IsMailbox, Mailbox, Person
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, posted

pytestmark = pytest.mark.django_db

FIFTH = {
    "slug": "fifth",
    "name": "Fifth",
    "key": "FIF",
    "languages": ["en"],
    "support_address": "Help@Fifth.example ",
}


@pytest.fixture
def mara(world: World) -> Person:
    """Manages Credenti."""
    return posted("mara", world.credenti, "manager")


def fifth(world: World, **other: Any) -> Brand:
    given: dict[str, Any] = FIFTH | other
    return brands.open_brand(**given, by=world.root, now=MONDAY)


def changed(brand: Brand, by: Person, **changes: Any) -> Brand:
    return brands.change_brand(brand=brand, changes=changes, by=by, now=MONDAY)


def logged() -> list[tuple[str, Any, Any]]:
    ours = Change.objects.filter(matter__in=["brand", "mailbox"]).order_by("pk")
    return [(each.matter, each.before, each.after) for each in ours]


def test_a_new_brand_has_its_main_mailbox_and_both_are_in_the_log(world: World) -> None:
    brand = fifth(world)
    assert (brand.support_address, brand.domain) == ("help@fifth.example", "fifth.example")
    assert [matter for matter, _, _ in logged()] == ["brand", "mailbox"]
    assert all(before is None for _, before, _ in logged())


def test_a_change_is_in_the_log_with_what_was_before_and_nothing_else(world: World, mara: Person) -> None:
    changed(world.credenti, mara, name="Credenti SL", phone="", signature={"es": "Un saludo"})
    assert logged() == [("brand", {"name": "Credenti"}, {"name": "Credenti SL", "signature_es": "Un saludo"})]
    changed(world.credenti, mara, name="Credenti SL")
    assert len(logged()) == 1


@pytest.mark.parametrize("changes", [{"key": "CDT"}, {"in_use": False}, {"host": "help.credenti.example"}])
def test_what_concerns_the_whole_desk_is_for_the_administrator(
    world: World, mara: Person, settings: Any, changes: dict[str, Any]
) -> None:
    settings.HOSTS = ["help.credenti.example"]
    with pytest.raises(brands.NotAllowed):
        changed(world.credenti, mara, **changes)
    changed(world.credenti, world.root, **changes)


def test_only_the_administrator_makes_brands_and_only_managers_change_theirs(world: World, mara: Person) -> None:
    with pytest.raises(brands.NotAllowed):
        brands.open_brand(**FIFTH, by=mara, now=MONDAY)  # type: ignore[arg-type]
    for somebody in (world.bob, world.lea, world.audrey, world.zoe):
        with pytest.raises(brands.NotAllowed):
            changed(world.credenti, somebody, name="Mine")
    with pytest.raises(brands.NotAllowed):
        changed(world.zmanda, mara, name="Mine")


def test_a_key_that_a_ticket_has_stays(world: World) -> None:
    changed(world.credenti, world.root, key="CDT")
    world.ticket()
    with pytest.raises(brands.KeyInUse):
        changed(world.credenti, world.root, key="CRE")


def test_no_two_brands_share_an_address_or_a_key_whatever_the_case(world: World) -> None:
    for field, value in (("slug", "credenti"), ("key", "cre")):
        with pytest.raises(brands.Taken) as taken:
            fifth(world, **{field: value})
        assert taken.value.field == field
    with pytest.raises(brands.NotAHost):
        changed(world.credenti, world.root, host="elsewhere.example")


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("SUPPORT@zmanda.example", mailboxes.AddressTaken),
        ("ana@people.example", mailboxes.AddressOfPerson),
        ("billing+eu@credenti.example", mailboxes.HasDetail),
    ],
)
def test_what_cannot_be_the_address_of_a_mailbox(world: World, address: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        mailboxes.add(brand=world.credenti, address=address, by=world.root, now=MONDAY)


def test_who_writes_from_an_address_with_a_plus_sign_keeps_it_from_becoming_a_mailbox(world: World) -> None:
    worlds.person("olga+parola")
    with pytest.raises(mailboxes.AddressOfPerson):
        mailboxes.add(brand=world.credenti, address="olga@people.example", by=world.root, now=MONDAY)


@pytest.mark.parametrize("address", ["support@credenti.example", "Support+x@Credenti.example"])
def test_a_mailbox_is_no_persons_address(world: World, address: str) -> None:
    with pytest.raises(IsMailbox):
        Person.objects.create_user(address)


def test_another_mailbox_becomes_the_main_one_and_the_main_one_stays_in_use(world: World) -> None:
    second = mailboxes.add(brand=world.credenti, address="billing@credenti.example", by=world.root, now=MONDAY)
    settings: dict[str, Any] = {"name": "", "language": "", "product": "", "by": world.root, "now": MONDAY}
    mailboxes.change(mailbox=second, in_use=True, primary=True, **settings)
    assert world.credenti.support_address == "billing@credenti.example"
    assert [each.address for each in Mailbox.objects.filter(brand=world.credenti, primary=True)] == [second.address]
    with pytest.raises(mailboxes.MainMailbox):
        mailboxes.change(mailbox=second, in_use=False, primary=False, **settings)
    assert [(before, after) for _, before, after in logged()[1:]] == [
        ({"primary": True}, {"primary": False}),
        ({"primary": False}, {"primary": True}),
    ]
