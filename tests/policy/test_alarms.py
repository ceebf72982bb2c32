"""What an agreement may say of its own desk: read, refused with the place, told in words."""

from __future__ import annotations

import pytest
from rich.console import Console

from parola.policy.compare import changes
from parola.policy.findings import Finding
from parola.policy.review import review
from parola.policy.show import tables
from parola.sla.agreement import USUAL_ALARMS, Metric
from parola.sla.durations import Stretch
from tests.policy.samples import ENGLISH, agreed, findings, more, small

SAID = """
alarms:
  tell: {50%: [assignee, lead], due: [manager]}
  on: {first_response: office}
  act_ahead: 90%
  silent_after: 6
  steps:
    duty:
      metric: first_response
      priorities: [P1]
      after: 50%
      tell: [manager]
      name: Duty manager
    director: {metric: first_response, after: 3h, tell: [lead], name: Director, text: The director takes part.}
"""


def test_an_agreement_that_says_nothing_has_the_usual_alarms() -> None:
    assert agreed(small()).agreement.alarms == USUAL_ALARMS


def test_what_is_said_is_frozen() -> None:
    policy = agreed(more(SAID)).agreement.alarms
    assert policy.tell == {"warning-50": ("assignee", "lead"), "due": ("manager",)}
    assert policy.calendars == {Metric.FIRST_RESPONSE: "office"}
    assert (policy.act_ahead, policy.silent_after) == (0.9, 6)
    duty, director = policy.steps
    assert (duty.after, duty.priorities, duty.tell) == (0.5, frozenset({"P1"}), ("manager",))
    assert (director.after, director.priorities) == (Stretch(10_800), frozenset())


def test_one_calendar_may_hold_for_every_metric() -> None:
    policy = agreed(more("alarms: {on: office}\n")).agreement.alarms
    assert policy.calendars == dict.fromkeys(Metric, "office")


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        ("alarms: {on: nights}", "26:14", "there is no calendar `nights`"),
        ("alarms: {on: {update: nights}}", "26:23", "there is no calendar `nights`"),
        ("alarms: {tell: {60%: [lead]}}", "26:17", "nobody is told at `60%`, since nobody is warned then"),
        ("alarms: {tell: {due: [lead, lead]}}", "26:29", "`lead` stands here a second time"),
        ("alarms: {act_ahead: 120%}", "26:21", "a share of 120% cannot be kept"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(lines: str, place: str, message: str) -> None:
    found: Finding = findings(more(f"{lines}\n"))[0]
    assert (f"{found.line}:{found.column}", found.message % found.params) == (place, message)


def test_a_share_of_ones_own_may_be_told() -> None:
    policy = agreed(more("warnings: [60%]\nalarms: {tell: {60%: [lead]}}\n")).agreement.alarms
    assert policy.tell == {"warning-60": ("lead",)}


def test_steps_that_come_are_nothing_to_warn_of() -> None:
    assert review(agreed(more(SAID))).findings == ()


def test_the_named_steps_stand_in_the_policy() -> None:
    console = Console(width=200)
    with console.capture() as shown:
        console.print(tables(agreed(more(SAID)).agreement, ENGLISH))
    assert "Duty manager: First response, after 50% of the time: the managers (at P1)" in shown.get()
    assert "Director: The director takes part." in shown.get()


def test_a_difference_is_told() -> None:
    found = changes(agreed(small()).agreement, agreed(more(SAID)).agreement, ENGLISH)
    told = {change.place: (change.before, change.after) for change in found}
    assert told["alarms.act_ahead"] == ("95%", "90%")
    assert told["alarms.tell.warning-50"] == (None, "who has the ticket and the team leads")
    assert told["alarms.on.first_response"] == (None, "Office hours")
    assert told["alarms.steps.director"] == (None, "First response, after 3 hours: the team leads")
