"""Customers in and out as files: what is told of a bad one, what a good one does, and that it does it once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Brand, Change, Membership, Organization, Person
from parola.desk.agreements import extras
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract, Extra
from parola.desk.tickets import customers
from parola.desk.transfer.columns import Kind
from parola.desk.transfer.exporting import export
from parola.desk.transfer.importing import carry_out, dry_run
from parola.desk.transfer.steps import Plan
from parola.desk.transfer.table import MOST_BYTES, MOST_LINES, Unreadable, read
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World

ORGANIZATIONS = """brand,organization,language,time zone
credenti,Acme,es,Europe/Madrid
credenti,Nova,it,Europe/Rome
"""
PEOPLE = """organization,address,name,language,manager
Acme,ana@people.example,Ana,es,no
Nova,nina@nova.example,Nina,it,yes
Nova,noah@nova.example,Noah,,
"""
CONTRACTS = """brand,organization,number,plan,trial,first day,last day,time zone,country,subdivision,own holidays,account manager,entitlements,note
credenti,Nova,N-1,Premium,no,2026-12-01,2027-11-30,Europe/Rome,IT,,2026-12-07 Ponte,bob@people.example,Training: 10 hours; Updates,"Line one
line two"
credenti,Nova,,basic,no,2027-12-01,,,,,,,,
"""


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


def done(text: str, by: Person | None) -> Plan:
    plan = carry_out(data=text.encode(), by=by, now=MONDAY)
    assert plan.findings == []
    assert plan.done
    return plan


def counts(plan: Plan) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), plan.same


def everything(by: Person | None) -> None:
    for text in (ORGANIZATIONS, PEOPLE, CONTRACTS):
        done(text, by)


def test_three_files_make_customers_with_people_and_contracts(world: World, mia: Person) -> None:
    assert counts(done(ORGANIZATIONS, mia)) == (1, 0, 1)
    assert counts(done(PEOPLE, mia)) == (2, 0, 1)
    assert counts(done(CONTRACTS, mia)) == (2, 0, 0)
    nova = Organization.objects.get(name="Nova")
    assert nova in customers.known_to(mia)
    nina = Person.objects.get(email="nina@nova.example")
    assert (nina.language, nina.timezone, nina.has_usable_password()) == ("it", "Europe/Rome", False)
    assert Membership.objects.get(person=nina).manager
    first, second = Contract.objects.filter(organization=nova).order_by("pk")
    assert (first.plan, first.number, first.country, first.account_manager) == ("premium", "N-1", "IT", world.bob)
    assert (first.own_holidays, first.note) == ([["2026-12-07", "Ponte"]], "Line one\nline two")
    assert [(each.name, each.amount) for each in first.extras.order_by("pk")] == [
        ("Training", Decimal(10)),
        ("Updates", None),
    ]
    assert (second.plan, second.timezone, second.last_day) == ("basic", "Europe/Rome", None)


@pytest.mark.parametrize("text", [ORGANIZATIONS, PEOPLE, CONTRACTS])
def test_the_same_file_once_more_changes_nothing(world: World, mia: Person, text: str) -> None:
    everything(mia)
    before = Change.objects.count()
    plan = done(text, mia)
    assert (plan.steps, plan.same) == ([], len(read(text.encode()).lines))
    assert Change.objects.count() == before


def test_a_dry_run_tells_what_is_new_and_what_changes_and_writes_nothing(world: World, mia: Person) -> None:
    everything(mia)
    changed = CONTRACTS.replace("2027-11-30", "2027-06-30").replace("Updates", "Updates; Reviews: 4")
    written = changed + "credenti,Nova,N-2,premium,yes,2028-01-01,2028-02-01,,,,,,,\n"
    with CaptureQueriesContext(connection) as seen:
        plan = dry_run(data=written.encode(), by=mia)
    assert [each["sql"] for each in seen if not each["sql"].startswith("SELECT")] == []
    assert counts(plan) == (1, 1, 1)
    assert plan.changed[0].changes == [
        ("entitlements", "Training: 10 hours; Updates", "Training: 10 hours; Updates; Reviews: 4"),
        ("last day", "2027-11-30", "2027-06-30"),
    ]
    done(written, mia)
    contract = Contract.objects.get(number="N-1")
    assert (contract.last_day, contract.extras.count()) == (date(2027, 6, 30), 3)


WRONG = [
    (ORGANIZATIONS, "credenti,Nova,it", "credent,Nova,it", 3, "brand", "You sign for no brand of this name"),
    (ORGANIZATIONS, "credenti,Nova,it", "zmanda,Nova,it", 3, "brand", "You sign for no brand of this name"),
    (ORGANIZATIONS, "Nova", "", 3, "organization", "Write the name"),
    (ORGANIZATIONS, "Nova", "acme", 3, "organization", "Line 2 says this already"),
    (ORGANIZATIONS, ",it,", ",xx,", 3, "language", "Write one of: "),
    (ORGANIZATIONS, "Europe/Rome", "Europe/Roma", 3, "time zone", "There is no such time zone"),
    (ORGANIZATIONS, "Europe/Rome", "Europe/Rome,more", 3, "", "more cells than there are columns"),
    (PEOPLE, "Nova,nina", "Novo,nina", 3, "organization", "import organizations first"),
    (PEOPLE, "nina@nova.example", "nina", 3, "address", "no e-mail address"),
    (PEOPLE, "nina@nova.example", "support@credenti.example", 3, "address", "an address of the desk itself"),
    (PEOPLE, "nina@nova.example", "zoe@people.example", 3, "address", "in use on the desk"),
    (PEOPLE, ",yes", ",perhaps", 3, "manager", "Write yes or no"),
    (PEOPLE, "noah@nova.example", "NINA@nova.example ", 4, "address", "Line 3 says this already"),
    (CONTRACTS, "credenti,Nova,N-1", "credenti,Novo,N-1", 2, "organization", "There is no customer of this name"),
    (CONTRACTS, "Premium", "gold", 2, "plan", "Write one of: basic, premium"),
    (CONTRACTS, "2026-12-01", "01/12/2026", 2, "first day", "Write the day as 2026-12-31"),
    (CONTRACTS, "2026-12-01", "20261201", 2, "first day", "Write the day as 2026-12-31"),
    (CONTRACTS, "2027-11-30", "2026-11-30", 2, "last day", "It would end before it begins"),
    (CONTRACTS, "Europe/Rome", "Mars", 2, "time zone", "There is no such time zone"),
    (CONTRACTS, ",IT,", ",XX,", 2, "country", "No holidays are known there"),
    (CONTRACTS, "IT,,", "IT,MD,", 2, "subdivision", "There is no such region"),
    (CONTRACTS, "2026-12-07 Ponte", "7 December", 2, "own holidays", "This cannot be read: 7 December"),
    (CONTRACTS, "Training: 10 hours", "Training: ten", 2, "entitlements", "This cannot be read: Training: ten"),
    (CONTRACTS, "bob@people.example", "ana@people.example", 2, "account manager", "Nobody who works for this brand"),
    (CONTRACTS, "credenti,Nova,,basic", "credenti,Nova,N-1,basic", 4, "number", "Line 2 says this already"),
    (CONTRACTS, "Premium,no", "Premium,maybe", 2, "trial", "Write yes or no"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong", "line", "column", "told"), WRONG)
def test_a_problem_is_told_with_its_line_its_column_and_what_to_do(
    world: World, mia: Person, text: str, right: str, wrong: str, line: int, column: str, told: str
) -> None:
    for before in (ORGANIZATIONS, PEOPLE, CONTRACTS):
        if before == text:
            break
        done(before, mia)
    bad = text.replace(right, wrong, 1)
    plan = carry_out(data=bad.encode(), by=mia, now=MONDAY)
    assert [(each.line, each.column) for each in plan.findings] == [(line, column)]
    assert told in plan.findings[0].text
    assert not plan.done


def test_every_problem_is_told_and_nothing_is_written(world: World, mia: Person) -> None:
    bad = "brand,organization,language,time zone\ncredenti,One,en,\ncredenti,Two,xx,Mars\nacme,Three,en,\n"
    before = Organization.objects.count()
    plan = carry_out(data=bad.encode(), by=mia, now=MONDAY)
    assert [(each.line, each.column) for each in plan.findings] == [(3, "language"), (3, "time zone"), (4, "brand")]
    assert (plan.done, Organization.objects.count()) == (False, before)


def test_a_contract_is_not_rewritten_by_a_file(world: World, mia: Person) -> None:
    everything(mia)
    plan = dry_run(data=CONTRACTS.replace("Premium", "basic").replace("IT,", "ES,").encode(), by=mia)
    assert [(each.line, each.column) for each in plan.findings] == [(2, "country"), (2, "plan")]
    assert "End it, and sign the next" in plan.findings[0].text


def test_an_empty_number_takes_none_away_and_one_can_be_given(world: World, mia: Person) -> None:
    everything(mia)
    without = "brand,organization,number,plan,first day\ncredenti,Nova,,premium,2026-12-01\n"
    assert counts(done(without, mia)) == (0, 0, 1)
    given = "brand,organization,number,plan,first day\ncredenti,Nova,N-2,basic,2027-12-01\n"
    assert counts(done(given, mia)) == (0, 1, 0)
    assert Contract.objects.get(number="N-2").first_day == date(2027, 12, 1)


def test_nobody_changes_the_people_of_another_vendors_customer(world: World, mia: Person) -> None:
    agreements.sign(
        organization=world.acme, brand=world.zmanda, plan="premium", first_day=worlds.SIGNED, timezone="UTC", now=MONDAY
    )
    plan = dry_run(data=PEOPLE.replace("Ana,es,no", "Ana,es,yes").split("Nova", 1)[0].encode(), by=mia)
    assert [(each.column, "another vendor" in each.text) for each in plan.findings] == [("organization", True)]
    told = dry_run(data=ORGANIZATIONS.replace("Acme,es", "Acme,it").encode(), by=mia)
    assert [each.column for each in told.findings] == ["language"]
    assert dry_run(data=ORGANIZATIONS.replace("Acme,es", "Acme,it").encode(), by=world.root).findings == []


def test_an_import_gives_nobody_a_right_or_a_password(world: World, mia: Person) -> None:
    done(ORGANIZATIONS, mia)
    done("organization,address,role,is_superuser,manager\nNova,nina@nova.example,manager,1,yes\n", mia)
    nina = Person.objects.get(email="nina@nova.example")
    assert (nina.is_superuser, nina.posts.exists(), nina.has_usable_password()) == (False, False, False)


def test_who_is_known_keeps_what_they_say_of_themselves(world: World, mia: Person) -> None:
    done("organization,address,name,language\nAcme,ana@people.example,Somebody Else,it\n", mia)
    world.ana.refresh_from_db()
    assert (world.ana.name, world.ana.language) == ("Ana", "es")


def test_what_was_said_yes_to_is_done_and_nothing_else(world: World, mia: Person) -> None:
    plan = dry_run(data=ORGANIZATIONS.encode(), by=mia)
    done(ORGANIZATIONS.replace("Nova", "Other"), mia)
    assert carry_out(data=ORGANIZATIONS.encode(), by=mia, now=MONDAY, digest=plan.digest).done
    again = carry_out(data=ORGANIZATIONS.encode(), by=mia, now=MONDAY, digest=plan.digest)
    assert not again.done


@pytest.mark.parametrize(
    ("encoding", "note"), [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True)]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(encoding: str, note: bool, separator: str) -> None:
    text = "Brand,Customer,LANG,TimeZone\ncredenti,Peñarol,es,Europe/Madrid\n".replace(",", separator)
    table = read(text.encode(encoding))
    assert [dict(line.cells) for line in table.lines] == [
        {"brand": "credenti", "organization": "Peñarol", "language": "es", "time zone": "Europe/Madrid"}
    ]
    assert [("Windows-1252" in each) for each in table.notes] == [True] * note


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "This is no text"),
        (b"\x81\x8d,\xff", "neither UTF-8 nor Windows-1252"),
        (b"a,b,c\n1,2,3\n", "names no column that is known"),
        (b"organization,language\nNova,es\n", "lacks these columns: brand"),
        (b"brand,organization,customer\nx,y,z\n", "these columns twice: organization"),
        (b"brand,organization\n" + b"x,y\n" * (MOST_LINES + 1), f"more than {MOST_LINES} lines"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_table_is_told_so(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(data)


def test_columns_that_are_not_known_are_told_and_left_out() -> None:
    table = read(b"brand,organization,Fax\ncredenti,Nova,123\n")
    assert table.notes == ["Columns that are left out, since they are not known: Fax"]


def exported(brands: list[Brand]) -> dict[Kind, str]:
    return {kind: export(kind=kind, brands=brands) for kind in Kind}


def full(world: World) -> list[Brand]:
    """Customers of two brands, with everything that a contract can say, and names that are formulas."""
    vendor = worlds.altamar(world)
    Organization.objects.filter(pk=world.acme.pk).update(name='=HYPERLINK("http://evil.example","Acme")')
    world.acme.refresh_from_db()
    credenti: dict[str, Any] = {"organization": world.acme, "brand": world.credenti, "now": MONDAY}
    agreements.sign(
        **credenti, plan="premium", first_day=date(2026, 12, 1), last_day=date(2027, 11, 30), timezone="+03:00", country="ES",
        subdivision="MD", calendar="24x5", products=("=Vault", "Key"), account_manager=world.bob, number="-7",
        own_holidays=(("2026-12-24", "Nochebuena"),), note="@all, -read; this\r\n=now",
        extras=[extras.NewExtra(name="Training", amount=Decimal("2.50"), unit="hours"), extras.NewExtra(name="Updates")],
    )  # fmt: skip
    agreements.sign(
        organization=world.acme,
        brand=vendor,
        plan="hybrid",
        first_day=date(2027, 1, 1),
        timezone="UTC",
        tiers=(1, 2),
        now=MONDAY,
    )
    done(ORGANIZATIONS.replace("credenti,Acme,es,Europe/Madrid\n", ""), None)
    done(PEOPLE.replace("Acme,ana@people.example,Ana,es,no\n", ""), None)
    return [world.credenti, vendor]


def test_an_export_of_the_desk_changes_nothing_in_it(world: World) -> None:
    for text in exported(full(world)).values():
        plan = dry_run(data=text.encode(), by=None)
        assert (plan.findings, plan.steps) == ([], [])


def test_an_export_into_an_empty_desk_gives_the_same_export(world: World) -> None:
    brands = full(world)
    before = exported(brands)
    Contract.contacts.through.objects.all().delete()
    Extra.objects.all().delete()
    Contract.objects.all().delete()
    Organization.objects.all().delete()
    Person.objects.filter(posts__isnull=True, is_superuser=False).delete()
    for kind in (Kind.ORGANIZATIONS, Kind.PEOPLE, Kind.CONTRACTS):
        done(before[kind], None)
    assert exported(brands) == before


def test_a_large_file_asks_little(world: World, mia: Person) -> None:
    names = [f"Company {number}" for number in range(40)]
    organizations = "brand,organization\n" + "".join(f"credenti,{name}\n" for name in names)
    people = "organization,address\n" + "".join(f"{name},p@c{place}.example\n" for place, name in enumerate(names))
    contracts = "brand,organization,plan,first day\n" + "".join(f"credenti,{name},basic,2026-12-01\n" for name in names)
    for text, most in ((organizations, 2), (people, 10), (contracts, 3)):
        with CaptureQueriesContext(connection) as seen:
            assert len(done(text, mia).new) == 40
        assert len(seen) <= 40 * most + 40
