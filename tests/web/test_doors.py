"""A door of its own for each brand: the same desk, one vendor alone, and never more than without it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_script_prefix

from parola.desk.mail import letters
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import World
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

DOOR, HOST = "/at/credenti/", "help.credenti.example"


@pytest.fixture
def ana(world: World, reader: Reader) -> Client:
    """Has a request with Credenti, and one with Altamar."""
    world.ticket()
    world.ticket(brand=worlds.altamar(world), subject="Restore", priority=None)
    return english(reader, world.ana)


def page(client: Client, address: str, **more: Any) -> str:
    return text_of(client.get(address, follow=True, **more).content)


def test_who_is_not_signed_in_meets_the_vendor_and_no_other(world: World, reader: Reader) -> None:
    world.credenti.legal_name = "Credenti SL"
    world.credenti.save()
    answer = reader(None).get(DOOR, follow=True)
    assert answer.redirect_chain == [(f"{DOOR}sign-in/?next={DOOR}", 302)]
    shown = text_of(answer.content)
    assert "Sign in · Credenti" in shown
    assert "support@credenti.example" in shown
    assert "Credenti SL" in shown
    assert "Parola" not in shown


def test_the_languages_are_those_that_the_brand_offers(world: World, reader: Reader) -> None:
    world.credenti.languages, world.credenti.language = ["es", "ar"], "ar"
    world.credenti.save()
    answer = reader(None).get(f"{DOOR}sign-in/", headers={"Accept-Language": "it"})
    assert answer["Content-Language"] == "ar"
    assert 'value="it"' not in answer.content.decode()
    assert reader(None).get(f"{DOOR}sign-in/", headers={"Accept-Language": "es"})["Content-Language"] == "es"


def test_a_customer_of_several_vendors_sees_this_one_alone(ana: Client) -> None:
    for address in (f"{DOOR}portal/", f"{DOOR}portal/plan/", f"{DOOR}portal/new/"):
        assert "Altamar" not in page(ana, address)
    assert "Restore" in page(ana, "/portal/")
    assert "Restore" not in page(ana, f"{DOOR}portal/")
    other = Ticket.objects.get(brand__slug="altamar")
    for address in (f"portal/requests/{other.reference}/", "portal/new/altamar/"):
        assert ana.get(f"/{address}").status_code == 200
        assert ana.get(f"{DOOR}{address}").status_code == 404


def test_every_address_behind_a_door_leads_through_it_again(ana: Client) -> None:
    shown = ana.get(f"{DOOR}portal/requests/CRE-1/").content.decode()
    links = [part.partition('"')[0] for part in shown.split('href="')[1:] + shown.split('action="')[1:]]
    inner = [link for link in links if link.startswith("/") and not link.startswith("/static/")]
    assert inner
    assert [link for link in inner if not link.startswith(DOOR)] == []
    assert get_script_prefix() == "/"


def test_a_request_is_sent_through_the_door(world: World, ana: Client) -> None:
    token = "0b6a2a5e-4a64-4d1c-9f0e-3d0f6a7f0b11"
    filled = {"token": token, "subject": "Hello", "text": "Hello", "priority": ""}
    answer = ana.post(f"{DOOR}portal/new/credenti/send/", filled)
    assert answer["Location"] == f"{DOOR}portal/requests/CRE-2/"


def test_a_door_opens_nothing_that_is_closed_without_it(world: World, reader: Reader) -> None:
    world.ticket()
    assert reader(world.olga).get(f"{DOOR}portal/requests/CRE-1/").status_code == 404
    assert reader(None).get(f"{DOOR}portal/").status_code == 302
    assert reader(world.olga).get(f"{DOOR}console/", follow=True).status_code == 404


def test_what_is_not_the_customers_is_at_its_plain_address(world: World, reader: Reader) -> None:
    answer = reader(world.bob).get(f"{DOOR}console/?a=1")
    assert (answer.status_code, answer["Location"]) == (307, "/console/?a=1")
    outside = reader(world.bob).get(f"{DOOR}/elsewhere.example/")
    assert outside["Location"] == "/elsewhere.example/"
    assert reader(world.bob).get("/at/nobody/portal/").status_code == 404


def test_links_in_mails_lead_to_the_door_whatever_a_request_says(world: World, settings: Any) -> None:
    ticket = world.ticket()
    assert letters.portal(ticket) == "http://127.0.0.1:8000/at/credenti/portal/requests/CRE-1/"
    ticket.brand.host = HOST
    assert letters.portal(ticket) == "http://127.0.0.1:8000/at/credenti/portal/requests/CRE-1/"
    settings.HOSTS = [HOST]
    assert letters.portal(ticket) == f"http://{HOST}/portal/requests/CRE-1/"


def test_a_host_of_its_own_is_a_door_too(world: World, ana: Client, settings: Any) -> None:
    settings.HOSTS, settings.ALLOWED_HOSTS = [HOST], [*settings.ALLOWED_HOSTS, HOST]
    world.credenti.host = HOST
    world.credenti.save()
    there = {"headers": {"Host": HOST}}
    assert "Restore" not in page(ana, "/portal/", **there)
    assert "Credenti" in page(ana, "/portal/", **there)
    assert ana.get("/console/", **there)["Location"] == "http://127.0.0.1:8000/console/"  # type: ignore[arg-type]


@pytest.mark.ignore_template_errors
def test_a_host_that_nobody_named_is_refused(ana: Client, settings: Any) -> None:
    assert ana.get("/portal/", headers={"Host": "evil.example"}).status_code == 400
    settings.HOSTS = [HOST]
    assert ana.get("/portal/", headers={"Host": "evil.example"}).status_code == 400
