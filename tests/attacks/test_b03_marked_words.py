"""B3: what is written inside is marked word for word, also where a letter hides a blank or a sign ("ﷺ", "½"): no customer's search meets it."""

from __future__ import annotations

import pytest
from django.db.models import Q

from parola.desk.search import following
from parola.desk.search.asking import asked
from parola.desk.search.models import Document
from parola.desk.search.tickets import find, matching
from parola.desk.search.tokens import INSIDE, tokens
from parola.desk.tickets import operations, own, queries
from parola.desk.tickets.own import Wanted
from tests.desk.world import World, after

HIDING = ("ﷺ", "ﷻ", "⑴", "⒈", "½", "🄁", "㋀", "ŀ")
NOTHING = ("ـ", "ــ", "-ـ", '"ـ"', "in:ـ", "ـ ـ")
"""The stroke that only stretches Arabic words, alone: no word is left of it."""


@pytest.mark.parametrize("letter", HIDING)
def test_a_letter_that_hides_another_sign_is_one_word(letter: str) -> None:
    for token in tokens(f"owes{letter}zugvogel {letter}", "en", inside=True):
        assert token.startswith(INSIDE)
        assert token.removeprefix(INSIDE).isalnum()


@pytest.mark.django_db
def test_no_customer_finds_what_stands_behind_it(world: World) -> None:
    ticket = world.ticket()
    text = " ".join(f"owes{letter}zugvogel" for letter in HIDING)
    operations.note(ticket=ticket, by=world.bob, text=text, now=after(minutes=5))
    while following.step():
        pass
    assert "zugvogel" in Document.objects.get().words
    for word in ("zugvogel", "zugvoge", "الله"):
        assert not matching(own.requests(world.ana, Wanted()), word, inside=False).exists()


@pytest.mark.django_db
def test_a_search_for_no_word_at_all_breaks_nothing(world: World) -> None:
    ticket = world.ticket()
    operations.note(ticket=ticket, by=world.bob, text="Inside.", now=after(minutes=5))
    while following.step():
        pass
    for text in NOTHING:
        for typing in (False, True):
            said = asked(text, typing=typing)
            assert not find(queries.worked_on_by(world.bob), said, Q(), inside=True, now=after(minutes=6)).guessed
        list(matching(own.requests(world.ana, Wanted()), text, inside=False))
