"""Brands and mailboxes in the settings: made, changed, previewed, and what is left to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from parola.desk.accounts.models import Brand, Change, Mailbox
from parola.desk.mail import trying
from parola.desk.outbox.models import Heartbeat, OutboxRow
from tests.desk.mail.post import gathering, listening, take_in, written
from tests.desk.world import MONDAY, World, publish
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of
from tests.web.routes import BRAND

BRANDS = "/console/settings/brands/"
FACE = {
    "name": "Credenti",
    "asks_rating": "on",
    "languages": ["en", "es"],
    "language": "es",
    "timezone": "Europe/Madrid",
}


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return english(reader, world.root)


def page(client: Client, address: str) -> str:
    return text_of(client.get(address).content)


def test_a_brand_is_made_from_its_name_and_says_what_is_left_to_do(root: Client) -> None:
    answer = root.post(f"{BRANDS}new/", {**BRAND, "name": "Cloud Fünf"}, follow=True)
    shown = text_of(answer.content)
    brand = Brand.objects.get(slug="cloud-funf")
    assert (brand.key, brand.support_address) == ("CLO", "help@fifth.example")
    assert "What is left to do" in shown
    assert "A mailbox done" in shown
    assert "Its agreementChoose the file" in shown
    assert "3 things left to do" in page(root, BRANDS)


def test_the_list_of_what_is_left_vanishes_when_all_is_there(world: World, root: Client) -> None:
    assert "What is left to do" not in page(root, f"{BRANDS}credenti/")
    assert "The first customer" in page(root, f"{BRANDS}zmanda/")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "كريدينتي"}, "It cannot be made from this name: choose one."),
        ({"slug": "new"}, "Another brand has this already."),
        ({"slug": "credenti"}, "Another brand has this already."),
        ({"key": "CRE"}, "Another brand has this already."),
        ({"key": "A1"}, "Two to eight letters from A to Z."),
        ({"language": "ar"}, "The main language is one of those offered"),
        ({"timezone": "Madrid"}, "Europe/Madrid"),
        ({"support_address": "ana@people.example"}, "the desk would write to itself"),
        ({"support_address": "support@zmanda.example"}, "A brand has this mailbox already."),
        ({"support_address": "a+b@fifth.example"}, "A mailbox has no plus sign"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(root: Client, given: dict[str, str], said: str) -> None:
    answer = root.post(f"{BRANDS}new/", {**BRAND, **given})
    assert answer.status_code == 422
    assert said in text_of(answer.content)
    assert Brand.objects.count() == 2


def test_a_preview_shows_the_foot_of_a_mail_and_keeps_nothing(world: World, root: Client) -> None:
    filled: dict[str, Any] = {
        **FACE,
        "key": "CRE",
        "in_use": "on",
        "signature_es": "Un saludo",
        "legal_name": "Credenti SL",
    }
    shown = text_of(root.post(f"{BRANDS}credenti/change/", {**filled, "act": "preview"}).content)
    assert "EspañolUn saludoCredenti SL" in shown
    assert Brand.objects.get(slug="credenti").legal_name == ""
    assert "EspañolUn saludoCredenti SL" in text_of(root.post(f"{BRANDS}credenti/change/", filled, follow=True).content)
    changed = Brand.objects.get(slug="credenti")
    assert (changed.signature, changed.languages, changed.language) == ({"es": "Un saludo"}, ["en", "es"], "es")


def test_what_was_not_changed_is_no_change_whatever_a_browser_makes_of_it(world: World, root: Client) -> None:
    world.credenti.languages, world.credenti.postal_address = ["es", "en"], "Calle Mayor 1\n28013 Madrid"
    world.credenti.language, world.credenti.signature = "es", {"es": "Un\nsaludo"}
    world.credenti.save()
    filled: dict[str, Any] = {**FACE, "key": "CRE", "in_use": "on", "signature_es": "Un\r\nsaludo"}
    root.post(f"{BRANDS}credenti/change/", {**filled, "postal_address": "Calle Mayor 1\r\n28013 Madrid"})
    assert not Change.objects.filter(matter="brand").exists()


def test_a_key_in_use_is_not_asked_for(world: World, root: Client) -> None:
    assert 'name="key"' in root.get(f"{BRANDS}credenti/change/").content.decode()
    world.ticket()
    assert 'name="key"' not in root.get(f"{BRANDS}credenti/change/").content.decode()


def test_a_website_leads_nowhere_but_to_the_web(world: World, root: Client) -> None:
    answer = root.post(f"{BRANDS}credenti/change/", {**FACE, "key": "CRE", "website": "javascript:alert(1)"})
    assert answer.status_code == 422


def test_a_mailbox_says_what_came_in_and_whether_mail_is_taken(world: World, root: Client) -> None:
    at = f"/console/settings/mailboxes/{world.mailbox.pk}/"
    assert "The mail receiver has not run yet" in page(root, at)
    assert "Nothing has come in here yet" in page(root, at)
    Heartbeat.objects.create(name="receiver", at=MONDAY)
    take_in(world, written())
    shown = page(root, at)
    assert "The mail receiver runs." in shown
    assert "olga@people.example CRE-1 No login" in shown


def test_a_mailbox_is_added_changed_and_taken_out_of_use(world: World, root: Client) -> None:
    answer = root.post(f"{BRANDS}credenti/mailboxes/new/", {"address": "Billing@credenti.example", "product": "Vault"})
    added = Mailbox.objects.get(address="billing@credenti.example")
    assert (added.product, added.in_use, added.primary) == ("Vault", True, False)
    root.post(answer["Location"], {"language": "it"})
    added.refresh_from_db()
    assert (added.in_use, added.language, added.product) == (False, "it", "")


def test_the_main_mailbox_cannot_be_taken_out_of_use(world: World, root: Client) -> None:
    root.post(f"/console/settings/mailboxes/{world.mailbox.pk}/", {"name": "Support"})
    assert (world.mailbox.in_use, world.mailbox.primary, world.mailbox.name) == (True, True, "Support")


def test_a_test_mail_leaves_from_the_mailbox_to_who_asked_for_it(world: World, root: Client, settings: Any) -> None:
    came: list[Any] = []
    root.post(f"/console/settings/mailboxes/{world.mailbox.pk}/test/")
    with listening(gathering(came)) as port:
        settings.EMAIL_PORT = port
        trying.deliver(now=MONDAY)
    (mail,) = came
    assert mail.recipients == ("root@desk.example",)
    assert b"support@credenti.example" in mail.raw
    assert OutboxRow.objects.get().state == OutboxRow.State.SENT


def test_a_brand_without_an_agreement_breaks_no_page(world: World, root: Client, reader: Reader) -> None:
    root.post(f"{BRANDS}new/", {**BRAND, "name": "Aaa"})
    for address in ("/console/", "/console/new/", "/console/customers/", "/console/report/", "/console/agreements/"):
        assert root.get(address, follow=True).status_code == 200
    assert reader(world.olga).get("/portal/new/").status_code == 200
    assert reader(world.olga).get("/portal/new/aaa/").status_code == 404
    publish(Brand.objects.get(slug="aaa"), "credenti")
    assert reader(world.olga).get("/portal/new/aaa/").status_code == 200
