"""Placeholders stand for values from a short list, once; everything else is text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.tickets.placeholders import PLACEHOLDERS, Wrong, fill, named, one_line, wrong

texts = st.lists(st.sampled_from(["{{", "}}", "{", "}", "customer_name", "next_due", "\n", " ", "a.b", "ع"])).map(
    "".join
)


def test_a_placeholder_is_filled_in_whatever_blanks_stand_in_it() -> None:
    filled = fill("Hello {{customer_name}}, {{ brand_name }}.", {"customer_name": "Ana", "brand_name": "Acme"})
    assert (filled.text, filled.missing) == ("Hello Ana, Acme.", ())


def test_what_has_no_value_stays_and_is_named_once() -> None:
    filled = fill("{{next_due}} {{next_due}}", {"next_due": ""})
    assert (filled.text, filled.missing) == ("{{next_due}} {{next_due}}", ("next_due",))


def test_a_value_is_not_read_again() -> None:
    values = {"customer_name": "{{ticket_link}}", "ticket_link": "https://desk.example/"}
    assert fill("{{customer_name}}", values).text == "{{ticket_link}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain, {single} and }} alone", []),
        ("{{nobody}}", [Wrong("nobody", 1, 1)]),
        ("one\ntwo {{ customer_name.password }}", [Wrong("customer_name.password", 2, 5)]),
        ("{{customer_name}} {{", [Wrong("", 1, 19)]),
        ("{{a {{customer_name}}", [Wrong("a", 1, 1)]),
        ("{{{customer_name}}}", [Wrong("{customer_name", 1, 1)]),
        ("{{}}", [Wrong("", 1, 1)]),
        ("{{Customer_Name}}", [Wrong("Customer_Name", 1, 1)]),
    ],
)
def test_what_only_looks_like_a_placeholder_is_found_at_its_place(text: str, found: list[Wrong]) -> None:
    assert list(wrong(text)) == found


@given(texts)
def test_a_text_without_faults_holds_nothing_but_text_once_it_is_filled(text: str) -> None:
    filled = fill(text, dict.fromkeys(PLACEHOLDERS, "X")).text
    if not list(wrong(text)):
        assert "{{" not in filled
    assert named(filled) == []


def test_openings_that_nothing_closes_between_are_passed_over_together() -> None:
    """Each by itself, with all that follows it, would cost the square of their length."""
    text = "{{" * 1000 + "}}" * 1000
    assert list(wrong(text)) == [Wrong("", 1, 1), Wrong("", 1, 1999)]
    assert fill(text, {}).text == text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Ana\r\nMaría\x00 ", "Ana María"),
        ("Ana\u202egnp.exe\u2066", "Anagnp.exe"),
        ("نورة القحطاني", "نورة القحطاني"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_value_is_one_line_in_its_own_direction(given: str, kept: str) -> None:
    assert one_line(given) == kept
