"""Customers in and out as files, on the console's page: who may, what is shown before, and that it is done whole."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.accounts.models import Organization, Person
from tests.desk import world as worlds
from tests.desk.world import World
from tests.web.conftest import Reader

PAGE = "/console/settings/transfer/"
GOOD = "brand,organization,language\ncredenti,Nova,it\ncredenti,Acme,en\n"


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


@pytest.fixture
def browser(mia: Person, reader: Reader) -> Client:
    return reader(mia)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def look(browser: Client, text: str) -> Any:
    return browser.post(f"{PAGE}look/", {"file": SimpleUploadedFile("customers.csv", text.encode())})


def yes(browser: Client, shown: Any) -> Any:
    plan = shown.context["plan"]
    return browser.post(f"{PAGE}import/", {"data": shown.context["data"], "digest": plan.digest})


def test_a_file_is_looked_at_and_then_imported_whole(world: World, browser: Client) -> None:
    shown = look(browser, GOOD)
    page = words(shown)
    assert "Import these 2 lines" in page
    assert "<td><bdi>es</bdi></td><td><bdi>en</bdi></td>" in page
    assert not Organization.objects.filter(name="Nova").exists()
    assert yes(browser, shown).status_code == 302
    assert Organization.objects.filter(name="Nova").exists()
    assert "there is nothing to import" in words(look(browser, GOOD))


def test_a_bad_file_is_not_offered_for_import(world: World, browser: Client) -> None:
    shown = look(browser, GOOD.replace("it", "xx"))
    page = words(shown)
    assert "Nothing can be imported yet" in page
    assert "Write one of: " in page
    assert "Import th" not in page.replace("Import the", "")
    yes(browser, shown)
    assert not Organization.objects.filter(name="Nova").exists()


def test_what_changed_since_it_was_looked_at_is_shown_again(world: World, browser: Client) -> None:
    shown = look(browser, GOOD)
    Organization.objects.filter(pk=world.acme.pk).update(language="en")
    answer = yes(browser, shown)
    assert (answer.status_code, "Something changed meanwhile" in words(answer)) == (422, True)
    assert not Organization.objects.filter(name="Nova").exists()


def test_a_file_that_is_no_table_is_told_at_its_field(world: World, browser: Client) -> None:
    answer = look(browser, "\x00\x01")
    assert (answer.status_code, "This is no text" in words(answer)) == (422, True)


def test_what_stands_in_a_file_is_shown_as_text(world: World, browser: Client) -> None:
    page = words(look(browser, "brand,organization\ncredenti,<script>alert(1)</script>\n"))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(("separator", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_an_export_is_a_file_that_spreadsheets_open(world: World, browser: Client, separator: str, sign: str) -> None:
    Organization.objects.filter(pk=world.acme.pk).update(name="=1+1")
    answer = browser.get(f"{PAGE}organizations.csv?separator={separator}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="organizations.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode("utf-8-sig")
    assert text == "brand,organization,language,time zone\r\ncredenti,'=1+1,es,Europe/Madrid\r\n".replace(",", sign)


def test_an_export_holds_the_customers_of_ones_brands_alone(world: World, browser: Client, reader: Reader) -> None:
    Organization.objects.create(name="Unknown")
    assert "ana@people.example" in browser.get(f"{PAGE}people.csv").content.decode()
    zeno = worlds.posted("zeno", world.zmanda, "manager")
    assert "ana@people.example" not in reader(zeno).get(f"{PAGE}people.csv").content.decode()
    assert reader(world.bob).get(f"{PAGE}people.csv").status_code == 404
    assert reader(world.audrey).get(f"{PAGE}people.csv").status_code == 200
    assert browser.get(f"{PAGE}secrets.csv").status_code == 404
