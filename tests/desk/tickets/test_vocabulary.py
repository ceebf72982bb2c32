"""Every kind of event: to a row and back, nothing unknown accepted, and told in docs/ledger.md."""

from __future__ import annotations

import hashlib
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, ValidationError

from parola.desk.tickets import chain
from parola.desk.tickets.vocabulary import KINDS, Fact, UnknownKind, from_data, to_data

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "ledger.md"
st.register_type_strategy(AwareDatetime, st.datetimes(timezones=st.just(UTC)))
facts = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.builds(KINDS[kind]))


@given(fact=facts)
def test_a_fact_comes_back_from_its_row(fact: Fact) -> None:
    assert from_data(fact.kind, fact.version, to_data(fact)) == fact


@given(fact=facts)
def test_an_unknown_field_is_refused(fact: Fact) -> None:
    with pytest.raises(ValidationError):
        from_data(fact.kind, fact.version, to_data(fact) | {"more": 1})


@pytest.mark.parametrize(("kind", "version"), [("dreamt", 1), ("resolved", 2)])
def test_an_unknown_kind_or_version_is_refused(kind: str, version: int) -> None:
    with pytest.raises(UnknownKind):
        from_data(kind, version, {})


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_and_field_is_documented(kind: str) -> None:
    text = DOCUMENT.read_text()
    assert f"`{kind}`" in text
    missing = [name for name in KINDS[kind].model_fields if f"`{name}`" not in text]
    assert missing == []


def test_customers_are_shown_only_kinds_without_inside_matters() -> None:
    inside = {
        "acknowledged",
        "message",
        "assigned",
        "escalated",
        "handed_over",
        "accepted",
        "sent_back",
        "reply_held",
        "reply_released",
        "alarm_fired",
        "spam",
        "lowering_proposed",
        "proposal_declined",
        "solution_sought",
        "solution_given",
        "problem_linked",
        "problem_unlinked",
        "sender_confirmed",
        "words_erased",
        "miss_explained",
    }  # public messages are shown one by one
    assert {kind for kind, fact in KINDS.items() if not fact.customer_sees} == inside


values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda some: (
        st.lists(some, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), some, max_size=3)
    ),
    max_leaves=8,
)


@given(payload=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), values, max_size=5))
def test_the_order_of_keys_makes_no_difference_to_a_link(payload: dict[str, Any]) -> None:
    turned = dict(reversed(list(payload.items())))
    assert chain.link(chain.START, payload) == chain.link(chain.START, turned)


def test_a_link_is_what_docs_say() -> None:
    """Worked out once by hand, with other tools: sha256(32 zero bytes + sha256('{"a":1}'))."""
    inner = hashlib.sha256(b'{"a":1}').digest()
    assert chain.link(chain.START, {"a": 1}) == hashlib.sha256(bytes(32) + inner).hexdigest()
