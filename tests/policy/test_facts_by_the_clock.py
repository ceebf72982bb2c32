"""A fact that a calendar gives by itself: whether a request came in while it was open."""

from __future__ import annotations

import pytest

from parola.policy.compare import changes
from parola.policy.conditions import condition
from parola.policy.words import Words
from parola.sla.agreement import Agreement
from tests.policy.samples import agreed, findings, small

ROWS = '[{on: always, when: {in-hours: "yes"}, P1: 1h}, {on: always, P1: 2h}, {on: office, P2: 1d}]'
FACTS = "facts: {in-hours: {name: Came in in hours, open_in: office}}\n"


def text(facts: str = FACTS, rows: str = ROWS) -> str:
    return small(**{"{on: office, P1: 2h, P2: 1d}": rows}) + facts


def agreement(facts: str = FACTS) -> Agreement:
    return agreed(text(facts)).agreement


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (text(FACTS.replace("open_in: office", "open_in: offic")), "there is no calendar `offic`"),
        (
            text(FACTS.replace("open_in: office", "values: {}")),
            "the fact `in-hours` needs either `values` or `open_in`",
        ),
        (
            text(FACTS.replace("open_in: office", 'open_in: office, values: {"yes": Y}')),
            "the fact `in-hours` needs either `values` or `open_in`",
        ),
        (text(rows=ROWS.replace('"yes"', "open")), "the fact is never `open`"),
    ],
)
def test_what_does_not_fit_is_told(written: str, told: str) -> None:
    assert told in [each.told(Words("en")) for each in findings(written)]


@pytest.mark.parametrize(("language", "said"), [("en", "Came in in hours: yes"), ("es", "Came in in hours: sí")])
def test_it_is_told_in_words(language: str, said: str) -> None:
    known = agreement()
    assert condition(Words(language), known.plans["basic"].targets[0].when, known.facts) == said


def test_another_calendar_is_a_change() -> None:
    late = "calendars:\n  late: {name: L, hours: mon-fri 17:00-20:00, timezone: Europe/Madrid}\n"
    other = text().replace("calendars:\n", late, 1)
    before, after = agreed(other).agreement, agreed(other.replace("open_in: office", "open_in: late")).agreement
    assert [each.place for each in changes(before, after, Words("en"))] == ["facts.in-hours.open_in"]
