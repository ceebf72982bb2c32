"""B10: what somebody writes costs no more to print or to look for than what others write (CVE-2014-9472, CVE-2021-36093)."""

from __future__ import annotations

import pytest

from parola.desk.search import following
from parola.desk.search.engines import postgresql
from parola.desk.search.models import Document
from parola.desk.tickets import operations
from parola.web.printing import paper
from parola.web.printing.pdf import line
from tests.desk.world import World, after


@pytest.mark.parametrize("text", ["a\n" * 10_000, "\n" * 20_000, "a\r" * 10_000, "word " * 8_000])
@pytest.mark.parametrize("left", [-100, 0, 500, paper.MOST_OF_ONE])
def test_a_message_takes_no_more_room_than_is_left(text: str, left: int) -> None:
    kept, _end = paper._as_far_as(text, left).rsplit("\n\n", 1)
    assert len(kept) <= max(left, 0)
    assert kept.count("\n") <= max(left, 0) // paper.A_LINE


def test_what_fits_is_kept_whole() -> None:
    assert paper._as_far_as("One.\r\n\r\nTwo.", 100) == "One.\n\nTwo."


def test_a_letter_has_a_few_marks_and_not_a_thousand() -> None:
    assert line("a" + "\u0301" * 1000 + "b") == "a" + "\u0301" * 4 + "b"
    assert line("مُحَمَّدٌ tiếng Việt") == "مُحَمَّدٌ tiếng Việt"


def rare(first: int) -> str:
    """Words that are as long as the index keeps them, of letters that take four bytes each, and all different."""
    return " ".join("\U00020000" * 60 + chr(0x20001 + place) for place in range(first, first + 3000))


@pytest.mark.django_db
def test_a_text_of_long_rare_words_does_not_hold_up_the_index(world: World) -> None:
    ticket = world.ticket(text=rare(0))
    operations.customer_message(
        ticket=ticket,
        by=world.ana,
        text=rare(3000),
        channel="portal",
        submitted_at=after(minutes=5),
        now=after(minutes=5),
    )
    while following.step():
        pass
    words = Document.objects.get().words
    assert len(words.encode()) > postgresql.MOST_BYTES
    assert len(postgresql.vector(words).encode()) < postgresql.MOST_BYTES * 1.1
