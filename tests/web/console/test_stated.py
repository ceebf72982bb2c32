"""What the agreement says, to a person who does not read YAML: every kind, product and objective, and each thing with its line."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Organization
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.teams.models import Team
from parola.policy import library
from tests.desk.world import MONDAY, SIGNED, World, brand, posted, publish
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/settings/agreement/credenti/"
OTHER = "/console/settings/agreement/zmanda/"

FACTS = """
facts:
  type:
    name: Art der Anfrage
    values: {incident: Störung, question: Frage}
"""


@pytest.fixture
def mara(world: World, reader: Reader) -> Client:
    """Mara manages Credenti."""
    return english(reader, posted("mara", world.credenti, "manager"))


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return english(reader, world.root)


def german(source: str) -> str:
    """Credenti's agreement with a fact, in a language that the desk does not speak."""
    alone = re.sub(r"\nlanguages: .*", "\nlanguages: [de]", source[: source.index("\ncases:")])
    row = "{on: contract, P1: 2h, P2: 12h, P3: 24h, P4: 24h}"
    return alone.replace(row, f"[{row.replace('contract,', 'contract, when: {type: incident},')}, {row}]") + FACTS


def test_kinds_have_their_words_in_each_language_and_what_depends_on_them(world: World, root: Client) -> None:
    publish(world.zmanda, "cloudtalk")
    said = text_of(root.get(OTHER).content)
    line = library.load("cloudtalk").line("guards.p1-production")
    assert re.search("question *A question *Una pregunta *Una domanda *سؤال", said)
    assert "Priority 1 is for applications in production only" in said
    assert f"Line {line} of the agreement" in said


def test_an_agreement_that_makes_no_difference_says_so(mara: Client) -> None:
    said = text_of(mara.get(PAGE).content)
    assert "The agreement makes no difference between kinds of requests" in said
    assert "The agreement states no objective." in said


def test_what_is_not_in_a_language_of_the_desk_is_marked(world: World, mara: Client) -> None:
    agreements.publish(brand=world.credenti, source=german(world.version.source), by=None, now=MONDAY)
    said = text_of(mara.get(PAGE).content)
    assert "The agreement is not written in English, Spanish, Italian and Arabic" in said
    assert "not in English, Spanish, Italian and Arabic" in said
    assert "no word" in said
    assert "First response, P1" in said
    assert "Art der Anfrage: Störung" in said


def test_products_are_shown_with_contracts_and_teams(world: World, root: Client) -> None:
    publish(world.zmanda, "cloudtalk")
    nova = Organization.objects.create(name="Nova")
    for organization, products in ((world.acme, ("beta", "voice")), (nova, ())):
        agreements.sign(
            organization=organization, brand=world.zmanda, plan="basic", first_day=SIGNED, timezone="UTC",
            products=products, now=MONDAY,
        )  # fmt: skip
    Team.objects.create(brand=world.zmanda, name="Voices", products=["voice"])
    page = root.get(OTHER).content
    said = text_of(page)
    assert re.search("beta *Acme *none in particular", said)
    assert re.search("voice *not in the agreement *Acme *Voices", said)
    assert "The contracts of 1 customer cover all products." in said


def test_objectives_tell_how_they_stand_this_month_to_who_may_see_reports(world: World, reader: Reader) -> None:
    altamar = brand("altamar", "ALT")
    publish(altamar, "native")
    address = "/console/settings/agreement/altamar/"
    for role, sees in (("lead", True), ("agent", False)):
        said = text_of(english(reader, posted(f"a-{role}", altamar, role)).get(address).content)
        assert ("The report of this month" in said) is sees
        assert ("Nothing was due" in said) is sees
        assert "95% of incidents" in said


def test_everything_that_it_says_is_there_with_its_line(mara: Client) -> None:
    page = mara.get(PAGE).content.decode()
    said = text_of(page.encode())
    line = library.load("credenti").line("plans.basic.targets.first_response.P1")
    assert f'href="/console/agreements/credenti/#line-{line}"' in page
    assert "basic · First response · P1" in said
    assert said.count("In general") == 1


def test_who_does_not_publish_reads_it_and_finds_no_way_to_change_it(world: World, reader: Reader) -> None:
    for somebody in (world.bob, world.audrey):
        page = english(reader, somebody).get(PAGE).content.decode()
        assert "/console/agreements/" not in page
        assert "Line " in page


@pytest.mark.parametrize("name", ["cloudtalk", "native", "zmanda", "credenti"])
@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_every_shipped_agreement_is_told_in_every_language(
    world: World, reader: Reader, name: str, language: str
) -> None:
    publish(world.zmanda, name)
    world.root.language = language
    world.root.save()
    page = reader(world.root).get(OTHER)
    assert page.status_code == 200
    assert "tag soon" not in page.content.decode()  # nothing lacks a word


def test_it_costs_the_same_however_many_contracts_there_are(world: World, mara: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            mara.get(PAGE)
        return len(seen)

    queries()
    few = queries()
    for number in range(10):
        organization = Organization.objects.create(name=f"C{number}")
        Contract.objects.create(
            organization=organization,
            brand=world.credenti,
            plan="basic",
            first_day=SIGNED,
            timezone="UTC",
            products=["x"],
        )
    assert queries() == few


def test_the_text_of_an_agreement_has_its_lines_numbered_and_marked(mara: Client) -> None:
    source = library.load("credenti").source
    wrong = source.replace("P1: 30m", "P1: soon")
    line = wrong[: wrong.index("P1: soon")].count("\n") + 1
    page = mara.post("/console/agreements/credenti/propose/", {"source": wrong}).content.decode()
    assert f'<li id="line-{line}" class="missed">{line}</li>' in page
    assert f'href="#line-{line}"' in page
    assert f'<li id="line-{line + 1}">{line + 1}</li>' in page
    assert f'rows="{len(source.splitlines()) + 3}"' in page


def test_a_text_of_many_lines_does_not_make_a_page_without_end(mara: Client) -> None:
    page = mara.post("/console/agreements/credenti/propose/", {"source": "\n" * 150_000 + "x"}).content.decode()
    assert page.count('<li id="line-') == 10_000
