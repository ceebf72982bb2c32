"""What a vendor sets itself for problems: accepted, refused at its place, told, and compared."""

from __future__ import annotations

import pytest

from parola.policy.compare import changes
from parola.policy.problems import told as sentences
from parola.policy.review import review
from parola.sla.agreement import Metric
from parola.sla.durations import BusinessDaysLater
from tests.policy.samples import ENGLISH, agreed, more, told

AIMS = """
problems:
  workaround: {on: office, P1: 8h}
  cause: {on: office, P1: 2 business days, all: best effort}
  resolution: {on: always, P1: 30d, P2: none}
"""


def test_each_aim_has_a_target_for_each_priority_that_it_names() -> None:
    targets = agreed(more(AIMS)).agreement.problem_targets
    assert [(each.metric, each.priority, each.clause) for each in targets] == [
        (Metric.WORKAROUND, "P1", "problems.workaround.P1"),
        (Metric.CAUSE, "P1", "problems.cause.P1"),
        (Metric.CAUSE, "P2", "problems.cause.all"),
        (Metric.RESOLUTION, "P1", "problems.resolution.P1"),
    ]
    assert [each.promise for each in targets][1:3] == [BusinessDaysLater(2), None]


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("{on: office, P9: 8h}", "28:28 there is no priority `P9`"),
        ("{on: nowhere, P1: 8h}", "28:20 there is no calendar `nowhere`"),
        (
            "{on: contract, P1: 8h}",
            "28:20 a problem concerns several customers: there is no contract whose hours could count",
        ),
        ("{on: office, P1: soon}", "28:32 `soon` is not a duration"),
        ("{P1: 8h}", "28:3 `on` is missing"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(line: str, finding: str) -> None:
    assert told(more(f"\nproblems:\n  workaround: {line}\n")) == [finding]


def test_what_is_no_aim_is_told() -> None:
    assert len(told(more("\nproblems:\n  happiness: {on: office, P1: 8h}\n"))) == 1


def test_it_is_reviewed_as_any_target() -> None:
    found = review(
        agreed(more("\nproblems:\n  workaround: {on: office, P1: 2d}\n  cause: {on: office, P1: 3 calendar days}\n"))
    )
    assert ("calendar-days-on-hours", "problems.cause.P1") in [(each.code, each.place) for each in found.findings]


def test_whoever_reads_the_policy_is_told() -> None:
    lines = list(sentences(agreed(more(AIMS)).agreement, ENGLISH))
    assert lines[0].startswith("The cause behind several requests, at P1")
    assert "Workaround: 8 business hours" in lines[0]


def test_what_changes_is_named() -> None:
    before, after = agreed(more(AIMS)), agreed(more(AIMS.replace("P1: 8h", "P1: 4h")))
    found = changes(before.agreement, after.agreement, ENGLISH)
    assert [(each.place, each.before, each.after) for each in found] == [
        ("problems.workaround.P1", "8 business hours, Office hours", "4 business hours, Office hours")
    ]
