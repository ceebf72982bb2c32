"""The filter line, as a table that a support manager can read, and its laws."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.tickets import filter_words, filters
from parola.desk.tickets.filter_words import FIELDS, VALUES, Field
from parola.desk.tickets.filters import COMPARED, Line, Term, read, told

LANGUAGES = ("en", "es", "it", "ar")
TABLE = (Path(__file__).parent / "tables" / "filters.txt").read_text(encoding="utf-8")
ROWS = [re.split(r" {2,}", row) for row in TABLE.splitlines() if row and not row.startswith(("#", "=="))]
NAMED = [field for field in Field if field not in filter_words.CLOSED | COMPARED | {Field.LANGUAGE, Field.WORDS}]
letter = st.characters(exclude_categories=("C", "M", "Z"), exclude_characters='"“”„«»،')
name = st.text(letter, min_size=1, max_size=8).map(lambda text: normalize("NFC", text))


def told_again(text: str) -> str:
    """The line, or what is wrong with it: each by its first and its last letter, counted from one."""
    found = read(text)
    wrong = ", ".join(f"{fault.start + 1}-{fault.end} {fault.wrong}" for fault in found.faults)
    return wrong or found.line.spelt()


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Any filter that can be said."""
    without, field = draw(st.booleans()), draw(st.sampled_from(Field))
    if field in COMPARED and draw(st.booleans()):
        number = st.integers(1, 99).map(str)
        span = st.tuples(number, st.sampled_from("mhdw")).map("".join)
        value = draw(number if field is Field.TIER else span | st.dates().map(str))
        return Term(field=field, op=draw(st.sampled_from(["<", "<=", ">", ">="])), values=(value,), without=without)
    known = [st.sampled_from(list(VALUES[field]))] if field in VALUES else []
    free = [st.lists(name, min_size=1, max_size=3).map(" ".join)] if field in NAMED or field is Field.WORDS else []
    other = {Field.TIER: st.integers(1, 99).map(str), Field.LANGUAGE: st.sampled_from(["ar", "es", "fil"])}
    each = st.one_of(*known, *free, *([other[field]] if field in other else []))
    few = 1 if field is Field.WORDS else 3
    given_values = draw(st.lists(each, min_size=1, max_size=few, unique=True))
    read_as = [filter_words.values(field).get(filter_words.spelt(value), value) for value in given_values]
    return Term(field=field, values=tuple(dict.fromkeys(read_as)), without=without)


@pytest.mark.parametrize(("typed", "said"), ROWS, ids=[typed for typed, _ in ROWS])
def test_a_line_is_said_back_as_the_table_says(typed: str, said: str) -> None:
    assert told_again(typed) == said


@given(st.lists(terms(), max_size=4).map(told), st.sampled_from(LANGUAGES))
def test_a_line_means_the_same_in_every_language_and_when_it_is_read_again(line: Line, language: str) -> None:
    text = line.spelt(language)
    if len(text) <= filters.LONGEST:
        assert read(text).line == line
        assert read(text).faults == ()


@given(st.text(st.sampled_from('ab:<>=,"- 0123hdاP\x00\u200f\n') | st.characters(), max_size=60))
def test_whatever_is_typed_is_read_or_told_by_its_place(text: str) -> None:
    """Nothing is passed over: each piece is a filter or a fault, and they stand within what was read."""
    found = read(text)
    places = [(start, end) for _, start, end in found.places]
    faults = [(fault.start, fault.end) for fault in found.faults]
    assert all(0 <= start < end <= len(found.text) for start, end in (*places, *faults))
    assert read(found.line.spelt()).line == found.line
    assert bool(places or faults) == bool(found.text)


def test_a_line_that_is_too_long_is_told_so() -> None:
    assert told_again("a" * 501) == "1-500 length"


def test_a_filter_is_put_in_place_of_another() -> None:
    line = read("state:open priority:P1 printer").line
    assert line.put(Field.STATE, "closed").spelt() == "state:closed priority:P1 printer"
    assert line.put(Field.PRIORITY).spelt() == "state:open printer"
    assert line.named(Field.PRIORITY) == ("P1",)


def test_no_word_means_two_things() -> None:
    """In any language, also beside the others'; none needs quotation marks."""
    fields = {str(field): set(said) for field, said in FIELDS.items()}
    for named in (fields, *map(_values, VALUES)):
        for (one, words), (other, others) in combinations(named.items(), 2):
            assert not {*map(filter_words.spelt, words)} & {*map(filter_words.spelt, others)}, (one, other)
    assert all(len(word.split()) == 1 for said in FIELDS.values() for word in said)


def _values(field: Field) -> dict[str, set[str]]:
    return {value: {value, *said} for value, said in VALUES[field].items()}
