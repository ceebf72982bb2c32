"""An agreement is published by a manager, from the text that was checked and no other, and what is wrong never comes into force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parola.desk.agreements import operations
from parola.desk.agreements.models import AgreementVersion
from parola.desk.tickets.models import Ticket
from parola.policy import library
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, posted
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/agreements/credenti/"
PROPOSE = f"{PAGE}propose/"
SOURCE = library.load("credenti").source
FASTER = SOURCE.replace("{on: contract, P3: 4h, P4: 12h}", "{on: contract, P3: 4h, P4: 10h}")

WITHOUT_BASIC = (
    library.load("cloudtalk")
    .source.replace("  basic:", "  small:")
    .replace("plan: basic", "plan: small")
    .replace("plans.basic", "plans.small")
)


@pytest.fixture
def manager(world: World, reader: Reader) -> Client:
    """Mara manages Credenti."""
    return english(reader, posted("mara", world.credenti, "manager"))


def seen(page: bytes) -> str:
    """What the form says was checked."""
    (found,) = re.findall(r'name="seen" value="([^"]*)"', page.decode())
    return str(found)


def numbers(world: World) -> list[int]:
    return sorted(AgreementVersion.objects.filter(brand=world.credenti).values_list("number", flat=True))


def checked(client: Client, source: str) -> Any:
    return client.post(PROPOSE, {"source": source, "act": "check"})


def test_a_text_is_checked_compared_and_then_published(world: World, manager: Client) -> None:
    ticket = world.ticket()
    answer = checked(manager, FASTER.replace("\n", "\r\n"))  # as a browser sends it
    page = text_of(answer.content)
    assert answer.status_code == 200
    assert "This can be published" in page
    assert "What changes against version 1" in page
    assert "before12 business hours, hours of the contractafter10 business hours, hours of the contract" in page
    assert "1 open ticket keeps the terms under which it was opened: none is touched." in page
    assert numbers(world) == [1]
    answer = manager.post(PROPOSE, {"source": FASTER, "seen": seen(answer.content), "act": "publish"}, follow=True)
    assert "Version 2 of Credenti is in force for tickets that open from now on." in text_of(answer.content)
    newest = AgreementVersion.objects.get(brand=world.credenti, number=2)
    assert (newest.source, str(newest.published_by), newest.published_at) == (FASTER, "Mara", MONDAY)
    assert Ticket.objects.get(pk=ticket.pk).version_id == world.version.pk


def test_a_file_is_taken_as_well(world: World, manager: Client) -> None:
    file = SimpleUploadedFile("new.yaml", b"\xef\xbb\xbf" + FASTER.encode())
    answer = manager.post(PROPOSE, {"source": SOURCE, "file": file, "act": "check"})
    assert "P4: 10h" in answer.content.decode()
    assert "This can be published" in answer.content.decode()


def wrong() -> Iterator[tuple[str, str, str]]:
    """A text, what is said of it, and where."""
    yield SOURCE.replace("P1: 30m", "P1: soon"), "`soon` is not a duration", r"\d+:\d+"
    yield SOURCE.replace("{on: contract, P3: 4h", "{on: always, P3: 4h"), "cannot be kept for a request", r"\d+:\d+"
    yield (
        SOURCE.replace("{on: always, P1: 30m, P2: 1h}", "{on: always, P1: 15m, P2: 1h}"),
        "by this case `due` is",
        "fails",
    )
    yield WITHOUT_BASIC, "A contract holds what this version does not have: basic (contract", ""
    yield "a: [", "This cannot be published", r"1:\d"
    yield "&a [*a, *a]", "This cannot be published", r"1:1"
    yield "x" * 150_000, "This cannot be published", r"1:1"


@pytest.mark.parametrize(("source", "said", "place"), [*wrong()])
def test_what_is_wrong_is_told_with_its_place_and_cannot_be_published(
    world: World, manager: Client, source: str, said: str, place: str
) -> None:
    answer = checked(manager, source)
    page = text_of(answer.content)
    assert answer.status_code == 422
    assert said in page
    assert re.search(place, page)
    assert 'value="publish"' not in answer.content.decode()
    answer = manager.post(PROPOSE, {"source": source, "seen": seen(answer.content), "act": "publish"})
    assert answer.status_code == 422
    assert numbers(world) == [1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": "   "}, "Paste a text, or choose a file."),
        ({"source": "x" * 200_001}, "at most 200000 characters"),
        ({"file": SimpleUploadedFile("a.yaml", b"\xff\xfe")}, "This file is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_at_its_field(
    world: World, manager: Client, given: dict[str, Any], said: str
) -> None:
    answer = manager.post(PROPOSE, given)
    assert answer.status_code == 422
    assert said in text_of(answer.content)


def test_a_text_changed_after_the_check_is_checked_again(world: World, manager: Client) -> None:
    checked_so = seen(checked(manager, FASTER).content)
    other = FASTER.replace("P4: 10h", "P4: 9h")
    answer = manager.post(PROPOSE, {"source": other, "seen": checked_so, "act": "publish"})
    assert "this text was not checked yet" in text_of(answer.content)
    assert numbers(world) == [1]


def test_what_was_checked_against_a_version_that_is_gone_is_checked_again(world: World, manager: Client) -> None:
    checked_so = seen(checked(manager, FASTER).content)
    other = SOURCE.replace("P3: 4h, P4: 12h", "P3: 4h, P4: 11h")
    operations.publish(brand=world.credenti, source=other, by=None, now=MONDAY)
    answer = manager.post(PROPOSE, {"source": FASTER, "seen": checked_so, "act": "publish"})
    assert "What changes against version 2" in text_of(answer.content)
    assert numbers(world) == [1, 2]
    with pytest.raises(operations.ReplacedMeanwhile):
        operations.publish(brand=world.credenti, source=FASTER, by=None, now=MONDAY, replaces=1)


def test_the_text_in_force_is_not_published_again(world: World, manager: Client) -> None:
    answer = checked(manager, SOURCE)
    assert "This text is in force already" in text_of(answer.content)
    assert 'value="publish"' not in answer.content.decode()


def test_versions_are_listed_compared_and_saved(world: World, manager: Client) -> None:
    operations.publish(brand=world.credenti, source=FASTER, by=world.root, now=MONDAY)
    page = text_of(manager.get(PAGE).content)
    assert re.search(r"Version 2 in force .* · Root .* Version 1", page)
    assert AgreementVersion.objects.get(brand=world.credenti, number=2).digest in page
    assert "10 business hours" in text_of(manager.get(f"{PAGE}2/").content)
    assert "It was the first." in text_of(manager.get(f"{PAGE}1/").content)
    saved = manager.get(f"{PAGE}1/file/")
    assert saved.content.decode() == SOURCE
    assert saved["Content-Disposition"] == 'attachment; filename="credenti-1.yaml"'


def test_other_brands_and_other_roles_have_no_such_page(world: World, manager: Client, reader: Reader) -> None:
    worlds.publish(world.zmanda, "zmanda")
    assert manager.get("/console/agreements/zmanda/").status_code == 404
    assert manager.post("/console/agreements/zmanda/propose/", {"source": FASTER}).status_code == 404
    assert manager.get("/console/agreements/")["Location"] == PAGE
    assert PAGE[:-9] in manager.get("/console/").content.decode()
    for person in (world.bob, world.lea, world.audrey):
        assert reader(person).get(PAGE).status_code == 404
        assert PAGE[:-9] not in reader(person).get("/console/").content.decode()
    with pytest.raises(operations.NotAllowed):
        operations.publish(brand=world.credenti, source=FASTER, by=world.lea, now=MONDAY)


def test_what_a_file_says_is_text_wherever_it_stands(world: World, manager: Client) -> None:
    attack = "<script>alert(1)</script>"
    for source in (FASTER.replace("title: ", f"title: {attack} "), f"{attack}: x"):
        assert attack not in checked(manager, source).content.decode()
