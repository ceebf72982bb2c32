"""A request on paper says what its page says, to whom that is shown, and fetches nothing: classes B3 (words inside) and B6 (row 53)."""

from __future__ import annotations

import io
import socket
import unicodedata

import pypdf
import pytest

from parola.desk.files import store
from parola.desk.tickets import operations, verification
from parola.desk.tickets.attaching import File
from parola.desk.tickets.models import Ticket
from parola.web.printing.pdf import paragraphs
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english

CANARY = "zugvogel"
PAPER = "/paper/CRE-1/"


def words(content: bytes) -> str:
    """What can be copied out of it."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return unicodedata.normalize("NFKC", " ".join(" ".join(page.extract_text() for page in pages).split()))


def told(world: World) -> Ticket:
    """A request with a file, an answer, and words inside."""
    file = File(blob=store.put([b"a,b"], now=MONDAY), name="log.csv")
    ticket = world.ticket(
        priority="P1", attachments=[file], text='Nobody can log in. <img src="http://192.0.2.1/x.png">'
    )
    ticket = operations.note(ticket=ticket, by=world.bob, text=f"Inside: {CANARY}", now=after(minutes=1))
    ticket = operations.reply(ticket=ticket, by=world.bob, text="We look into it.", now=after(minutes=30))
    return operations.note(ticket=ticket, by=world.bob, text=f"Again: {CANARY}", now=after(minutes=31))


def test_its_customer_gets_what_the_page_says_and_no_word_from_inside(world: World, reader: Reader) -> None:
    told(world)
    answer = english(reader, world.ana).get(PAPER)
    assert answer["Content-Type"] == "application/pdf"
    said = words(answer.content)
    for part in ("No login", "Nobody can log in.", "We look into it.", "What we promised", "Kept", "log.csv", "1 / 1"):
        assert part in said
    assert CANARY not in said
    assert CANARY.encode() not in answer.content
    assert "Internal note" not in said


def test_the_desk_gets_the_same_and_what_is_inside_if_it_asks(world: World, reader: Reader) -> None:
    told(world)
    bob = english(reader, world.bob)
    assert CANARY not in words(bob.get(PAPER).content)
    assert CANARY in words(bob.get(f"{PAPER}?inside=1").content)
    assert reader(world.ana).get(f"{PAPER}?inside=1").status_code == 404
    assert reader(world.olga).get(PAPER).status_code == 404
    assert reader(world.ana).get("/at/zmanda/paper/CRE-1/").status_code == 404


def test_its_last_line_can_be_held_against_the_record(world: World, reader: Reader) -> None:
    """The position and hash of the last event that it shows: the answer, not the note after it."""
    event = told(world).events.get(seq=3)
    assert f"{event.position}:{event.hash}" in words(reader(world.ana).get(PAPER).content).replace(" ", "")
    assert list(verification.verify(anchors=[(event.position, event.hash)]).findings) == []


@pytest.mark.parametrize("language", ["es", "it", "ar"])
def test_it_speaks_the_readers_language(world: World, reader: Reader, language: str) -> None:
    world.ticket(subject="تعذر الدخول", text="لا يمكن لأحد الدخول.\n\nNobody can log in.")
    world.ana.language = language
    world.ana.save()
    made = reader(world.ana).get(PAPER).content
    assert str(pypdf.PdfReader(io.BytesIO(made)).root_object["/Lang"]) == language
    assert "Nobody can log in." in words(made)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 70_000,
        "(\u202e" * 40_000,
        "a\u0301" * 40_000,
        "\u0627\u064e" * 40_000,
        '#read("/etc/passwd") #image("http://192.0.2.1/") \\ $ @x <y> `raw` */ //',
        "\x01\x0b\ufeff\U000e0041\n\n\n" * 1000,
        "\u2066" * 10_000,
        "😀漢" * 10_000,
    ],
    ids=["word", "override", "accents", "vowels", "markup", "controls", "isolates", "unknown"],
)
def test_hostile_words_are_words_and_nothing_is_fetched(
    world: World, reader: Reader, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket(text=text, subject=text[:150])

    def refuse(*_given: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    answer = reader(world.ana).get(PAPER)
    assert answer.content.startswith(b"%PDF")
    if text.startswith("#read"):
        assert '#read("/etc/passwd")' in words(answer.content)
        assert "root:" not in words(answer.content)


def test_each_paragraph_has_its_own_direction() -> None:
    assert [each["direction"] for each in paragraphs("1. مرحبا\n\nHello مرحبا\n\n123")] == ["rtl", "ltr", "ltr"]
