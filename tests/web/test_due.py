"""What is due next is a promise; what is aimed at is told as such."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation

from parola.sla.agreement import Metric, Target
from parola.sla.events import Message, Opened
from parola.sla.timeline import Timeline, fold
from parola.web.due import Due, all_due, next_due
from tests.sla.build import instant, targets, terms

PROMISE = targets("P1 8h always")
GOAL = tuple(replace(target, goal=True, threshold="goal") for target in targets("P1 1h always"))
OUTER = tuple(replace(target, threshold="outer") for target in targets("P1 20h always"))
OPENED = Opened(at=instant("Mon 09:00"), priority="P1")


def timeline(*cells: Target, answered: str = "") -> Timeline:
    answer = [Message(at=instant(answered), sender="support")] if answered else []
    return fold([OPENED, *answer], terms(cells or (*PROMISE, *GOAL, *OUTER)))


def due(of: Timeline, at: str) -> Due:
    with translation.override("en"):
        return next_due(of, instant(at))


def test_a_goal_that_was_not_managed_makes_no_ticket_missed() -> None:
    found = due(timeline(), "Mon 12:00")
    assert (found.what, found.text, found.tone) == ("First response", "5 h left", "calm")


def test_where_nothing_is_promised_the_goal_is_told() -> None:
    assert due(timeline(*GOAL), "Mon 09:30").what == "First response (goal)"
    assert due(timeline(*GOAL), "Mon 12:00").text == "Not managed"


def test_each_clock_of_a_metric_has_its_name() -> None:
    with translation.override("en"):
        shown = all_due(timeline().clocks, instant("Mon 12:00"))
    assert [due.what for _, due in shown] == ["First response (goal)", "First response", "First response (outer)"]
    assert {clock.metric for clock, _ in shown} == {Metric.FIRST_RESPONSE}


def test_a_miss_of_the_promise_is_told_as_one() -> None:
    assert due(timeline(), "Mon 18:00").text == "Missed by 1 h"
    assert due(timeline(answered="Mon 10:30"), "Mon 12:00").state is not None


def test_what_was_done_while_no_time_was_counted_took_none() -> None:
    opened = Opened(at=instant("Mon 19:00"), priority="P1")
    answered = fold([opened, Message(at=instant("Mon 19:20"), sender="support")], terms(targets("P1 8h office")))
    assert due(answered, "Mon 20:00").text == "Kept"
