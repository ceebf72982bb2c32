"""Numbers as people write them, and as they are kept."""

from __future__ import annotations

import pytest

from parola.desk.telephony.numbers import normalise, part_of_number, readable


@pytest.mark.parametrize(
    ("typed", "zone", "kept"),
    [
        ("+34 600 111 222", "UTC", "+34600111222"),
        ("600 111 222", "Europe/Madrid", "+34600111222"),
        ("0034600111222", "Europe/Madrid", "+34600111222"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "Asia/Riyadh", "+966501234567"),
        ("02 1234 5678", "Europe/Rome", "+390212345678"),
        ("(415) 555-2671", "America/Los_Angeles", "+14155552671"),
        ("600 111 222", "UTC", ""),
        ("anonymous", "Europe/Madrid", ""),
        ("12", "Europe/Madrid", ""),
        ("", "Europe/Madrid", ""),
    ],
)
def test_a_number_is_kept_in_one_form(typed: str, zone: str, kept: str) -> None:
    assert normalise(typed, zone) == kept


def test_a_kept_number_is_read_in_groups_and_what_is_none_as_it_is() -> None:
    assert readable("+34600111222") == "+34 600 11 12 22"
    assert readable("anonymous") == "anonymous"


@pytest.mark.parametrize(
    ("typed", "part"),
    [("600 11 12", "6001112"), ("0600-1112", "6001112"), ("٦٠٠١١١٢", "6001112"), ("1234", ""), ("Acme 2000000", ""), ("+34 600", "34600")],
)  # fmt: skip
def test_what_is_typed_to_find_somebody_is_a_number_only_where_it_can_be(typed: str, part: str) -> None:
    assert part_of_number(typed) == part
