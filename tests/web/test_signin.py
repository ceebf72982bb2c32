"""Signing in, and what a reader chooses."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.accounts.models import Person
from tests.desk.world import World
from tests.web.conftest import Reader

PASSWORD = "a long password"


@pytest.fixture
def bob(world: World) -> Person:
    world.bob.set_password(PASSWORD)
    world.bob.save()
    return world.bob


def sign_in(client: Client, person: Person, password: str = PASSWORD, target: str = "") -> object:
    return client.post("/sign-in/", {"login": person.email.upper(), "password": password, "next": target})


def test_one_comes_to_where_one_was_going(world: World, bob: Person) -> None:
    world.ticket()
    client = Client()
    assert client.get("/console/tickets/CRE-1/")["Location"] == "/sign-in/?next=/console/tickets/CRE-1/"
    answer = client.post("/sign-in/", {"login": bob.email, "password": PASSWORD, "next": "/console/tickets/CRE-1/"})
    assert answer["Location"] == "/console/tickets/CRE-1/"
    assert client.get("/console/tickets/CRE-1/").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example", "http:evil.example", "javascript:alert(1)",
        "/\t/evil.example", "\\\\evil.example", "https:/evil.example", "%2f%2fevil.example", "evil.example", "@evil.example",
        "http://testserver@evil.example/", "//testserver.evil.example/",
    ],
)  # fmt: skip
def test_no_address_leads_away_from_the_desk(bob: Person, target: str) -> None:
    for address, data in (
        ("/sign-in/", {"login": bob.email, "password": PASSWORD, "next": target}),
        ("/preferences/", {"language": "en", "next": target}),
    ):
        assert Client().post(address, data)["Location"] == "/"


def test_an_unknown_and_a_known_address_are_answered_alike(bob: Person) -> None:
    known = Client().post("/sign-in/", {"login": bob.email, "password": "wrong"})
    unknown = Client().post("/sign-in/", {"login": "nob@people.example", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    said = "This address and password do not belong together."
    assert [said in answer.content.decode() for answer in (known, unknown)] == [True, True]


def test_after_too_many_attempts_even_the_right_password_has_to_wait(bob: Person) -> None:
    client = Client()
    for _ in range(10):
        client.post("/sign-in/", {"login": bob.email, "password": "wrong"})
    answer = client.post("/sign-in/", {"login": bob.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Wait 15 minutes" in answer.content.decode()


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(bob: Person) -> None:
    client = Client()
    client.get("/sign-in/")
    before = client.session.session_key
    client.post("/sign-in/", {"login": bob.email, "password": PASSWORD})
    assert client.session.session_key != before
    client.post("/sign-out/")
    assert client.get("/console/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("it", "ltr"), ("ar", "rtl")])
def test_the_browser_chooses_the_language_until_somebody_does(language: str, direction: str, db: None) -> None:
    page = Client().get("/sign-in/", headers={"accept-language": f"{language},en;q=0.5"})
    assert f'<html lang="{language}" dir="{direction}"' in page.content.decode()
    assert page["Content-Language"] == language


def test_the_language_that_a_person_chooses_stays_theirs(world: World, reader: Reader) -> None:
    reader(world.bob).post("/preferences/", {"language": "ar", "next": "/console/"})
    page = reader(world.bob).get("/console/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page


def test_who_writes_in_another_language_is_met_in_the_browsers(world: World, reader: Reader) -> None:
    world.bob.language = "fr"
    world.bob.save()
    page = reader(world.bob).get("/console/", headers={"accept-language": "it"}).content.decode()
    assert '<html lang="it"' in page


def test_an_unknown_language_or_theme_changes_nothing(world: World, reader: Reader) -> None:
    client = reader(world.bob)
    client.post("/preferences/", {"language": "xx", "theme": '"><script>'})
    page = client.get("/console/").content.decode()
    assert '<html lang="en" dir="ltr">' in page


def test_the_theme_is_kept_on_the_device(db: None) -> None:
    client = Client()
    client.post("/preferences/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()
    client.post("/preferences/", {"theme": "system"})
    assert "data-theme" not in client.get("/sign-in/").content.decode()


def test_a_page_that_stays_open_when_its_session_ends_keeps_what_was_typed(db: None) -> None:
    """A part of it that is fetched again is refused, and no sign-in page is put in its place."""
    answer = Client().get("/console/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.content == b""
