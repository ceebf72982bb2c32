"""A clock and its strands, step by step, without a ticket around them."""

from __future__ import annotations

import datetime as dt

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.sla.spans import total
from parola.sla.strand import Strand
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
    return begun.at_priority(at, f"P{at + 1}", MONDAY)


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
    missed = clock("P1 1h office, P2 8h office").at_priority(1, "P2", MONDAY + 2 * HOUR)
    assert (missed.decided, missed.priority, missed.due) == (State.MISSED, "P1", MONDAY + HOUR)
    assert missed.at_priority(0, "P1", MONDAY + 3 * HOUR) == missed


def test_what_is_met_is_over() -> None:
    met = clock("P1 1h office, P2 8h office").met(MONDAY)
    assert met.met(MONDAY + HOUR) == met
    assert met.closed(MONDAY + HOUR) == met
    assert met.at_priority(1, "P2", MONDAY + HOUR) == met
    assert met.reopened(MONDAY + HOUR) == met


def test_what_a_closing_ended_was_not_done() -> None:
    one = clock("P1 1h office")
    assert (one.done, one.met(MONDAY).done, one.met(MONDAY + 2 * HOUR).done) == (None, MONDAY, MONDAY + 2 * HOUR)
    void, missed = one.closed(MONDAY), one.closed(MONDAY + 2 * HOUR)
    assert (void.ended, missed.ended) == (MONDAY, MONDAY + 2 * HOUR)
    assert void.done is missed.done is None
    assert one.met(MONDAY).closed(MONDAY + HOUR).done == MONDAY


def test_since_when_a_strand_rules_changes_only_when_another_comes_to_rule() -> None:
    one = clock("P1 1h office, P2 2h office, P3 8h office", at=2)
    same = one.at_priority(2, "P3", MONDAY + HOUR)
    assert same.ruled_since == MONDAY
    assert same.at_priority(0, "P1", MONDAY + 2 * HOUR).ruled_since == MONDAY + 2 * HOUR


def test_a_strand_that_stands_still_uses_nothing_and_is_due_as_much_later() -> None:
    waiting = strand().standing_still("waiting", "customer", MONDAY + HOUR)
    assert waiting.still
    assert waiting.elapsed(MONDAY + 5 * HOUR) == HOUR
    assert waiting.reaches(4 * HOUR) is None
    resumed = waiting.going_on("waiting", MONDAY + 3 * HOUR).reckoned(MONDAY + 3 * HOUR)
    assert due(resumed) == "Tue 11:00"
    assert resumed.elapsed(MONDAY + 4 * HOUR) == 2 * HOUR
    assert resumed.reaches(4 * HOUR) == MONDAY + 6 * HOUR


def test_two_reasons_to_stand_still_are_united() -> None:
    both = strand().standing_still("waiting", "customer", MONDAY + HOUR).standing_still("closed", "", MONDAY + 2 * HOUR)
    one_left = both.going_on("waiting", MONDAY + 3 * HOUR)
    assert one_left.still
    assert one_left.going_on("waiting", MONDAY + 3 * HOUR) == one_left
    running = one_left.going_on("closed", MONDAY + 4 * HOUR).reckoned(MONDAY + 4 * HOUR)
    assert due(running) == "Tue 12:00"
    assert total(running.counted(MONDAY + 5 * HOUR)) == running.elapsed(MONDAY + 5 * HOUR) == 2 * HOUR


def test_standing_still_for_no_time_leaves_no_trace() -> None:
    assert strand().standing_still("waiting", "customer", MONDAY).going_on("waiting", MONDAY) == strand()


def test_a_paused_clock_is_not_due_and_can_be_met() -> None:
    running = clock("P1 1h office")
    still = running.strand.standing_still("waiting", "customer", MONDAY + HOUR / 2)
    paused = running._replace(strands=(still,))
    later = MONDAY + 5 * HOUR
    assert (paused.state(later), paused.due, paused.elapsed(later)) == (State.PAUSED, None, HOUR / 2)
    assert paused.met(later).state(later) is State.MET


def test_a_pause_is_no_way_out_of_a_miss() -> None:
    missed = clock("P1 1h office").settled(MONDAY + 2 * HOUR)
    still = missed.strand.standing_still("waiting", "customer", MONDAY + 2 * HOUR)
    assert missed._replace(strands=(still,)).state(MONDAY + 3 * HOUR) is State.MISSED
