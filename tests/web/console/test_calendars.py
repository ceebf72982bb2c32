"""The calendars of the coming year: what differs between regions and whom it concerns, and the way of another day into the agreement."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Organization
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.tickets.models import Ticket
from parola.policy.read import read
from parola.sla.hours import Closure, SpecialHours
from tests.desk.world import MONDAY, SIGNED, World, brand, posted, publish
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/settings/calendars/credenti/"
PROPOSE = f"{PAGE}propose/"
DAY = {
    "calendar": "global", "first": "2026-12-24", "name_es": "Nochebuena", "name_ar": "ليلة الميلاد", "name_en": "Christmas Eve",
    "name_it": "Vigilia di Natale",
}  # fmt: skip


@pytest.fixture
def mara(world: World, reader: Reader) -> Client:
    """Mara manages Credenti."""
    return english(reader, posted("mara", world.credenti, "manager"))


def contract(world: World, name: str, country: str, subdivision: str = "", timezone: str = "Europe/Madrid") -> Contract:
    return agreements.sign(
        organization=Organization.objects.create(name=name),
        brand=world.credenti,
        plan="basic",
        first_day=SIGNED,
        timezone=timezone,
        country=country,
        subdivision=subdivision,
        now=MONDAY,
    )


def row_of(page: str, day: str) -> str:
    """The words of a day's row."""
    found = next(row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if day in row)
    return text_of(found.encode())


def proposed(page: bytes) -> str:
    """The text of the agreement that stands on the publishing page."""
    found = re.search(r"<textarea[^>]*name=\"source\"[^>]*>\n?(.*?)</textarea>", page.decode(), re.DOTALL)
    assert found
    return unescape(found[1])


def test_the_weeks_are_told_in_words(mara: Client) -> None:
    said = text_of(mara.get(PAGE).content)
    assert "As version 1 of the agreement has it, from Mon, 16 Nov 2026 to Tue, 16 Nov 2027." in said
    told = [
        "Global",
        "Mon to Fri, 09:00 to 17:00",
        "Time zone",
        "the contract's",
        "Public holidays",
        "the contract's",
        "Contracts",
        "1",
    ]
    assert re.search(" ?".join(told), said)
    assert "Mon 00:01 to Fri 23:59" in said
    assert "it works through them" in said


def test_regions_stand_side_by_side_with_whom_they_concern(world: World, mara: Client) -> None:
    contract(world, "Barça", "ES", "CT")
    over = contract(world, "Gone", "FR")
    agreements.end(contract=over, last_day=date(2026, 11, 15), now=MONDAY)
    page = mara.get(PAGE).content.decode()
    said = text_of(page.encode())
    assert "Spain, Cataluña · 1 customer: Barça" in said
    assert "Spain, Madrid · 1 customer: Acme" in said
    assert "France" not in said
    assert "everywhere holiday holiday" in row_of(page, "25 Dec 2026")
    assert "holidayno holiday" in row_of(page, "Sat, 26 Dec 2026")  # Sant Esteve, in Catalonia alone
    differing = mara.get(PAGE, {"only": "differ"}).content.decode()
    assert "25 Dec 2026" not in differing
    assert "26 Dec 2026" in differing


def test_a_date_that_the_moon_decides_is_marked(world: World, mara: Client) -> None:
    contract(world, "Najd", "SA", timezone="Asia/Riyadh")
    page = mara.get(PAGE).content.decode()
    assert "estimated" in row_of(page, "Tue, 9 Mar 2027")
    assert "estimated" not in row_of(page, "22 Feb 2027").replace("(estimated)", "")
    assert "the day depends on the moon" in page


def test_the_library_and_the_next_change_of_clocks_are_told(world: World, mara: Client) -> None:
    contract(world, "Najd", "SA", timezone="Asia/Riyadh")
    said = text_of(mara.get(PAGE).content)
    assert re.search(r"By release [\d.]+ of the library of public holidays", said)
    assert "for the years 2005 to 2075" in said
    assert "Europe/Madrid: Sunday, 28 March 2027, 02:00 UTC+01:00 → UTC+02:00" in said
    assert "Asia/Riyadh: not within a year" in said


