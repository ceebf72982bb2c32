"""The reply address: genuine or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.accounts.models import without_detail
from parola.desk.mail.address import is_address
from parola.desk.mail.token import Token, read, reply_address

KEY, OTHER = b"k" * 32, b"o" * 32
ADDRESS = reply_address("support@credenti.example", 1042, 7, KEY)
NUMBERS = st.integers(1, 10**12 - 1)


@given(NUMBERS, NUMBERS)
def test_it_is_an_address_and_is_read_back(ticket: int, person: int) -> None:
    address = reply_address("support@credenti.example", ticket, person, KEY)
    assert is_address(address)
    assert read(address, KEY) == Token(ticket, person)
    assert without_detail(address) == "support@credenti.example"


def test_case_makes_no_difference_to_it() -> None:
    assert read(ADDRESS.upper(), KEY) == Token(1042, 7)


@pytest.mark.parametrize(
    "forged",
    [
        ADDRESS.replace("1042", "1043"),
        ADDRESS.replace("-7-", "-8-"),
        ADDRESS.replace("@", "a@"),
        ADDRESS.replace("@", "")[:-1],
        reply_address("support@credenti.example", 1042, 7, OTHER),
        "support@credenti.example",
        "support+@credenti.example",
        "support+1042-7-aaaaaaaaaaaaaaaa@credenti.example",
        "support+1042-7-@credenti.example",
        "+1042-7-aaaaaaaaaaaaaaaa",
        "",
    ],
)
def test_what_is_not_ours_is_no_token(forged: str) -> None:
    assert read(forged, KEY) is None


def test_a_guess_has_a_chance_of_one_in_two_to_the_eighty() -> None:
    local = ADDRESS.partition("@")[0]
    assert len(local.rpartition("-")[2]) * 5 == 80
    assert len(local) <= 64
