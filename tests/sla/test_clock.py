"""A clock and its strands, step by step, without a ticket around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.sla.spans import total
from parola.sla.strand import Cause, Stop, Strand
from tests.sla.build import OFFICE, instant, targets, words

MONDAY = instant("Mon 09:00")
HOUR = dt.timedelta(hours=1)


def clock(cells: str, *, at: int = 0) -> Clock:
    """A clock begun on Monday at 09:00, at the priority of that severity."""
    strands = tuple(
        Strand(severity=severity, target=target, calendar=OFFICE, started=MONDAY, running_since=MONDAY)
        for severity, target in enumerate(targets(cells))
    )
    begun = Clock(metric=Metric.RESOLUTION, cycle=1, began=MONDAY, strands=strands, ruling=0, ruled_since=MONDAY)
    begun.at_priority(at, f"P{at + 1}", MONDAY)
    return begun


def after(one: Clock, *steps: Callable[[Clock], None]) -> Clock:
    """Another clock, which went on from the one by these steps."""
    other = one.copied()
    for step in steps:
        step(other)
    return other


def still(cause: Cause, at: dt.datetime) -> Stop:
    return Stop(at, None, cause, "customer")


def strand() -> Strand:
    return clock("P1 8h office").strand


def due(of: Strand) -> str:
    assert of.due is not None
    return words(of.due)


def test_a_clock_shows_what_its_ruling_strand_promises() -> None:
    one = clock("P1 1h office, P2 2h office", at=1)
    assert (one.priority, one.target.promise, one.calendar) == ("P2", one.strands[1].target.promise, OFFICE)
    assert (one.started, one.due) == (MONDAY, MONDAY + 2 * HOUR)


def test_it_runs_up_to_and_at_its_due_instant() -> None:
    one = clock("P1 1h office")
    assert one.state(MONDAY) is State.RUNNING
    assert one.state(MONDAY + HOUR) is State.RUNNING
    assert one.state(MONDAY + HOUR + dt.timedelta(microseconds=1)) is State.MISSED


def test_a_miss_is_final_once_anything_happens() -> None:
    missed = clock("P1 1h office, P2 8h office")
    missed.at_priority(1, "P2", MONDAY + 2 * HOUR)
    assert (missed.decided, missed.priority, missed.due) == (State.MISSED, "P1", MONDAY + HOUR)
    assert after(missed, lambda it: it.at_priority(0, "P1", MONDAY + 3 * HOUR)) == missed


def test_what_is_met_is_over() -> None:
    met = clock("P1 1h office, P2 8h office")
    met.meet(MONDAY)
    assert after(met, lambda it: it.meet(MONDAY + HOUR)) == met
    assert after(met, lambda it: it.close(MONDAY + HOUR)) == met
    assert after(met, lambda it: it.at_priority(1, "P2", MONDAY + HOUR)) == met
    assert after(met, lambda it: it.reopen(MONDAY + HOUR)) == met


def test_what_a_closing_ended_was_not_done() -> None:
    one = clock("P1 1h office")
    met = after(one, lambda it: it.meet(MONDAY))
    assert (one.done, met.done, after(one, lambda it: it.meet(MONDAY + 2 * HOUR)).done) == (
        None,
        MONDAY,
        MONDAY + 2 * HOUR,
    )
    void, missed = after(one, lambda it: it.close(MONDAY)), after(one, lambda it: it.close(MONDAY + 2 * HOUR))
    assert (void.ended, missed.ended) == (MONDAY, MONDAY + 2 * HOUR)
    assert void.done is missed.done is None
    assert after(met, lambda it: it.close(MONDAY + HOUR)).done == MONDAY


def test_since_when_a_strand_rules_changes_only_when_another_comes_to_rule() -> None:
    one = clock("P1 1h office, P2 2h office, P3 8h office", at=2)
    one.at_priority(2, "P3", MONDAY + HOUR)
    assert one.ruled_since == MONDAY
    one.at_priority(0, "P1", MONDAY + 2 * HOUR)
    assert one.ruled_since == MONDAY + 2 * HOUR


def test_a_copy_goes_on_by_itself() -> None:
    one = clock("P1 1h office")
    other = after(one, lambda it: it.wait("customer", MONDAY + HOUR / 2))
    assert (one.state(MONDAY + HOUR), other.state(MONDAY + HOUR)) == (State.RUNNING, State.PAUSED)


def test_a_strand_that_stands_still_uses_nothing_and_is_due_as_much_later() -> None:
    one = strand()
    one.stand_still(still("waiting", MONDAY + HOUR))
    assert one.still
    assert one.elapsed(MONDAY + 5 * HOUR) == HOUR
    assert one.reaches(4 * HOUR) is None
    one.go_on("waiting", MONDAY + 3 * HOUR)
    one.reckon(MONDAY + 3 * HOUR)
    assert due(one) == "Tue 11:00"
    assert one.elapsed(MONDAY + 4 * HOUR) == 2 * HOUR
    assert one.reaches(4 * HOUR) == MONDAY + 6 * HOUR


def test_two_reasons_to_stand_still_are_united() -> None:
    one = strand()
    one.stand_still(still("waiting", MONDAY + HOUR))
    one.stand_still(still("closed", MONDAY + 2 * HOUR))
    one.go_on("waiting", MONDAY + 3 * HOUR)
    left = one.copied()
    one.go_on("waiting", MONDAY + 3 * HOUR)
    assert one.still
    assert one == left
    one.go_on("closed", MONDAY + 4 * HOUR)
    one.reckon(MONDAY + 4 * HOUR)
    assert due(one) == "Tue 12:00"
    assert total(one.counted(MONDAY + 5 * HOUR)) == one.elapsed(MONDAY + 5 * HOUR) == 2 * HOUR


def test_standing_still_for_no_time_leaves_no_trace() -> None:
    one = strand()
    one.stand_still(still("waiting", MONDAY))
    one.go_on("waiting", MONDAY)
    assert one == strand()


def test_a_paused_clock_is_not_due_and_can_be_met() -> None:
    paused = clock("P1 1h office")
    paused.wait("customer", MONDAY + HOUR / 2)
    later = MONDAY + 5 * HOUR
    assert (paused.state(later), paused.due, paused.elapsed(later)) == (State.PAUSED, None, HOUR / 2)
    paused.meet(later)
    assert paused.state(later) is State.MET


def test_a_pause_is_no_way_out_of_a_miss() -> None:
    missed = clock("P1 1h office")
    missed.wait("customer", MONDAY + 2 * HOUR)
    assert missed.state(MONDAY + 3 * HOUR) is State.MISSED
