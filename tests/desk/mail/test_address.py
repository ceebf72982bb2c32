"""`From:` names exactly one mailbox, or nobody."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parola.desk.mail.address import Mailbox, is_address, mailbox, sender

ONE = [
    ("ada@customer.example", "ada@customer.example", ""),
    ("<ada@customer.example>", "ada@customer.example", ""),
    ("Ada Lovelace <ada@customer.example>", "ada@customer.example", "Ada Lovelace"),
    ('"Lovelace, Ada" <ada@customer.example>', "ada@customer.example", "Lovelace, Ada"),
    ('"Ada \\"the first\\"" <ada@customer.example>', "ada@customer.example", 'Ada "the first"'),
    ("Lovelace, Ada <ada@customer.example>", "ada@customer.example", "Lovelace, Ada"),
    ("ada@customer.example <ada@customer.example>", "ada@customer.example", ""),
    ("ada@customer.example (Ada)", "ada@customer.example", "Ada"),
    ("Ada (at work) <ada@customer.example>", "ada@customer.example", "Ada"),
    ("Ada <ada@customer.example> (at work)", "ada@customer.example", "Ada"),
    ("=?utf-8?q?Jos=C3=A9?= <jose@customer.example>", "jose@customer.example", "José"),
    ("=?utf-8?b?2KPYrdmF2K8=?= <ahmad@customer.example>", "ahmad@customer.example", "أحمد"),
    ("=?utf-8?q?Lovelace,_Ada?= <ada@customer.example>", "ada@customer.example", "Lovelace, Ada"),
    ("José <jose@customer.example>", "jose@customer.example", "José"),
    ("ada+tag@customer.example", "ada+tag@customer.example", ""),
    ("VICTIM@Customer.Example", "VICTIM@Customer.Example", ""),
    ("أحمد@شركة.example", "أحمد@شركة.example", ""),
    ('"victim@customer.example" <s@attacker.example>', "s@attacker.example", ""),
    ("=?utf-8?q?victim=40customer=2Eexample?= <s@attacker.example>", "s@attacker.example", ""),
    ('"victim\uff20customer.example" <s@attacker.example>', "s@attacker.example", ""),
]

NOBODY = [
    "",
    "Ada",
    "ada@",
    "@customer.example",
    "victim@customer.example <s@attacker.example>",
    "victim@customer.example, s@attacker.example",
    "victim@customer.example, Ada <s@attacker.example>",
    "s@attacker.example, <s@attacker.example>",
    "Ada: Bob <s@attacker.example>;",
    "Ada <ada@customer.example>, Bob <bob@customer.example>",
    "support team: victim@customer.example;",
    "undisclosed recipients:;",
    "<ada@customer.example> <s@attacker.example>",
    "<ada@customer.example> s@attacker.example",
    "Ada <ada@customer.example",
    "Ada ada@customer.example>",
    '"Ada <ada@customer.example>',
    '"a b"@customer.example',
    "ada@[127.0.0.1]",
    "ada@customer.example\x00@evil.example",
    "a@b@c.example",
    "(" * 500 + ")" * 500 + " a@b.example",
    "stra\u00dfe@customer.example",
    "\u017fupport@customer.example",
    "ad\u200ba@customer.example",
    "ada@customer.ex\u202eample",
    "a" * 65 + "@customer.example",
    "ada@-customer.example",
    "ada@customer..example",
]


@pytest.mark.parametrize(("header", "address", "name"), ONE)
def test_one_mailbox_is_found_with_its_name(header: str, address: str, name: str) -> None:
    assert mailbox(header) == Mailbox(address, name)


@pytest.mark.parametrize("header", NOBODY)
def test_what_is_not_plainly_one_mailbox_is_nobody(header: str) -> None:
    assert mailbox(header) is None


def test_two_from_headers_are_nobody() -> None:
    assert sender(["victim@customer.example", "s@attacker.example"]) is None
    assert sender([]) is None


@given(st.text(max_size=200))
def test_no_header_breaks_the_reader_and_what_it_finds_is_an_address(header: str) -> None:
    found = mailbox(header.encode("utf-8", "replace").decode())
    assert found is None or (is_address(found.address) and "@" not in found.name)


@given(st.text(alphabet=st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=40))
def test_a_quoted_name_that_the_standard_library_writes_is_read_back(name: str) -> None:
    assume("=?" not in name)  # unquoted, it begins an encoded word that is none: a defect
    header = str(Address(name, addr_spec="ada@customer.example"))
    found = mailbox(header)
    assert found is not None
    assert found.address == "ada@customer.example"
