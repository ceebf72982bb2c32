"""Lines are put into an agreement file, and nothing else of it moves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.policy import library
from parola.policy.findings import Source
from parola.policy.insert import AlreadyThere, CannotInsert, put
from parola.policy.read import read
from parola.policy.tree import grow

SHIPPED = [path.stem for path in library.shipped()]
DAY = {"dates": "2026-12-24", "name": "Fiesta local"}


def differing(before: str, after: str) -> int:
    """How many lines of the one are not in the other, beside those that are new."""
    return len(set(before.split("\n")) - set(after.split("\n")))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_closed_day_in_every_language_goes_into_each_shipped_agreement(name: str) -> None:
    source = library.load(name).source
    agreement = library.load(name).agreement
    calendar = next((each for each in agreement.calendars.values() if each.week), None)
    if calendar is None:
        return
    place = ("calendars", calendar.id, "closures", "closed-2026-12-24")
    changed = put(source, place, DAY)
    for language in agreement.languages[1:]:
        changed = put(changed, ("translations", language, *place, "name"), f"In {language}: 'so' \"it\" is")
    closure = read(changed).agreement.calendars[calendar.id].closures[-1]
    assert dict(closure.name) == {agreement.languages[0]: "Fiesta local"} | {
        language: f"In {language}: 'so' \"it\" is" for language in agreement.languages[1:]
    }
    assert differing(source, changed) <= len(agreement.languages)  # what stands in braces grows in its line


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("a:\n  b: 1\n\n# end\nc: 2\n", ("a", "x"), "a:\n  b: 1\n  x: y\n\n# end\nc: 2\n"),
        ("a:\n  b: 1 # of b\n  # of c\n  c: 2", ("a", "x"), "a:\n  b: 1 # of b\n  # of c\n  c: 2\n  x: y"),
        ("a:\n  b: |\n    one\n\n    two\nc: 2\n", ("a", "x"), "a:\n  b: |\n    one\n\n    two\n  x: y\nc: 2\n"),
        ("a:\n  b: one\n    two\nc: 2\n", ("a", "x"), "a:\n  b: one\n    two\n  x: y\nc: 2\n"),
        ("a: {b: 1}\n", ("a", "x"), "a: {x: y, b: 1}\n"),
        ("a: {} # none\n", ("a", "x", "z"), "a: {x: {z: y}} # none\n"),
        ("a: {\n  b: 1}\n", ("a", "x"), "a: {x: y, \n  b: 1}\n"),
        ("a: 1\n", ("x", "z"), "a: 1\nx:\n  z: y\n"),
    ],
)
def test_it_goes_after_what_its_place_holds(text: str, path: tuple[str, ...], found: str) -> None:
    assert put(text, path, "y") == found.replace(" y", ' "y"')


def test_what_is_there_is_not_written_over() -> None:
    with pytest.raises(AlreadyThere):
        put("a: {b: 1}", ("a", "b"), "2")
    with pytest.raises(CannotInsert):
        put("a: 1", ("a", "b"), "2")


@given(st.text(max_size=40), st.sampled_from(SHIPPED))
def test_any_words_are_put_in_as_they_are_or_not_at_all(words: str, name: str) -> None:
    source = library.load(name).source
    try:
        changed = put(source, ("texts", "x-new"), words)
    except CannotInsert:
        assert any(unicodedata.category(each) in ("Cc", "Cs") or each in "\x85\u2028\u2029\ufeff" for each in words)
        return
    root = grow(Source("a", changed)).get("texts", "x-new")
    assert root is not None
    assert root.value == words
