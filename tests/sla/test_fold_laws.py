"""What holds for every history of every agreement (`test_any_history.py` compares them with a second implementation)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parola.sla.agreement import Metric
from parola.sla.alarms import DUE, schedule
from parola.sla.clock import Clock, State
from parola.sla.durations import Stretch
from parola.sla.events import Event, Message, PriorityChanged, Reopened, Voided, Withdrawn
from parola.sla.explain import Counted, Due, NotCounted, Stands, Total, explain
from parola.sla.spans import Span, total, union
from parola.sla.timeline import fold
from tests.sla.any_history import History, moment, row
from tests.sla.histories import histories, severities

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
EVER = 300
"""In ticks."""
Key = tuple[Metric, str, int]


def clocks_of(
    history: History, events: Sequence[Event] | None = None, at: dt.datetime | None = None
) -> dict[Key, Clock]:
    timeline = fold(history.events if events is None else events, history.terms)
    return {(*clock.kind, clock.cycle): clock for clock in timeline.at(at or history.at()).clocks}


@given(histories)
def test_a_later_event_never_moves_what_was_met_or_missed(history: History) -> None:
    """But for a resolution that a reopening proves wrong, a milestone that did, and a ticket that turns out to be none."""
    events = history.events
    whole = clocks_of(history)
    for index in range(1, len(events)):
        known_until = events[index].at
        reopened = any(isinstance(event, Reopened) for event in events[index:])
        if any(isinstance(event, Withdrawn) for event in events[index:]):
            continue
        voided = any(isinstance(event, Voided) for event in events)
        for key, clock in clocks_of(history, events[:index], known_until).items():
            state = clock.state(known_until)
            if state not in (State.MET, State.MISSED) or (state is State.MET and clock.shut and reopened):
                continue
            after = whole[key]
            assert after.state(history.at()) is state or voided
            assert (after.priority, after.due, after.started) == (clock.priority, clock.due, clock.started)
            if state is State.MET:
                assert after.ended == clock.ended


@given(histories)
def test_events_given_in_any_order_fold_alike_if_no_two_share_an_instant(history: History) -> None:
    distinct = {happening.at: happening for happening in history.happened if happening.at > 0}
    history = replace(history, happened=tuple(distinct.values()))
    mixed = history.events
    random.Random(history.now).shuffle(mixed)
    assert fold(mixed, history.terms) == fold(history.events, history.terms)


@given(histories, severities)
def test_a_raise_never_puts_the_due_time_off_and_no_change_puts_it_into_the_past(
    history: History, severity: int
) -> None:
    at, priority = history.at(), history.deal.named(severity)
    change = PriorityChanged(at=at, priority=priority)
    raised = priority <= fold(history.events, history.terms).priority
    after = clocks_of(history, [*history.events, change])
    for key, before in clocks_of(history).items():
        if before.state(at) is not State.RUNNING:
            continue
        changed = after[key].due
        assert changed is None or changed >= at
        if raised:
            assert before.due is not None
            assert changed is not None
            assert changed <= before.due


@given(histories, severities)
def test_another_priority_for_an_instant_changes_nothing(history: History, severity: int) -> None:
    at, later = history.at(), moment(history.now + 60)
    away = PriorityChanged(at=at, priority=history.deal.named(severity))
    back = PriorityChanged(at=at, priority=fold(history.events, history.terms).priority)
    after = clocks_of(history, [*history.events, away, back])
    for key, before in clocks_of(history).items():
        if before.state(at) is not State.VOID:
            assert row(before, at) == row(after[key], at)
            assert row(before, later) == row(after[key], later)


@given(histories, st.integers(0, 60))
def test_lowering_and_raising_back_goes_on_where_the_higher_promise_stood(history: History, away: int) -> None:
    assume(history.deal.priorities > 1)
    terms = replace(history.terms, agreement=replace(history.terms.agreement, counts_from_opening=False))
    history = replace(history, terms=terms, ticket=replace(history.ticket, priority=0))
    at, back = history.at(), moment(history.now + away)
    events = [event for event in history.events if not isinstance(event, PriorityChanged)]
    lowered = [
        *events,
        PriorityChanged(at=at, priority=history.deal.named(-1)),
        PriorityChanged(at=back, priority="P1"),
    ]
    after = clocks_of(history, lowered, back)
    for key, before in clocks_of(history, events).items():
        promised = before.agreed is None  # what was agreed on beside the plan counts at every priority
        if promised and before.state(at) is State.RUNNING and after[key].priority == before.priority == "P1":
            assert after[key].elapsed(back) == before.elapsed(at)


@given(histories)
def test_time_only_moves_a_clock_from_running_to_missed(history: History) -> None:
    moments = [moment(history.now + later) for later in range(0, EVER, 7)]
    for clock in clocks_of(history).values():
        changes = {(clock.state(a), clock.state(b)) for a, b in pairwise(moments)}
        assert {change for change in changes if change[0] is not change[1]} <= {(State.RUNNING, State.MISSED)}
        used = [clock.elapsed(instant) for instant in moments]
        assert used == sorted(used)


@given(histories, st.integers(0, EVER))
def test_the_cycles_at_an_instant_are_those_of_a_history_in_which_something_without_effect_happens_then(
    history: History, wait: int
) -> None:
    later = moment(history.now + wait)
    noted = Message(at=later, sender="support", public=False)
    assert clocks_of(history, at=later) == clocks_of(history, [*history.events, noted], later)


@given(histories, st.integers(0, EVER))
def test_missed_updates_follow_one_another_without_a_gap(history: History, wait: int) -> None:
    clocks = list(clocks_of(history, at=moment(history.now + wait)).values())
    for clock, following in pairwise(clocks):
        if clock.run_out:
            assert clock.metric is following.metric is Metric.UPDATE
            assert clock.due == clock.ended == following.began
            assert clock.done is None


@given(histories)
def test_an_explanation_adds_up(history: History) -> None:
    now = history.at()
    timeline = fold(history.events, history.terms).at(now)
    for clock in timeline.clocks:
        steps = explain(clock, timeline, history.terms, now).steps
        counted = [step.span for step in steps if isinstance(step, Counted)]
        left_out = [step.span for step in steps if isinstance(step, NotCounted)]
        due = [step for step in steps if isinstance(step, Due)]
        until = due[0].at if due else clock.ended or now
        if clock.agreed is not None and until < clock.started:
            continue
        assert accounted_once([*counted, *left_out], clock.started, until)
        assert [step.length for step in steps if isinstance(step, Total)] == [total(counted)]
        assert [step.at for step in due] == ([clock.due] if clock.due and clock.state(now) is not State.VOID else [])
        if due:
            assert clock.agreed or isinstance(clock.target.promise, Stretch)
            assert clock.given() == total(counted)
            promised = dt.timedelta(seconds=getattr(clock.target.promise, "seconds", 0))
            assert clock.agreed or total(counted) == promised or (due[0].by_change and total(counted) > promised)
        else:
            assert total(counted) == clock.elapsed(now)
        assert steps[-1] == Stands(at=clock.ended or now, state=clock.state(now), elapsed=clock.elapsed(now))


def accounted_once(spans: Sequence[Span], start: dt.datetime, end: dt.datetime) -> bool:
    """Whether the spans cover `[start, end)` whole, and no instant twice."""
    whole = () if start == end else (Span(start, end),)
    return union(spans) == whole and sum((span.end - span.start for span in spans), dt.timedelta()) == end - start


@given(histories)
def test_alarms_have_keys_of_their_own_and_end_at_the_due_instants(history: History) -> None:
    timeline = fold(history.events, history.terms).at(history.events[-1].at)
    alarms = schedule(timeline)
    assert len({alarm.key for alarm in alarms}) == len(alarms)
    clocks = clocks_of(history, at=history.events[-1].at)
    last = {(alarm.metric, alarm.threshold, alarm.cycle): alarm for alarm in alarms if alarm.step == DUE}
    assert all(alarm.at == clocks[key].due for key, alarm in last.items())
    assert set(last) >= {key for key, clock in clocks.items() if clock.ended is None and clock.due}
    assert [alarm.at for alarm in alarms] == sorted(alarm.at for alarm in alarms)


@given(histories, st.lists(st.integers(0, EVER), min_size=1, max_size=5))
def test_a_worker_that_looks_now_and_then_raises_what_one_that_looks_late_does(
    history: History, looks: list[int]
) -> None:
    timeline = fold(history.events, history.terms)
    instants = [moment(history.now + look) for look in sorted(looks)]
    raised = {alarm.key for now in instants for alarm in schedule(timeline.at(now)) if alarm.at <= now}
    assert raised == {alarm.key for alarm in schedule(timeline.at(instants[-1])) if alarm.at <= instants[-1]}
