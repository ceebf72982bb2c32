"""Thresholds, goals, what starts a clock, and facts of an agreement's own: read, refused with the place, and told."""

from __future__ import annotations

import pytest

from parola.policy.compare import changes
from parola.policy.conditions import condition
from parola.policy.findings import BadAgreement
from parola.policy.review import review
from parola.sla.agreement import Agreement, Target
from tests.policy.samples import ENGLISH, agreed, more, small

TARGETS = "first_response: {on: office, P1: 2h, P2: 1d}"
SEVERAL = """first_response:
        - {on: office, P1: 2h, P2: 1d}
        - {on: office, threshold: outer, P1: 6h}
        - {on: office, goal: true, P1: 30m}
      cause: {on: office, starts: restoration, P1: 5 business days, P2: none}"""
FACTS = """
facts:
  production: {name: Production, values: {up: Running, down: Down}}
"""


def targets(agreement: Agreement) -> list[Target]:
    return list(agreement.plans["basic"].targets)


def several(**changes: str) -> Agreement:
    text = small(**{TARGETS: SEVERAL})
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return agreed(text).agreement


def test_each_table_has_the_clock_that_it_names() -> None:
    told = [(each.metric, each.threshold, each.goal, each.starts, each.priority) for each in targets(several())]
    assert told == [
        ("first_response", "", False, "opening", "P1"),
        ("first_response", "", False, "opening", "P2"),
        ("first_response", "outer", False, "opening", "P1"),
        ("first_response", "goal", True, "opening", "P1"),
        ("cause", "", False, "restoration", "P1"),
    ]


def test_targets_say_what_they_are() -> None:
    assert [ENGLISH.target(each) for each in targets(several())] == [
        "2 business hours",
        "24 business hours",
        "6 business hours (outer)",
        "goal: 30 business minutes",
        "5 business days after the restoration of service",
    ]
    assert ENGLISH.clock(targets(several())[2].metric, "outer") == "First response (outer)"


def test_thresholds_are_reviewed_each_for_itself() -> None:
    assert review(agreed(small(**{TARGETS: SEVERAL}))).findings == ()


def test_a_threshold_taken_out_is_a_difference() -> None:
    before, after = several(), several(**{"threshold: outer, P1: 6h": "threshold: outer, P1: 8h"})
    (only,) = changes(before, after, ENGLISH)
    assert only.about[-2:] == ("First response (outer)", "P1")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("starts: restoration", "starts: repair", "`repair`"),
        ("goal: true, P1: 30m", "goal: true, P1: 30m, P3: 1h", "there is no priority `P3`"),
        ("goal: true, P1: 30m", "P1: 30m", "a table above has a row for `P1` already"),
        ("goal: true, P1: 30m", "threshold: outer, P1: 30m", "a table above has a row for `P1` already"),
        ("goal: true, P1: 30m", "goal: true, starts: first_response, P1: 30m", "is not started by `first_response`"),
        (
            "threshold: outer, P1: 6h}",
            "threshold: outer, starts: acknowledgement, P1: 6h}\n        - {on: office, threshold: outer, P2: 6h}",
            "the clock starts by `opening` here, and by `acknowledgement` in a table above",
        ),
    ],
)
def test_what_does_not_fit_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(BadAgreement) as refused:
        several(**{old: new})
    assert told in refused.value.findings[0].rendered(ENGLISH)


CONDITION = "first_response: [{on: office, when: {%s}, P1: 1h}, {on: office, P1: 2h, P2: 1d}]"


def test_a_declared_fact_can_be_asked_for_and_is_told_by_its_names() -> None:
    agreement = agreed(more(FACTS, **{TARGETS: CONDITION % "production: down"})).agreement
    first = targets(agreement)[0]
    assert first.when.holds({"production": "down"})
    assert condition(ENGLISH, first.when, agreement.facts) == "Production: Down"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("production: dwn", "the fact is never `dwn`"),
        ("production: {not: [up, dwn]}", "the fact is never `dwn`"),
        ("production: dwn", "did you mean `down`?"),
        ("prodution: down", "a ticket has no fact `prodution`"),
        ("prodution: down", "did you mean `production`?"),
        ("colour: red", "declare it under `facts`"),
    ],
)
def test_a_fact_or_value_that_is_not_there_is_refused_with_advice(asked: str, told: str) -> None:
    with pytest.raises(BadAgreement) as refused:
        agreed(more(FACTS, **{TARGETS: CONDITION % asked}))
    (finding,) = refused.value.findings
    assert told in finding.rendered(ENGLISH)
    assert finding.line == 25


@pytest.mark.parametrize("asked", ["line: vip", "site: plant-2", "product: anything"])
def test_the_usual_facts_have_whatever_values(asked: str) -> None:
    agreed(more("", **{TARGETS: CONDITION % asked}))


def test_names_of_facts_are_translated() -> None:
    spanish = more(
        FACTS.replace("\nfacts", "\ntranslations: {es: {}}\nfacts"), **{"languages: [en]": "languages: [en, es]"}
    )
    with pytest.raises(BadAgreement) as refused:
        agreed(spanish)
    told = " ".join(finding.rendered(ENGLISH) for finding in refused.value.findings)
    assert "`facts.production.name` is not translated into `es`" in told
    assert "`facts.production.values.down` is not translated into `es`" in told


def test_a_reopening_can_count_through() -> None:
    assert not agreed(small()).agreement.counts_through
    assert agreed(more("reopening: counts through\n")).agreement.counts_through
    (only,) = changes(agreed(small()).agreement, agreed(more("reopening: counts through\n")).agreement, ENGLISH)
    assert (only.place, only.before, only.after) == ("reopening", "no", "yes")
