"""B7, B10: what is typed into a search is never the index's own language: quotes, operators, marks and patterns are words or nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from parola.desk.search import following
from parola.desk.tickets import operations
from tests.desk.world import World, after
from tests.web.conftest import Reader

pytestmark = pytest.mark.django_db
TYPED = (
    '"', "'", "''", "\\", "a*", "*", "NEAR(a b)", "a AND", "OR", "~zugvogel", '"~', "~", "words:zugvogel", "zugvogel:*", "^zug",
    "'zugvogel' & |!", "zugvogel' | 'a", 'x" OR "zugvogel', "<->", "%", "_", "(", "-", "--", "-'", "\x00", "ـ", "ﷺ", "😀" * 200,
    "x" * 5000, "a " * 500, '"a b ' * 100, "-a " * 60, "in:", "in:x", "P1 in:people '",
    "zugvogel one two three", " ".join(f"word{each}" for each in range(60)), " ".join(f"-word{each}" for each in range(60)),
)  # fmt: skip
INSIDE = ("zugvogel", "~zugvogel", '"zugvogel"', "zugvoge", "zug*", "'~zugvogel':*", "words:~zugvogel", "zugvogle")


def with_a_note(world: World) -> None:
    operations.note(ticket=world.ticket(), by=world.bob, text="Inside: zugvogel", now=after(minutes=5))
    while following.step():
        pass


def test_nothing_that_is_typed_breaks_a_search(world: World, reader: Reader) -> None:
    with_a_note(world)
    bob, ana = reader(world.bob), reader(world.ana)
    for text in TYPED:
        for client, name in (
            (bob, "console:search"), (bob, "console:search_quick"), (bob, "console:queue"), (ana, "portal:requests"),
        ):  # fmt: skip
            answer = client.get(reverse(name), {"text": text, "q": text})
            assert answer.status_code == 200, (name, text)


def test_no_spelling_of_a_word_inside_is_found_by_its_customer(world: World, reader: Reader) -> None:
    with_a_note(world)
    ana = reader(world.ana)
    assert "CRE-1" in ana.get(reverse("portal:requests"), {"text": "login"}).content.decode()
    for text in INSIDE:
        assert "CRE-1" not in ana.get(reverse("portal:requests"), {"text": text}).content.decode(), text
        assert "CRE-1" not in b"".join(ana.get(reverse("portal:requests_csv"), {"text": text})).decode(), text
    for name in ("console:search", "console:search_quick"):
        assert ana.get(reverse(name), {"text": "zugvogel"}).status_code == 404
