"""Who reads Arabic chooses the digits: numbers, dates and durations are told in them; references and what people wrote keep theirs."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from parola.desk.accounts.models import Person
from parola.desk.mail import compose
from parola.desk.outbox.models import OutboxRow
from parola.policy.numerals import told_in
from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of
from parola.web.console.reporting.periods import Month
from parola.web.console.teams.telling import day_told
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

ARABIC = re.compile("[٠-٩]")
WESTERN = re.compile("[0-9]")


def text(page: str) -> str:
    """The words of a page's content, without its tags."""
    return re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition(">")[2].partition("</main>")[0])


def test_a_reader_of_arabic_is_told_numbers_in_the_digits_that_they_chose(world: World, reader: Reader) -> None:
    world.ticket(subject="Model 42", now=after(minutes=-7))
    Person.objects.filter(pk=world.bob.pk).update(language="ar", timezone="Europe/Madrid")
    browser = reader(world.bob)
    assert not ARABIC.search(text(browser.get("/console/").content.decode()))
    assert "numerals" in browser.get("/account/").content.decode()
    browser.post("/account/", {"language": "ar", "timezone": "Europe/Madrid", "numerals": "arabic"})
    queue, ticket = (
        text(browser.get(address).content.decode()) for address in ("/console/", "/console/tickets/CRE-1/")
    )
    for page in (queue, ticket):
        assert ARABIC.search(page)
        assert "CRE-1" in page
        assert "Model 42" in page
    left = re.sub("CRE-1|Model 42|P[1-4]", "", queue)
    assert not WESTERN.search(left), left[300:450]
    assert "٠٩:٥٣" in ticket


def test_in_other_languages_nothing_is_to_be_chosen_and_nothing_changes(world: World, reader: Reader) -> None:
    Person.objects.filter(pk=world.bob.pk).update(language="es", numerals="arabic")
    world.ticket()
    page = reader(world.bob).get("/console/tickets/CRE-1/").content.decode()
    assert not ARABIC.search(text(page))
    assert "numerals" not in reader(world.bob).get("/account/").content.decode()


def test_days_and_months_are_told_in_them_too() -> None:
    with translation.override("ar"), told_in("arabic"):
        told = [day_told(date(2026, 11, 3)), Month(2026, 11).named(ReportPeriod.MONTH)]
    assert [ARABIC.search(each) is not None and not WESTERN.search(each) for each in told] == [True, True]


def test_mails_are_told_in_the_digits_of_who_reads_them(world: World) -> None:
    Person.objects.filter(pk=world.ana.pk).update(language="ar", numerals="arabic")
    world.ana.refresh_from_db()
    world.ticket(requester=world.ana)
    row = OutboxRow.objects.get(payload__template="acknowledgement")
    mail = message_from_bytes(compose.compose(row, MONDAY).data, policy=default)
    letter = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "CRE-1" in letter
    assert "٢٠٢٦" in letter
    assert "2026" not in letter


def test_a_sentence_tells_its_counts_and_leaves_other_values_as_they_are() -> None:
    source = (
        "{% load i18n parola %}{% blocktranslate count number=many with code=code %}{{ number }} {{ code }}{% plural %}"
        "{{ number }} of {{ code }}{% endblocktranslate %} {{ many|number }} {{ many }}"
    )
    template = engines["django"].from_string(source)
    with translation.override("ar"), told_in("arabic"):
        assert template.render({"many": 12, "code": "P4"}) == "١٢ of P4 ١٢ 12"
    with translation.override("it"), told_in("arabic"):
        assert template.render({"many": 12, "code": "P4"}) == "12 of P4 12 12"


def test_an_instant_tells_the_customers_own_time_where_their_clocks_differ() -> None:
    template = engines["django"].from_string("{% load parola %}{% when at zone %}")
    request = RequestFactory().get("/")
    request.now = MONDAY  # type: ignore[attr-defined]
    with timezone.override(zone_of("Europe/Madrid")):
        same, other = (
            template.render({"at": MONDAY, "zone": zone}, request) for zone in ("Europe/Rome", "America/Bogota")
        )
    assert same.startswith("<time")
    assert 'title="Monday, 16 November 2026, 10:00' in other
    assert "Monday, 16 November 2026, 04:00" in other
    assert "for the customer 04:00" in other
