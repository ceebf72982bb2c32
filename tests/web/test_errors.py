"""The pages for what went wrong."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.world import World
from tests.web.conftest import Reader

LONG = "Half an hour of writing about a card that does not work"


def test_what_is_not_there_is_told_kindly(world: World, reader: Reader) -> None:
    answer = reader(world.bob).get("/console/tickets/CRE-404/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


def test_a_form_that_is_too_old_says_that_nothing_is_lost(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bob)
    answer = client.post("/preferences/", {"language": "it"})
    assert answer.status_code == 403
    assert "what you typed is still there" in answer.content.decode()


def test_our_own_fault_tells_nothing_of_the_inside_and_has_a_number_that_stands_in_the_log(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("the secret is 42 and 43")

    client = reader(world.bob)
    client.raise_request_exception = False
    monkeypatch.setattr("parola.web.console.queue.queue", broken)
    monkeypatch.setattr(logging.getLogger("parola"), "propagate", True)
    answer = client.get("/console/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke on our side" in page
    assert "42 and 43" not in page
    number = re.search(r"log as ([0-9a-f]{8})", page)
    assert number is not None
    assert f"fault {number[1]} at GET console:queue" in caplog.text


def test_what_was_typed_when_something_broke_is_shown_again(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: object) -> None:
        raise RuntimeError

    world.ticket()
    client = reader(world.bob)
    client.raise_request_exception = False
    monkeypatch.setattr("parola.desk.tickets.operations.note", broken)
    answer = client.post("/console/tickets/CRE-1/note/", {"text": LONG, "seen": "1"})
    assert (answer.status_code, LONG in answer.content.decode()) == (500, True)


def test_whose_session_ended_while_writing_gets_the_text_back(world: World) -> None:
    world.ticket()
    there = "http://testserver/console/tickets/CRE-1/?draft=1"
    answer = Client().post("/console/tickets/CRE-1/note/", {"text": LONG, "seen": "1"}, HTTP_REFERER=there)
    page = answer.content.decode()
    assert answer.status_code == 401
    assert LONG in page
    assert "/sign-in/?next=%2Fconsole%2Ftickets%2FCRE-1%2F%3Fdraft%3D1" in page
    elsewhere = Client().post(
        "/console/tickets/CRE-1/note/", {"text": LONG}, HTTP_REFERER="https://elsewhere.example/x"
    )
    assert "/sign-in/?next=%2F&quot;" in elsewhere.content.decode().replace('"', "&quot;")


def test_no_page_gives_a_secret_back(world: World, reader: Reader) -> None:
    secrets = {"password1": "four quiet green horses", "code": "1 2 3 4 5 6 7 8 9"}
    answer = Client().post("/account/", secrets)
    assert answer.status_code == 302  # to sign in: nothing was written that is worth giving back


def test_the_address_of_a_form_says_that_it_is_no_page(world: World, reader: Reader) -> None:
    world.ticket()
    answer = reader(world.bob).get("/console/tickets/CRE-1/note/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address is no page" in answer.content.decode()


def test_what_is_too_large_is_told_in_words(world: World, reader: Reader, settings: Any) -> None:
    settings.FILES_LARGEST = 10
    world.ticket()
    file = SimpleUploadedFile("large.txt", b"x" * 1000)
    answer = reader(world.bob).post("/console/tickets/CRE-1/note/", {"text": LONG, "files": file})
    assert answer.status_code == 413
    assert "This is too much at once" in answer.content.decode()


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_they_are_told_in_the_readers_language(world: World, reader: Reader, language: str) -> None:
    world.bob.language = language
    world.bob.save()
    page = reader(world.bob).get("/console/tickets/CRE-404/").content.decode()
    assert f'<html lang="{language}"' in page