def test_a_contracts_own_holidays_are_shown_and_changed_there(world: World, mara: Client) -> None:
    Contract.objects.update(own_holidays=[["2026-12-07", "Puente"], ["2025-01-01", "Long ago"]])
    said = text_of(mara.get(PAGE).content)
    assert "Acme: Mon, 7 Dec 2026: Puente" in said
    assert "Long ago" not in said


def test_a_closed_day_becomes_a_checked_text_and_only_publishing_puts_it_in_force(world: World, mara: Client) -> None:
    ticket = world.ticket()
    answer = mara.post(PROPOSE, DAY)
    said = text_of(answer.content)
    assert answer.status_code == 200
    assert "This can be published" in said
    assert "1 open ticket keeps the terms under which it was opened: none is touched." in said
    assert answer.content.count(b'<li class="kept">') == 5  # two lines of the calendar, one for each further language
    assert "Christmas Eve" in said
    assert AgreementVersion.objects.filter(brand=world.credenti).count() == 1
    source = proposed(answer.content)
    closure = read(source).agreement.calendars["global"].closures[-1]
    assert closure == Closure(date(2026, 12, 24), date(2026, 12, 24), closure.name)
    assert closure.name["ar"] == "ليلة الميلاد"
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', answer.content.decode())
    mara.post("/console/agreements/credenti/propose/", {"source": source, "seen": seen, "act": "publish"})
    assert AgreementVersion.objects.filter(brand=world.credenti).count() == 2
    assert Ticket.objects.get(pk=ticket.pk).version_id == world.version.pk
    assert "Thu, 24 Dec 2026: closed Christmas Eve" in text_of(mara.get(PAGE).content)


def test_other_hours_of_several_days_become_special_hours(mara: Client) -> None:
    answer = mara.post(PROPOSE, DAY | {"last": "2026-12-30", "hours": "09:00-13:00, 15:00-16:00"})
    special = read(proposed(answer.content)).agreement.calendars["global"].special[-1]
    assert isinstance(special, SpecialHours)
    assert (special.first, special.last, len(special.intervals)) == (date(2026, 12, 24), date(2026, 12, 30), 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"last": "2026-12-23"}, "It lies before the first day."),
        ({"hours": "nine to five"}, "`nine to five` are not hours of a day"),
        ({"calendar": "nowhere"}, "Select a valid choice."),
        ({"first": "soon"}, "Enter a valid date."),
        ({"name_it": " "}, "This field is required."),
    ],
)
def test_what_is_no_such_day_is_told_at_its_field(mara: Client, given: dict[str, str], said: str) -> None:
    answer = mara.post(PROPOSE, DAY | given)
    assert answer.status_code == 422
    assert said in text_of(answer.content)


def test_a_day_that_the_file_has_is_not_written_over(world: World, mara: Client) -> None:
    source = proposed(mara.post(PROPOSE, DAY).content)
    agreements.publish(brand=world.credenti, source=source, by=None, now=world.ticket().opened_at)
    answer = mara.post(PROPOSE, DAY)
    assert answer.status_code == 422
    assert "The calendar has such a day already" in text_of(answer.content)


def test_agents_and_auditors_read_it_and_change_nothing(world: World, reader: Reader) -> None:
    for somebody in (world.bob, world.audrey):
        client = reader(somebody)
        page = client.get(PAGE)
        assert page.status_code == 200
        assert b"propose" not in page.content
        assert client.post(PROPOSE, DAY).status_code == 403


def test_a_brand_without_an_agreement_says_so(world: World, reader: Reader) -> None:
    brand("nova", "NOV")
    page = reader(world.root).get("/console/settings/calendars/nova/")
    assert page.status_code == 200
    assert reader(world.root).post("/console/settings/calendars/nova/propose/", DAY).status_code == 404


@pytest.mark.parametrize("name", ["cloudtalk", "native", "zmanda"])
def test_every_shipped_agreement_has_its_page(world: World, reader: Reader, name: str) -> None:
    publish(world.zmanda, name)
    page = english(reader, world.root).get("/console/settings/calendars/zmanda/")
    assert page.status_code == 200
    if name == "cloudtalk":
        said = text_of(page.content)
        assert "Slovakia · for everybody, by the calendar CloudTalk's business hours" in said


def test_it_costs_the_same_however_many_contracts_there_are(world: World, mara: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            mara.get(PAGE)
        return len(seen)

    queries()
    few = queries()
    for number in range(10):
        contract(world, f"C{number}", "ES", "CT")
    assert queries() == few
