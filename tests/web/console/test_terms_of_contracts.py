"""Contracts in full: what can be filled in, renewed, noted beside the plan; an organization that changes its name."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Change, Person, Post
from parola.desk.agreements import extras
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract, Extra
from parola.desk.tickets import queries
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, altamar
from tests.web.conftest import Reader

LIST = "/console/customers/"


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


@pytest.fixture
def browser(mia: Person, reader: Reader) -> Client:
    return reader(mia)


def of(world: World, what: str = "") -> str:
    return f"{LIST}{world.acme.pk}/{what}"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


SAID = {"plan": "premium", "first_day": "2026-12-01", "last_day": "2027-11-30", "timezone": "Europe/Madrid"}


def test_what_a_contract_says_beside_its_plan_is_kept_and_shown(world: World, mia: Person, browser: Client) -> None:
    more = {
        "number": "C-2026/17", "note": "Ask for Ana.", "account_manager": str(mia.pk),
        "own_holidays": "2026-12-24 Nochebuena\n2026-06-24 San Juan", "extras": "Training: 10 hours\nUpdates",
    }  # fmt: skip
    assert browser.post(of(world, "sign/credenti/"), SAID | more).status_code == 302
    signed = Contract.objects.latest("pk")
    assert (signed.number, signed.note, signed.account_manager) == ("C-2026/17", "Ask for Ana.", mia)
    assert signed.own_holidays == [["2026-06-24", "San Juan"], ["2026-12-24", "Nochebuena"]]
    assert [(extra.name, extra.amount, extra.unit) for extra in signed.extras.order_by("pk")] == [
        ("Training", Decimal(10), "hours"),
        ("Updates", None, ""),
    ]
    page = words(browser.get(of(world)))
    for told in ("C-2026/17", "Ask for Ana.", "San Juan", "0 of 10 hours used", "as much as is asked for"):
        assert told in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"own_holidays": "24 June"}, "This cannot be read: 24 June"),
        ({"extras": "Training: ten hours"}, "This cannot be read: Training: ten hours"),
        ({"number": "C-1"}, "Another contract has this number."),
    ],
)
def test_what_cannot_be_is_told_at_its_field(world: World, browser: Client, wrong: dict[str, str], told: str) -> None:
    agreements.describe(contract=world.contract, account_manager=None, number="C-1", note="", now=MONDAY)
    answer = browser.post(of(world, "sign/credenti/"), SAID | wrong)
    assert (answer.status_code, told in words(answer)) == (422, True)


def test_a_contract_reaches_the_tiers_that_it_says(world: World, reader: Reader) -> None:
    brand = altamar(world)
    Post.objects.create(person=world.lea, brand=brand, role="manager")
    answer = reader(world.lea).post(of(world, "sign/altamar/"), SAID | {"plan": "native", "tiers": ["1", "2"]})
    assert "The plan does not include them: 2" in words(answer)
    made = reader(world.lea).post(of(world, "sign/altamar/"), SAID | {"plan": "hybrid", "tiers": ["1", "2"]})
    assert made.status_code == 302
    assert Contract.objects.latest("pk").tiers == [1, 2]


def test_an_open_ticket_keeps_the_tiers_of_its_contract(world: World) -> None:
    brand = altamar(world)
    Contract.objects.filter(brand=brand).update(tiers=[1])
    ticket = world.ticket(brand=brand, priority="critical")
    Contract.objects.filter(brand=brand).update(tiers=[])
    assert queries.terms(ticket).plan.tiers == (1,)
    assert queries.terms(world.ticket(brand=brand, priority="critical")).plan.tiers == (1, 2, 3)


def test_a_contract_is_renewed_from_the_day_after_for_as_long_again(world: World, browser: Client) -> None:
    ending = agreements.sign(
        organization=world.acme, brand=world.credenti, plan="premium", first_day=date(2026, 1, 1), now=MONDAY,
        last_day=date(2026, 12, 31), timezone="Europe/Madrid", country="ES", subdivision="MD", calendar="24x5",
        extras=[extras.NewExtra(name="Training", amount=Decimal(10), unit="hours")],
    )  # fmt: skip
    assert "Renew it" in words(browser.get(of(world)))
    page = browser.get(of(world, f"contracts/{ending.pk}/renew/"))
    form = page.context["form"]
    filled = {name: form[name].value() for name in form.fields}
    assert (filled["first_day"], filled["last_day"]) == (date(2027, 1, 1), date(2027, 12, 31))
    sent = {name: value for name, value in filled.items() if value not in (None, False, [])}
    assert browser.post(of(world, f"contracts/{ending.pk}/renew/"), sent).status_code == 302
    made = Contract.objects.latest("pk")
    assert (made.plan, made.calendar, made.subdivision) == ("premium", "24x5", "MD")
    assert [(extra.name, extra.amount) for extra in made.extras.all()] == [("Training", Decimal(10))]
    ending.refresh_from_db()
    assert ending.last_day == date(2026, 12, 31)
    assert words(browser.get(of(world))).count("Renew it") == 1  # the new one


def test_the_card_says_whether_its_hours_run_now(world: World, browser: Client) -> None:
    page = words(browser.get(of(world)))
    assert re.search(r"<dt>Local time there</dt><dd><bdi>Mon[^<]* 10:00</bdi></dd>", page)
    assert "<dt>Business hours</dt><dd><bdi>open now</bdi></dd>" in page


def test_where_contracts_choose_no_calendar_none_is_told_to_be_open(world: World, mia: Person, browser: Client) -> None:
    """It would be the one that never closes, whatever hours the plan counts on."""
    brand = altamar(world)
    Post.objects.create(person=mia, brand=brand, role="manager")
    card = words(browser.get(of(world))).split("Altamar", 1)[1].split("</dl>")[0]
    assert "Local time there" in card
    ticket = world.ticket(brand=brand, priority="critical")
    page = words(browser.get(f"/console/tickets/{ticket.reference}/"))
    assert "Local time there" in page
    for told in ("<dt>Business hours", "<dt>Calendar", "<dt>Holidays"):
        assert told not in card + page


def test_a_months_length_is_kept_where_the_days_differ(world: World, browser: Client) -> None:
    agreements.end(contract=world.contract, last_day=date(2026, 2, 28), now=MONDAY)  # two months
    form = browser.get(of(world, f"contracts/{world.contract.pk}/renew/")).context["form"]
    assert (form["first_day"].value(), form["last_day"].value()) == (date(2026, 3, 1), date(2026, 4, 30))


def test_what_is_used_of_an_entitlement_is_noted_with_day_and_by_whom(
    world: World, mia: Person, browser: Client
) -> None:
    where = of(world, f"contracts/{world.contract.pk}/extras/")
    assert browser.post(where, {"what": "Training: 10 hours"}).status_code == 302
    assert browser.post(where, {"what": "Training"}).status_code == 422
    training = Extra.objects.get()
    use = {"act": "use", "amount": "2.5", "day": "2026-11-16", "note": "First course"}
    browser.post(f"{where}{training.pk}/", use)
    used = training.uses.get()
    assert (used.amount, used.day, used.note, used.by) == (Decimal("2.5"), date(2026, 11, 16), "First course", mia)
    for page in (of(world), of(world, f"contracts/{world.contract.pk}/")):
        assert "2.5 of 10 hours used" in words(browser.get(page))
    browser.post(f"{where}{training.pk}/", {"act": "withdraw"})
    assert Extra.objects.exists()  # some of it was used


def test_what_was_noted_by_mistake_is_taken_back(world: World, browser: Client) -> None:
    where = of(world, f"contracts/{world.contract.pk}/extras/")
    browser.post(where, {"what": "Traning: 10 hours"})
    browser.post(f"{where}{Extra.objects.get().pk}/", {"act": "withdraw"})
    assert not Extra.objects.exists()


def test_every_change_of_a_contract_is_in_the_audit_log(world: World, mia: Person, browser: Client) -> None:
    where = of(world, f"contracts/{world.contract.pk}/")
    browser.post(where, {"last_day": "2026-12-31", "number": "C-1", "note": "Secret"})
    browser.post(f"{where}extras/", {"what": "Reviews: 4"})
    mine = Change.objects.filter(by=mia).order_by("pk")
    assert [(each.matter, each.before, each.after) for each in mine] == [
        ("contract", {"last_day": None}, {"last_day": "2026-12-31"}),
        ("contract", {"number": "", "note_length": 0}, {"number": "C-1", "note_length": 6}),
        (
            "contract_extra",
            None,
            {"contract": world.contract.pk, "name": "Reviews", "amount": "4", "unit": ""},
        ),
    ]


def test_an_organization_changes_its_name(world: World, mia: Person, browser: Client) -> None:
    new = {"name": "Acme Global", "language": "en", "timezone": "Europe/Lisbon"}
    assert browser.post(of(world, "change/"), new).status_code == 302
    world.acme.refresh_from_db()
    assert (world.acme.name, world.acme.timezone) == ("Acme Global", "Europe/Lisbon")
    change = Change.objects.get(matter="organization")
    assert (change.by, change.before["name"], change.after["name"]) == (mia, "Acme", "Acme Global")  # type: ignore[index]
    assert browser.post(of(world, "change/"), new | {"timezone": "Nowhere"}).status_code == 422


def test_the_page_asks_as_often_however_many_contracts_there_are(world: World, browser: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(of(world))
        return len(seen)

    first = asked()
    for year in range(2027, 2037):
        contract = agreements.sign(
            organization=world.acme, brand=world.credenti, plan="premium", first_day=date(year, 1, 1), timezone="UTC",
            last_day=date(year, 12, 31), extras=[extras.NewExtra(name="Reviews", amount=Decimal(4))], now=MONDAY,
        )  # fmt: skip
        contract.contacts.set([world.ana])
        world.ticket(priority="P3")
    assert asked() <= first + 5  # what a page with nothing of the kind does not ask
    more = asked()
    world.ticket(priority="P3")
    agreements.sign(
        organization=world.acme,
        brand=world.credenti,
        plan="basic",
        first_day=date(2040, 1, 1),
        timezone="UTC",
        now=MONDAY,
    )
    assert asked() == more
