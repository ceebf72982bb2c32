"""A brand's policy, read by strangers: in which language, for which place, in which version, kept how long, and only where the brand shows it."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.test import Client

from parola.desk.accounts.models import Brand, Change
from parola.desk.webform import changing
from parola.web.public.views import PAPERS_BY_PLACE
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader
from tests.web.policy_routes import second_version
from tests.web.portal.pages import english, text_of

POLICY = "/policy/credenti/"


@pytest.fixture
def stranger(world: World) -> Client:
    return Client()


def read(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers or None)
    assert answer.status_code == 200
    return text_of(answer.content)


def test_a_stranger_reads_it_in_the_language_they_ask_for(stranger: Client) -> None:
    assert "Asistencia de Credenti" in read(stranger, POLICY, **{"Accept-Language": "es"})
    assert "دعم Credenti" in read(stranger, f"{POLICY}?lang=ar", **{"Accept-Language": "es"})
    answer = stranger.get(f"{POLICY}?lang=ar")
    assert (answer["Content-Language"], b'<html lang="ar" dir="rtl"' in answer.content) == ("ar", True)
    assert "Credenti Support" in read(stranger, f"{POLICY}?lang=xx", **{"Accept-Language": "en"})


def test_examples_are_the_chosen_places_else_the_readers_else_the_brands(
    world: World, stranger: Client, reader: Reader
) -> None:
    world.credenti.timezone = "Europe/Madrid"
    world.credenti.save()
    assert "Times of Madrid, with the public holidays of Spain." in read(stranger, f"{POLICY}?lang=en")
    assert "Times of Lima, with the public holidays of Peru." in read(stranger, f"{POLICY}?lang=en&zone=America/Lima")
    assert "Times of Madrid" in read(stranger, f"{POLICY}?lang=en&zone=Nowhere")
    world.ana.timezone = "Asia/Riyadh"
    world.ana.save()
    assert "Times of Riyadh" in read(english(reader, world.ana), POLICY)


def test_it_can_be_saved_as_text_and_on_paper(stranger: Client) -> None:
    text = stranger.get(f"{POLICY}policy.md?lang=en")
    assert text["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.content.decode().startswith("# Credenti Support\n")
    paper = stranger.get(f"{POLICY}policy.pdf?lang=en")
    said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages)
    assert "When you would be answered" in said
    assert "support@credenti.example" in said


def test_whoever_has_it_is_told_that_it_is_the_same_until_it_is_not(world: World, stranger: Client) -> None:
    for address in (POLICY, f"{POLICY}policy.md", f"{POLICY}policy.pdf"):
        first = stranger.get(address)
        assert (first["Cache-Control"], len(first.cookies)) == ("public, max-age=300", 0)
        again = stranger.get(address, headers={"If-None-Match": f"W/{first['ETag']}"})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "Content-Security-Policy" not in again
        Brand.objects.filter(pk=world.credenti.pk).update(phone=f"+34 900 {len(address):03}")
        assert stranger.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        assert stranger.get(POLICY, headers={"If-None-Match": stranger.get(POLICY)["ETag"]}).status_code == 304


def test_whoever_is_signed_in_gets_it_anew(world: World, reader: Reader) -> None:
    answer = reader(world.ana).get(POLICY)
    assert ("ETag" in answer, answer["Cache-Control"]) == (False, "no-store")


def test_earlier_versions_are_read_and_what_a_version_changed(world: World, stranger: Client) -> None:
    second = second_version(world)
    now = read(stranger, f"{POLICY}?lang=es")
    assert f"SHA-256 {second.digest}" in now
    assert f"SHA-256 {world.version.digest}" in now
    earlier = read(stranger, f"{POLICY}versions/1/?lang=en")
    assert "This is an earlier version" in earlier
    assert "2 business hours" in earlier
    changed = read(stranger, f"{POLICY}changes/2/?lang=es")
    assert "2 horas hábiles" in changed
    assert "1 hora hábil" in changed
    assert "Plan · Básico · Primera respuesta · P1 · Impacto crítico en el negocio" in changed
    for missing in ("versions/3/", "changes/1/", "changes/3/", "versions/3/policy.pdf"):
        assert stranger.get(f"{POLICY}{missing}").status_code == 404


def test_a_brand_that_does_not_show_it_has_no_such_page(world: World, stranger: Client, reader: Reader) -> None:
    Brand.objects.filter(pk=world.credenti.pk).update(shows_policy=False)
    for address in (
        POLICY,
        f"{POLICY}policy.pdf",
        f"{POLICY}policy.md",
        f"{POLICY}versions/1/",
        "/policy/nobody/",
    ):
        assert stranger.get(address).status_code == 404
        assert reader(world.bob).get(address).status_code == 404
    assert POLICY not in stranger.get("/at/credenti/sign-in/").content.decode()
    assert POLICY not in english(reader, world.ana).get("/portal/plan/").content.decode()


def test_the_setting_is_the_managers_and_is_in_the_log_of_changes(world: World, reader: Reader) -> None:
    root = english(reader, world.root)
    assert "Everybody may read the support policy" in read(root, "/console/settings/brands/credenti/face/")
    answer = root.post("/console/settings/brands/credenti/face/", {"act": "keep", "colour": "", "shows_record": ""})
    assert answer.status_code == 302
    world.credenti.refresh_from_db()
    assert not world.credenti.shows_policy
    change = Change.objects.latest("pk")
    assert (change.before, change.after) == ({"shows_policy": True}, {"shows_policy": False})


def test_behind_a_door_there_is_that_brands_policy_alone(world: World, stranger: Client) -> None:
    assert stranger.get("/at/credenti/policy/credenti/").status_code == 200
    assert stranger.get("/at/zmanda/policy/credenti/").status_code == 404


def test_the_portal_the_web_form_and_the_sign_in_page_lead_there(
    world: World, stranger: Client, reader: Reader
) -> None:
    changing.change_form(brand=world.credenti, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    for address in ("/at/credenti/sign-in/", "/at/credenti/ask/"):
        assert 'href="/at/credenti/policy/credenti/"' in stranger.get(address).content.decode()
    assert f'href="{POLICY}"' in english(reader, world.ana).get("/portal/plan/").content.decode()


def test_a_place_gets_so_many_papers_and_is_then_told_to_wait(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parola.web.public.views.PAPERS_BY_PLACE", 2)
    assert PAPERS_BY_PLACE > 2
    assert [stranger.get(f"{POLICY}policy.pdf").status_code for _ in range(3)] == [200, 200, 429]
    assert stranger.get(POLICY).status_code == 200
