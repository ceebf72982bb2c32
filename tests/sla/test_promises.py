"""The promises of docs/promises.md that the clocks themselves keep, each for any history of any agreement."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.alarms import DUE, schedule
from parola.sla.clock import State
from parola.sla.events import Message, Waiting, Withdrawn
from parola.sla.timeline import fold
from tests.sla.any_history import History, moment
from tests.sla.histories import histories, late_histories

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo")


def raised(history: History) -> dict[str, dt.datetime]:
    """What a worker raises that is never late, each alarm at its own instant."""
    found: dict[str, dt.datetime] = {}
    for place, event in enumerate(history.events, start=1):
        until = history.events[place].at if place < len(history.events) else history.at()
        timeline = fold(history.events[:place], history.terms).at(until)
        for alarm in schedule(timeline):
            if alarm.key not in found and alarm.at < max(until, event.at):
                found[alarm.key] = alarm.at
    return found


@given(histories)
def test_p4_each_miss_was_told_by_exactly_one_alarm(history: History) -> None:
    told = raised(history)
    timeline = fold(history.events, history.terms).at(history.at())
    withdrawn = any(isinstance(event, Withdrawn) for event in history.events)
    for clock in timeline.clocks:
        metric = f"{clock.metric}/{clock.threshold}" if clock.threshold else clock.metric
        if clock.state(history.at()) is State.MISSED and not withdrawn:
            assert told[f"{metric}:{clock.cycle}:{clock.priority}:{DUE}"] == clock.due


@given(histories)
def test_p5_no_alarm_of_a_due_time_is_before_it_and_none_before_its_clock_began(history: History) -> None:
    timeline = fold(history.events, history.terms).at(history.at())
    clocks = {(*clock.kind, clock.cycle): clock for clock in timeline.clocks}
    for alarm in schedule(timeline):
        clock = clocks[(*alarm.kind, alarm.cycle)]
        assert alarm.at >= clock.began
        assert alarm.step != DUE or alarm.at == clock.due


@given(late_histories, st.integers(0, 300))
def test_p6_no_due_time_changes_while_nothing_happens(history: History, wait: int) -> None:
    timeline = fold(history.events, history.terms)
    now, later = history.at(), moment(history.now + wait)
    after = {(*clock.kind, clock.cycle): clock for clock in timeline.at(later).clocks}
    for clock in timeline.at(now).clocks:
        same = after[(*clock.kind, clock.cycle)]
        assert (same.due, same.priority, same.started) == (clock.due, clock.priority, clock.started)


@given(histories)
def test_p6_what_is_written_inside_the_desk_moves_no_due_time(history: History) -> None:
    now = history.at()
    noted = [*history.events, Message(at=now, sender="support", public=False)]
    assert fold(noted, history.terms).at(now) == fold(history.events, history.terms).at(now)


@given(histories, st.integers(0, 60))
def test_p10_pausing_never_shortens_what_was_used(history: History, wait: int) -> None:
    now, later = history.at(), moment(history.now + wait)
    before = {(*clock.kind, clock.cycle): clock for clock in fold(history.events, history.terms).at(now).clocks}
    paused = fold([*history.events, Waiting(at=now, reason="customer")], history.terms)
    for clock in paused.at(later).clocks:
        known = before.get((*clock.kind, clock.cycle))
        assert known is None or clock.elapsed(later) >= known.elapsed(now)


@given(histories)
def test_p10_what_was_used_only_grows_while_nothing_happens(history: History) -> None:
    timeline = fold(history.events, history.terms)
    for clock in timeline.at(history.at()).clocks:
        used = [clock.elapsed(moment(history.now + later)) for later in range(0, 200, 9)]
        assert all(a <= b for a, b in pairwise(used))


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """The machine's own time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@given(histories, st.sampled_from(ZONES))
def test_p24_the_answer_is_the_same_in_every_zone(history: History, zone: str) -> None:
    """In whatever zone the instants are written, and wherever the machine stands."""
    here = fold(history.events, history.terms).at(history.at())
    with machine_in(zone):
        events = [replace(event, at=event.at.astimezone(ZoneInfo(zone))) for event in history.events]
        there = fold(events, history.terms).at(history.at())
    assert [(c.kind, c.cycle, c.due, c.ended, c.state(history.at())) for c in here.clocks] == [
        (c.kind, c.cycle, c.due, c.ended, c.state(history.at())) for c in there.clocks
    ]
