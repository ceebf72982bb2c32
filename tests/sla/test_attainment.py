"""What a report counts, and when."""

from __future__ import annotations

from parola.sla.agreement import Metric, Objective
from parola.sla.attainment import Row, achieve, attain
from parola.sla.clock import Clock
from parola.sla.events import Closed, Event, Message, Opened, PriorityChanged
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
    return attain(clocks, MONDAY, TUESDAY, WEDNESDAY)


def test_a_met_clock_counts_when_it_was_met() -> None:
    assert on_monday(answered("P3", "Sun+1 22:00", "Mon+2 01:00")) == ()
    late = answered("P3", "Mon 22:00", "Tue 01:00")
    assert on_monday(late) == ()
    assert attain([late], TUESDAY, WEDNESDAY, WEDNESDAY) == (Row(metric=FIRST, priority="P3", met=1),)


def test_a_missed_clock_counts_when_it_was_due_however_late_the_answer() -> None:
    expected = (Row(metric=FIRST, priority="P1", missed=1),)
    assert on_monday(ticket("P1", "Mon 22:00")) == expected
    assert on_monday(answered("P1", "Mon 22:00", "Tue 23:00")) == expected


def test_a_running_clock_does_not_count_yet() -> None:
    clock = ticket("P3", "Mon 09:00")
    assert attain([clock], MONDAY, TUESDAY, instant("Mon 10:00")) == ()


def test_the_period_is_half_open() -> None:
    assert on_monday(answered("P3", "Mon 00:00", "Mon 00:00")) != ()
    assert on_monday(answered("P3", "Mon 22:00", "Tue 00:00")) == ()


def test_a_miss_counts_for_the_priority_whose_promise_was_missed() -> None:
    lowered = ticket("P1", "Mon 09:00", PriorityChanged(at=instant("Mon 11:00"), priority="P3"))
    assert on_monday(lowered) == (Row(metric=FIRST, priority="P1", missed=1),)


def test_each_missed_update_counts_by_itself_in_the_period_in_which_it_was_due() -> None:
    agreed = terms((*targets("P1 1h always"), *targets("P1 2h always", metric=Metric.UPDATE)))
    opened = Opened(at=instant("Mon 20:00"), priority="P1")
    answer = Message(at=instant("Mon 20:30"), sender="support")
    clocks = fold([opened, answer], agreed).at(instant("Tue 05:00")).clocks
    assert attain(clocks, MONDAY, TUESDAY, WEDNESDAY) == (
        Row(metric=FIRST, priority="P1", met=1),
        Row(metric=Metric.UPDATE, priority="P1", met=1, missed=1),
    )
    assert attain(clocks, TUESDAY, WEDNESDAY, instant("Tue 05:00")) == (
        Row(metric=Metric.UPDATE, priority="P1", missed=3),
    )


def test_best_effort_and_void_are_counted_beside_and_never_in_the_share() -> None:
    closed = ticket("P3", "Mon 09:00", Closed(at=instant("Mon 10:00")))
    measured = answered("P4", "Mon 09:00", "Mon 10:00")
    rows = on_monday(closed, measured, answered("P3", "Mon 09:00", "Mon 09:30"))
    assert rows == (
        Row(metric=FIRST, priority="P3", met=1, void=1),
        Row(metric=FIRST, priority="P4", best_effort=1),
    )
    assert [row.share for row in rows] == [1.0, None]


def test_closing_after_the_due_instant_counts_as_missed() -> None:
    assert on_monday(ticket("P1", "Mon 09:00", Closed(at=instant("Mon 10:01")))) == (
        Row(metric=FIRST, priority="P1", missed=1),
    )


def objective(share: float, by_priority: bool) -> Objective:
    return Objective(metrics=(FIRST,), share=share, by_priority=by_priority, text={})


ROWS = (Row(metric=FIRST, priority="P1", met=9, missed=1), Row(metric=FIRST, priority="P2", met=10))


def test_an_objective_is_met_by_all_together() -> None:
    (all_together,) = achieve(objective(0.95, by_priority=False), ROWS)
    assert (all_together.priority, all_together.met, all_together.missed) == (None, 19, 1)
    assert all_together.reached


def test_an_objective_by_priority_is_met_by_each() -> None:
    each = achieve(objective(0.95, by_priority=True), ROWS)
    assert [(one.priority, one.reached) for one in each] == [("P1", False), ("P2", True)]


def test_a_share_is_never_rounded_up() -> None:
    rows = [Row(metric=FIRST, priority="P1", met=9_499, missed=501)]
    assert [one.reached for one in achieve(objective(0.95, by_priority=False), rows)] == [False]


def test_an_objective_without_a_due_clock_is_neither_reached_nor_failed() -> None:
    (nothing,) = achieve(objective(0.95, by_priority=False), [Row(metric=FIRST, priority="P1", void=3)])
    assert nothing.reached is None
    assert nothing.share is None


def test_an_objective_looks_at_its_own_metrics_only() -> None:
    other = [Row(metric=Metric.UPDATE, priority="P1", missed=3)]
    assert achieve(objective(0.95, by_priority=False), other) == ()
