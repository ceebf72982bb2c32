"""Whatever a file holds, reading it gives an agreement or its findings, and nothing else."""

from __future__ import annotations

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from parola.policy import tree
from parola.policy.findings import BadAgreement, Finding, Source
from parola.policy.read import read
from tests.policy.samples import ENGLISH, SMALL

PIECES = st.sampled_from(
    [
        "", "null", "[]", "{}", "[[]]", "{a: b}", "- x", ": ", "!!int ", "&a ", "*a", "'", '"', "|", ">", "#", "\t", "\n", "---", "%YAML 1.1\n",
        "12", "1e3", "true", "yes", "2h", "best effort", "contract", "always", "P1", "basic", "office", "95%", "en", "translations", "\N{BOM}",
        "العربية", "\u2028", "12-24", "2026-02-30", "mon-fri 09:00-17:00", "*" * 30, "ES-MD", "XX", "plans.basic", "%(x)s", "%", "{x}",
    ]
)  # fmt: skip
PLACES = st.integers(0, len(SMALL))


def findings(text: str) -> tuple[Finding, ...]:
    """What is wrong with the text; nothing if it is an agreement."""
    try:
        read(text, "any.yaml")
    except BadAgreement as bad:
        return bad.findings
    return ()


def check_all_is_told(text: str) -> None:
    for finding in findings(text):
        assert finding.rendered(ENGLISH)
        assert 1 <= finding.line <= text.count("\n") + text.count("\r") + 2
        assert finding.column >= 1


@given(st.lists(st.tuples(PLACES, st.integers(0, 12), PIECES), min_size=1, max_size=4))
@settings(max_examples=150)
@example([(0, len(SMALL), "")])
def test_a_file_with_random_damage(edits: list[tuple[int, int, str]]) -> None:
    text = SMALL
    for place, removed, inserted in edits:
        text = text[:place] + inserted + text[place + removed :]
    check_all_is_told(text)


NAMES = st.sampled_from(
    [
        "id", "vendor", "languages", "title", "priorities", "P1", "default_priority", "calendars", "office", "hours", "timezone", "holidays", "any_of",
        "plans", "basic", "targets", "first_response", "on", "when", "all", "matrix", "rows", "impact", "urgency", "high", "translations", "en", "es",
        "notes", "place", "text", "reachability", "lower_to", "within", "priority", "tiers", "1", "special", "dates", "closures", "contract_calendars",
    ]
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(
        PIECES.filter(lambda piece: piece.isalnum() or piece == ""),
        st.integers(),
        st.booleans(),
        st.floats(allow_nan=False),
    ),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(NAMES, below, max_size=5)),
    max_leaves=25,
)


def flow(value: object) -> str:
    """The value in YAML's bracket notation."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=8))
@settings(max_examples=150)
def test_any_keys_with_any_values(data: dict[str, object]) -> None:
    check_all_is_told("\n".join(f"{key}: {flow(value)}" for key, value in data.items()))


@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    with contextlib.suppress(BadAgreement):
        tree.grow(Source("any.yaml", text))
