"""Facts that are told late: they stand where they took place, and never take back a miss that was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from parola.sla.agreement import Metric
from parola.sla.clock import Clock
from parola.sla.events import Event, Message, Opened, PriorityChanged, Resolved, Resumed, Waiting
from parola.sla.timeline import fold
from tests.sla.build import instant, targets, terms
from tests.sla.test_timeline import told

AGREED = terms(
    (
        *targets("P1 1h office, P3 4h office"),
        *targets("P3 2h office", metric=Metric.UPDATE),
        *targets("P3 6h office", metric=Metric.RESOLUTION),
    ),
    pauses={Metric.RESOLUTION: frozenset({"customer"})},
)


def late(event: Event, recorded: str) -> Event:
    return replace(event, recorded_at=instant(recorded))


def clocks(*events: Event, now: str) -> list[Clock]:
    opened = Opened(at=instant("Mon 09:00"), priority="P3")
    return list(fold([opened, *events], AGREED).at(instant(now)).clocks)


def lines(*events: Event, now: str) -> list[str]:
    return [f"{clock.metric} {clock.cycle} {told(clock, instant(now))}" for clock in clocks(*events, now=now)]


CALL = Message(at=instant("Mon 10:00"), sender="support")


def test_a_call_that_is_noted_later_was_made_when_it_was_made() -> None:
    assert clocks(late(CALL, "Mon 10:50"), now="Mon 11:00") == clocks(CALL, now="Mon 11:00")
    assert lines(late(CALL, "Mon 10:50"), now="Mon 11:00")[0] == (
        "first_response 1 met P3 due Mon 13:00 used 1:00 ended Mon 10:00"
    )


def test_noted_after_the_miss_it_counts_from_then() -> None:
    assert lines(late(CALL, "Mon 14:00"), now="Mon 14:00") == [
        "first_response 1 missed P3 due Mon 13:00 used 5:00 ended Mon 14:00",
        "update 1 missed P3 due Mon 11:00 used 2:00 ended Mon 11:00",
        "update 2 missed P3 due Mon 13:00 used 2:00 ended Mon 13:00",
        "update 3 met P3 due Mon 15:00 used 1:00 ended Mon 14:00",
        "update 4 running P3 due Mon 16:00 used 0:00",
        "resolution 1 running P3 due Mon 15:00 used 5:00",
    ]


@pytest.mark.parametrize("recorded", ["Mon 10:30", "Mon 16:30"])
def test_a_pause_told_late_takes_no_miss_back(recorded: str) -> None:
    waiting = late(Waiting(at=instant("Mon 10:00"), reason="customer"), recorded)
    resumed = Resumed(at=instant("Mon 17:00"))
    resolution = clocks(CALL, waiting, resumed, now="Tue 09:00")[-1]
    state = resolution.state(instant("Tue 09:00"))
    assert (str(state), resolution.due) == {
        "Mon 10:30": ("running", instant("Tue 14:00")),
        "Mon 16:30": ("missed", instant("Mon 15:00")),
    }[recorded]


def test_a_pause_that_was_over_when_it_was_told_is_over_where_it_would_take_a_miss_back_too() -> None:
    waiting = late(Waiting(at=instant("Mon 10:00"), reason="customer"), "Mon 15:30")
    resumed = late(Resumed(at=instant("Mon 11:00")), "Mon 15:30")
    opened = Opened(at=instant("Mon 09:00"), priority="P3")
    timeline = fold([opened, CALL, waiting, resumed], AGREED)
    assert (timeline.status, timeline.waiting_for) == ("open", None)
    resolution = timeline.clocks[-1]
    assert (resolution.due, str(resolution.state(instant("Mon 15:30")))) == (instant("Mon 15:00"), "missed")
    assert resolution.elapsed(instant("Mon 16:00")) == timedelta(hours=7)


def test_a_resolution_and_a_lowering_told_late_take_no_miss_back() -> None:
    raised = PriorityChanged(at=instant("Mon 09:10"), priority="P1")
    lowered = late(PriorityChanged(at=instant("Mon 09:30"), priority="P3"), "Mon 10:11")
    assert lines(raised, lowered, now="Mon 10:30")[0] == "first_response 1 missed P1 due Mon 10:10 used 1:20"
    resolved = late(Resolved(at=instant("Mon 14:00")), "Mon 15:01")
    assert clocks(CALL, resolved, now="Mon 15:01")[-1].ended == instant("Mon 15:01")


def test_a_miss_that_was_no_longer_to_be_feared_when_it_was_recorded_is_none() -> None:
    """The promise of P1 was free when the call was noted, though its due time had passed."""
    raised = PriorityChanged(at=instant("Mon 09:10"), priority="P1")
    lowered = PriorityChanged(at=instant("Mon 10:05"), priority="P3")
    call = late(CALL, "Mon 10:40")
    assert lines(raised, lowered, call, now="Mon 10:40")[0] == (
        "first_response 1 met P1 due Mon 10:10 used 0:50 ended Mon 10:00"
    )


def test_what_the_customer_wrote_counts_from_when_it_reached_us_however_late_we_read_it() -> None:
    agreed = terms((*targets("P3 1h office"), *targets("P3 1h office", metric=Metric.NEXT_RESPONSE)))
    opened = late(Opened(at=instant("Mon 09:00"), priority="P3"), "Mon 09:20")
    answer = Message(at=instant("Mon 09:30"), sender="support")
    question = late(Message(at=instant("Mon 10:00"), sender="customer"), "Mon 12:00")
    first, following = fold([opened, answer, question], agreed).clocks
    assert (first.started, following.started) == (instant("Mon 09:00"), instant("Mon 10:00"))
    assert str(following.state(instant("Mon 12:00"))) == "missed"
