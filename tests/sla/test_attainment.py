"""What a report counts, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parola.sla.agreement import Metric
from parola.sla.attainment import Achievement, Outcome, Promised, Row, achieve, attain, outcomes
from parola.sla.clock import Clock, State
from parola.sla.events import Closed, Event, Message, Opened, PriorityChanged
from parola.sla.objective import Credit, Objective
from parola.sla.timeline import fold
from tests.sla.build import instant, targets, terms

AGREED = terms("P1 1h always, P2 2h always, P3 8h always, P4 best effort always")
MONDAY, TUESDAY, WEDNESDAY = instant("Mon 00:00"), instant("Tue 00:00"), instant("Wed 00:00")
FIRST = Metric.FIRST_RESPONSE


def ticket(priority: str, opened: str, *events: Event) -> Clock:
    return fold([Opened(at=instant(opened), priority=priority), *events], AGREED).clocks[0]


def answered(priority: str, opened: str, at: str) -> Clock:
    return ticket(priority, opened, Message(at=instant(at), sender="support"))


def on_monday(*clocks: Clock) -> tuple[Row, ...]:
    return counted(clocks, MONDAY, TUESDAY, WEDNESDAY)


def counted(clocks: Iterable[Clock], first: datetime, last: datetime, now: datetime) -> tuple[Row, ...]:
    return attain(each for each in outcomes(clocks, now) if first <= each.at < last)


def row(priority: str, metric: Metric = FIRST, **counts: int) -> Row:
    return Row(promised=Promised(metric, priority), **counts)


def test_a_met_clock_counts_when_it_was_met() -> None:
    assert on_monday(answered("P3", "Sun+1 22:00", "Mon+2 01:00")) == ()
    late = answered("P3", "Mon 22:00", "Tue 01:00")
    assert on_monday(late) == ()
    assert counted([late], TUESDAY, WEDNESDAY, WEDNESDAY) == (row("P3", met=1),)


def test_a_missed_clock_counts_when_it_was_due_however_late_the_answer() -> None:
    expected = (row("P1", missed=1),)
    assert on_monday(ticket("P1", "Mon 22:00")) == expected
    assert on_monday(answered("P1", "Mon 22:00", "Tue 23:00")) == expected


def test_a_running_clock_does_not_count_yet() -> None:
    clock = ticket("P3", "Mon 09:00")
    assert counted([clock], MONDAY, TUESDAY, instant("Mon 10:00")) == ()


def test_the_period_is_half_open() -> None:
    assert on_monday(answered("P3", "Mon 00:00", "Mon 00:00")) != ()
    assert on_monday(answered("P3", "Mon 22:00", "Tue 00:00")) == ()


def test_a_miss_counts_for_the_priority_whose_promise_was_missed() -> None:
    lowered = ticket("P1", "Mon 09:00", PriorityChanged(at=instant("Mon 11:00"), priority="P3"))
    assert on_monday(lowered) == (row("P1", missed=1),)


def test_each_missed_update_counts_by_itself_in_the_period_in_which_it_was_due() -> None:
    agreed = terms((*targets("P1 1h always"), *targets("P1 2h always", metric=Metric.UPDATE)))
    opened = Opened(at=instant("Mon 20:00"), priority="P1")
    answer = Message(at=instant("Mon 20:30"), sender="support")
    clocks = fold([opened, answer], agreed).at(instant("Tue 05:00")).clocks
    assert counted(clocks, MONDAY, TUESDAY, WEDNESDAY) == (
        row("P1", met=1),
        row("P1", Metric.UPDATE, met=1, missed=1),
    )
    assert counted(clocks, TUESDAY, WEDNESDAY, instant("Tue 05:00")) == (row("P1", Metric.UPDATE, missed=3),)


def test_best_effort_and_void_are_counted_beside_and_never_in_the_share() -> None:
    closed = ticket("P3", "Mon 09:00", Closed(at=instant("Mon 10:00")))
    measured = answered("P4", "Mon 09:00", "Mon 10:00")
    rows = on_monday(closed, measured, answered("P3", "Mon 09:00", "Mon 09:30"))
    assert rows == (
        row("P3", met=1, void=1),
        row("P4", best_effort=1),
    )
    assert [row.share for row in rows] == [1.0, None]


def test_closing_after_the_due_instant_counts_as_missed() -> None:
    assert on_monday(ticket("P1", "Mon 09:00", Closed(at=instant("Mon 10:01")))) == (row("P1", missed=1),)


def objective(share: float, *, by_priority: bool = False) -> Objective:
    return Objective(metrics=(FIRST,), share=share, by_priority=by_priority, text={})


def ended(priority: str, met: int = 0, missed: int = 0, void: int = 0, metric: Metric = FIRST) -> list[Outcome]:
    """So many clocks that ended so."""
    states = [State.MET] * met + [State.MISSED] * missed + [State.VOID] * void
    return [Outcome(Promised(metric, priority), state, MONDAY, timedelta(hours=1)) for state in states]


FOUND = ended("P1", met=9, missed=1) + ended("P2", met=10)


def one(aim: Objective, found: Iterable[Outcome]) -> Achievement:
    (achieved,) = achieve(aim, found)
    return achieved


def test_an_objective_is_met_by_all_together() -> None:
    all_together = one(objective(0.95), FOUND)
    assert (all_together.priority, all_together.met, all_together.missed) == (None, 19, 1)
    assert all_together.reached


def test_an_objective_by_priority_is_met_by_each() -> None:
    each = achieve(objective(0.95, by_priority=True), FOUND)
    assert [(one.priority, one.reached) for one in each] == [("P1", False), ("P2", True)]


def test_a_share_is_never_rounded_up() -> None:
    assert one(objective(0.95), ended("P1", met=9_499, missed=501)).reached is False


@pytest.mark.parametrize("share", [0.07, 0.29, 0.57, 0.581, 0.999])
def test_a_share_kept_to_the_very_clock_is_reached(share: float) -> None:
    met = round(share * 1000)
    assert one(objective(share), ended("P1", met=met, missed=1000 - met)).reached is True
    assert one(objective(share), ended("P1", met=met - 1, missed=1001 - met)).reached is False


def test_an_objective_without_a_due_clock_is_neither_reached_nor_failed() -> None:
    nothing = one(objective(0.95), ended("P1", void=3))
    assert (nothing.reached, nothing.share, nothing.within) == (None, None, None)


@given(hundredths=st.integers(1, 100), met=st.integers(0, 400), missed=st.integers(0, 60))
def test_what_the_rest_of_a_period_can_bear(hundredths: int, met: int, missed: int) -> None:
    """So many more misses it bears, and not one more; or so many must be kept in a row, and not one fewer."""

    def reached(kept: int, lost: int) -> bool:
        return 100 * kept >= hundredths * (kept + lost)

    assume(met + missed)
    now = one(objective(hundredths / 100), ended("P1", met=met, missed=missed))
    if reached(met, missed):
        assert now.bears is not None
        assert now.mends is None
        assert reached(met, missed + now.bears)
        assert not reached(met, missed + now.bears + 1)
    else:
        assert now.bears is None
        assert (now.mends is None) == (hundredths == 100)
        if now.mends is not None:
            assert reached(met + now.mends, missed)
            assert not reached(met + now.mends - 1, missed)


def test_an_objective_looks_at_its_own_metrics_only() -> None:
    assert achieve(objective(0.95), ended("P1", missed=3, metric=Metric.UPDATE)) == ()


def test_each_threshold_of_a_metric_has_its_own_objective_and_a_goal_has_none() -> None:
    """95% within 2 hours, 100% within 6 hours, and an aim of 1 hour."""

    def of(threshold: str, state: State, *, goal: bool = False) -> Outcome:
        return Outcome(Promised(FIRST, "P1", threshold, goal), state, MONDAY)

    found = [of("", State.MISSED), of("", State.MET), of("outer", State.MET), of("", State.MISSED, goal=True)]
    assert one(objective(0.95), found).share == 0.5
    assert one(replace(objective(1.0), threshold="outer"), found).reached is True
    assert [(row.promised.threshold, row.promised.goal, row.met, row.missed) for row in attain(found)] == [
        ("", False, 1, 1),
        ("outer", False, 1, 0),
        ("", True, 0, 1),
    ]


def test_an_objective_is_judged_from_its_minimum_on() -> None:
    few = replace(objective(0.95), minimum=11, credits=(Credit(below=0.95, percent=5),))
    too_few, enough = (one(few, ended("P1", met=5, missed=missed)) for missed in (5, 6))
    assert (too_few.reached, credited(too_few)) == (None, 0)
    assert (enough.reached, credited(enough)) == (False, 5)


def credited(achievement: Achievement) -> float:
    return achievement.credit.percent if achievement.credit else 0


@pytest.mark.parametrize(("met", "credit"), [(96, 0), (95, 0), (94, 5), (90, 5), (89, 10), (0, 10)])
def test_the_lowest_share_that_was_not_reached_decides_the_credit(met: int, credit: float) -> None:
    aim = replace(objective(0.95), credits=(Credit(below=0.95, percent=5), Credit(below=0.9, percent=10)))
    assert credited(one(aim, ended("P1", met=met, missed=100 - met))) == credit


@pytest.mark.parametrize(("missed", "credit"), [(0, 0), (1, 5), (2, 5), (3, 10), (4, 10), (5, 15), (50, 15)])
def test_a_credit_may_go_by_the_number_of_misses(missed: int, credit: float) -> None:
    rows = (Credit(misses=1, percent=5), Credit(misses=3, percent=10), Credit(misses=5, percent=15))
    assert credited(one(replace(objective(1.0), credits=rows), ended("P1", met=900, missed=missed))) == credit


@pytest.mark.parametrize(("met", "missed", "credit"), [(97, 3, 0), (0, 3, 10), (96, 4, 20), (0, 4, 20)])
def test_where_credits_go_by_both_the_higher_is_owed(met: int, missed: int, credit: float) -> None:
    aim = replace(objective(0.95), credits=(Credit(below=0.95, percent=10), Credit(misses=4, percent=20)))
    assert credited(one(aim, ended("P1", met=met, missed=missed))) == credit


@pytest.mark.parametrize(
    ("minutes", "share", "expected"),
    [
        ([10, 20, 30, 40], 0.75, 30),
        ([40, 10, 30, 20], 0.76, 40),
        ([0, 0], 1.0, 0),
        ([10, None], 0.5, 10),
        ([10, None], 0.51, None),
    ],
)
def test_a_percentile_is_the_same_undertaking_told_the_other_way(
    minutes: list[int | None], share: float, expected: int | None
) -> None:
    """By the nearest rank; what was never done took longer than anything."""
    took = [None if each is None else timedelta(minutes=each) for each in minutes]
    found = [Outcome(Promised(FIRST, "P1"), State.MET, MONDAY, each) for each in took]
    assert one(objective(share), found).within == (None if expected is None else timedelta(minutes=expected))


def test_what_was_done_late_took_until_it_was_done_and_a_silence_was_never_ended() -> None:
    late, never = (
        ticket("P1", "Mon 09:00", Message(at=instant("Mon 12:00"), sender="support")),
        ticket("P1", "Mon 09:00"),
    )
    assert [each.took for each in outcomes([late, never], WEDNESDAY)] == [timedelta(hours=3), None]
