"""What was promised is told in a whole sentence, whatever it was and however it stands."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.sla.events import Agreed, Closed, Event, Message, Opened, Resolved, Waiting
from parola.sla.strand import Strand
from parola.sla.timeline import fold
from parola.web.portal.promise import promise
from parola.web.portal.sayings import GOAL, SAYINGS
from tests.sla.build import MADRID, instant, targets, terms

PLACES = {
    "running": {"instant"},
    "undone": {"instant"},
    "late": {"instant", "answered"},
    "kept": {"instant", "answered"},
    "unpromised": set(),
    "given": {"answered"},
}


def test_every_metric_has_its_sentences() -> None:
    assert set(SAYINGS) == set(Metric)


@pytest.mark.parametrize("saying", [*SAYINGS.values(), GOAL], ids=[*SAYINGS, "goal"])
def test_a_sentence_tells_the_times_that_belong_to_it(saying: object) -> None:
    for name, places in PLACES.items():
        assert set(re.findall(r"%\((\w+)\)s", str(getattr(saying, name)))) == places, name


OPENED = Opened(at=instant("Mon 09:00"), priority="P1")
AGREED = (*targets("P1 1h always"), *targets("P1 2h always", metric=Metric.UPDATE))
AGREED += targets("P1 8h always", metric=Metric.RESOLUTION)


def told(metric: Metric, *events: Event, at: str, goal: bool = False, waiting_for: str = "") -> str:
    """The sentence of the metric's last clock at that time of the Monday, in English and in Madrid's time, without its date."""
    clock = _clock(metric, events, at)
    if goal:
        clock = replace(clock, strands=tuple(aimed(strand) for strand in clock.strands))
    with translation.override("en"), timezone.override(MADRID):
        sentence = promise(clock, instant(at), waiting_for).sentence
    return re.sub(r"\w+, \d+ \w+ \d{4}, (\d\d:\d\d) \([^)]*\)", r"\1", sentence)


def aimed(strand: Strand) -> Strand:
    return replace(strand, target=replace(strand.target, goal=True))


def _clock(metric: Metric, events: tuple[Event, ...], at: str) -> Clock:
    agreed = terms(AGREED, pauses={Metric.RESOLUTION: frozenset({"customer"})})
    timeline = fold([OPENED, *events], agreed).at(instant(at))
    return next(clock for clock in reversed(timeline.clocks) if clock.metric is metric)


def answer(at: str) -> Message:
    return Message(at=instant(at), sender="support")


def test_an_update_is_promised_kept_and_missed() -> None:
    update = Metric.UPDATE
    assert told(update, at="Mon 09:30") == "You will hear from us by 11:00 at the latest, even if there is nothing new."
    assert told(update, answer("Mon 10:00"), at="Mon 11:30").startswith("You will hear from us by 12:00")
    missed = _clock(update, (), "Mon 11:30")
    assert missed.cycle == 2


def test_a_solution_is_promised_and_comes_late() -> None:
    solution, solved = Metric.RESOLUTION, Resolved(at=instant("Mon 18:00"))
    assert told(solution, at="Mon 09:30") == "We will solve this by 17:00."
    assert told(solution, at="Mon 17:30") == "We promised to solve this by 17:00, and have not kept it. We are sorry."
    late = "We promised to solve this by 17:00, and solved it only on 18:00. We are sorry."
    assert told(solution, solved, at="Mon 19:00") == late


def test_a_time_that_stands_still_says_for_what() -> None:
    waiting = Waiting(at=instant("Mon 10:00"), reason="customer")
    told_so = told(Metric.RESOLUTION, waiting, at="Mon 11:00", waiting_for="customer")
    assert told_so == "This time stands still while we wait for: your answer. It goes on afterwards where it stood."


def test_what_is_aimed_at_is_never_told_as_a_promise() -> None:
    for at, events in (("Mon 09:30", ()), ("Mon 12:00", ()), ("Mon 12:00", (answer("Mon 11:00"),))):
        sentence = told(Metric.FIRST_RESPONSE, *events, at=at, goal=True)
        assert "promised" not in sentence
        assert "an aim, and no promise" in sentence


def test_what_no_longer_counts_is_told_so() -> None:
    closed = Closed(at=instant("Mon 09:30"))
    assert _clock(Metric.FIRST_RESPONSE, (closed,), "Mon 09:40").state(instant("Mon 09:40")) is State.VOID
    assert told(Metric.FIRST_RESPONSE, closed, at="Mon 09:40") == "This promise no longer counts."


def test_what_both_sides_agreed_on_is_told_as_agreed() -> None:
    agreed = Agreed(at=instant("Mon 09:10"), metric=Metric.RESOLUTION, due=instant("Mon 20:00"))
    assert told(Metric.RESOLUTION, agreed, at="Mon 09:30") == "We agreed with you on 20:00."
