"""The audit log as a page: in words, for whom it is, and at a constant cost."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts import audit, brands
from parola.desk.accounts.models import Change
from parola.desk.mail import inboxes
from parola.web.console.settings import change_words
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/settings/changes/"


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return english(reader, world.root)


def change(world: World, **changes: object) -> None:
    brands.change_brand(brand=world.credenti, changes=changes, by=world.root, now=MONDAY)


def note(world: World, number: int) -> None:
    audit.record(
        by=world.root,
        brand=world.credenti,
        matter="contract",
        key=number,
        before={"account_manager": world.bob.pk, "trial": True},
        after={"account_manager": world.lea.pk, "trial": False},
        now=MONDAY,
    )


def test_a_change_is_told_in_words(world: World, root: Client) -> None:
    change(world, name="Credenti SL", signature={"es": "Un saludo"}, languages=["en", "ar"])
    shown = text_of(root.get(f"{PAGE}?matter=brand").content)
    assert "Namebefore Credenti after Credenti SL" in shown
    assert "Signature (Español)before – after Un saludo" in shown
    assert "Languages offered to customersbefore English, Español, Italiano, العربية after English, العربية" in shown
    assert "Root" in shown


def test_who_is_named_by_a_key_is_told_by_name_and_what_is_unknown_by_its_own_word(world: World, root: Client) -> None:
    note(world, 7)
    audit.record(by=None, brand=None, matter="new_matter", key=1, before=None, after={"odd_field": 3}, now=MONDAY)
    shown = text_of(root.get(PAGE).content)
    assert "Account managerbefore Bob after Lea" in shown
    assert "Trialbefore yes after no" in shown
    assert "New matter 1" in shown
    assert "Odd field3" in shown
    assert "The desk itself · The whole desk" in shown


def test_it_is_filtered_by_brand_matter_and_person(world: World, root: Client) -> None:
    note(world, 7)
    change(world, name="Credenti SL")
    assert "Namebefore" not in text_of(root.get(f"{PAGE}?matter=contract").content)
    assert "No setting was changed yet" in text_of(root.get(f"{PAGE}?brand=zmanda").content)
    assert "No setting was changed yet" in text_of(root.get(f"{PAGE}?by={world.bob.pk}").content)
    assert "Credenti SL" in text_of(root.get(f"{PAGE}?by={world.root.pk}&matter=brand").content)


def test_an_auditor_reads_their_brands_and_not_what_is_the_desks(world: World, reader: Reader) -> None:
    change(world, name="Credenti SL")
    for brand, name in ((world.zmanda, "Elsewhere"), (None, "The desk")):
        audit.record(by=None, brand=brand, matter="brand", key="x", before=None, after={"name": name}, now=MONDAY)
    auditor = english(reader, world.audrey)
    for address in (PAGE, f"{PAGE}?brand=zmanda", f"{PAGE[:-1]}.csv"):
        shown = auditor.get(address).content.decode()
        assert "Elsewhere" not in shown
        assert "The desk</bdi>" not in shown
    assert "Credenti SL" in auditor.get(PAGE).content.decode()


def test_the_number_of_queries_does_not_depend_on_how_many_changes_there_are(world: World, root: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert root.get(PAGE).status_code == 200
        return len(seen)

    note(world, 1)
    few = queries()
    for number in range(60):
        note(world, number)
    assert queries() <= few


def test_what_does_not_fit_is_on_the_next_page(world: World, root: Client) -> None:
    for number in range(60):
        note(world, 1000 + number)
    page = root.get(f"{PAGE}?matter=contract&by={world.root.pk}")
    assert "1059" in page.content.decode()
    before = Change.objects.get(key="1010").pk
    assert f"before={before}" in page.content.decode()
    older = text_of(root.get(f"{PAGE}?matter=contract&by={world.root.pk}&before={before}").content)
    assert "1009" in older
    assert "1010" not in older


@pytest.mark.parametrize(
    "query", ["before=x", "before=99999999999999999999", "by=x", "by=0", "brand=%00", "matter=%F0"]
)
def test_odd_filters_find_nothing_and_break_nothing(root: Client, query: str) -> None:
    assert root.get(f"{PAGE}?{query}").status_code == 200


def test_the_file_says_the_same_and_no_cell_of_it_is_a_formula(world: World, root: Client) -> None:
    change(world, name="=cmd()")
    text = root.get("/console/settings/changes.csv?matter=brand").content.decode("utf-8-sig")
    (told,) = list(csv.DictReader(io.StringIO(text)))
    assert (told["Who"], told["Field"], told["Before"], told["After"]) == ("Root", "Name", "Credenti", "'=cmd()")


@pytest.mark.parametrize("name", [*brands.FIELDS, *(inboxes.TOLD.get(name, name) for name in inboxes.FIELDS)])
def test_every_field_of_a_brand_and_of_its_mailbox_elsewhere_has_a_name_in_words(name: str) -> None:
    assert name in change_words.FIELDS
