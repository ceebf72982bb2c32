"""A batch gives, ticket by ticket, what the calendar gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parola.sla import batch
from parola.sla.calendar import ALWAYS, NeverOpens, compile_calendar
from parola.sla.hours import Hours
from tests.sla.openings import at, duration, opening
from tests.sla.strategies import durations, hours, instants

OFFICE = compile_calendar(opening("Mon-Fri 09:00-17:00"))
exact = instants(step=1, days=400)


def utc(moments: list[datetime]) -> batch.Instants:
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], dtype="M8[us]")


def lengths(of: list[timedelta]) -> batch.Durations:
    return np.array(of, dtype="m8[us]")


@given(hours, st.lists(st.tuples(exact, durations | st.just(timedelta())), min_size=1, max_size=30))
def test_due_times_are_those_of_the_calendar(hours: Hours, tickets: list[tuple[datetime, timedelta]]) -> None:
    calendar = compile_calendar(hours)
    starts, worked = [start for start, _ in tickets], [length for _, length in tickets]
    one_by_one = compile_calendar(hours)
    try:
        expected = [one_by_one.add(start, length) for start, length in tickets]
    except NeverOpens:
        assume(False)
        raise
    assert batch.add(calendar, utc(starts), lengths(worked)).tolist() == utc(expected).tolist()


@given(hours, st.lists(st.tuples(exact, exact), min_size=1, max_size=30))
def test_elapsed_times_are_those_of_the_calendar(hours: Hours, tickets: list[tuple[datetime, datetime]]) -> None:
    calendar = compile_calendar(hours)
    expected = [calendar.between(start, end) for start, end in tickets]
    starts, ends = [start for start, _ in tickets], [end for _, end in tickets]
    assert batch.between(compile_calendar(hours), utc(starts), utc(ends)).tolist() == expected


def test_more_tickets_than_a_chunk_holds() -> None:
    start = np.datetime64("2024-01-01T00:00:00", "us")
    starts = start + np.arange(50_000) * np.timedelta64(1_234, "s")
    due = batch.add(OFFICE, starts, np.timedelta64(8, "h"))
    assert (batch.between(OFFICE, starts, due) == np.timedelta64(8, "h")).all()
    for index in range(0, 50_000, 997):
        assert due[index].item() == OFFICE.add(starts[index].item().replace(tzinfo=UTC), duration("8h")).replace(
            tzinfo=None
        )


def test_the_shape_of_the_arrays_is_kept() -> None:
    starts = utc([at("2026-03-02 10:00")] * 6).reshape(2, 3)
    assert batch.add(OFFICE, starts, np.timedelta64(1, "h")).shape == (2, 3)
    assert batch.between(OFFICE, starts, starts[:, :1]).shape == (2, 3)


def test_one_start_and_many_targets() -> None:
    due = batch.add(OFFICE, utc([at("2026-03-02 16:00")])[0], lengths([duration("1h"), duration("2h")]))
    assert due.tolist() == utc([at("2026-03-02 17:00"), at("2026-03-03 10:00")]).tolist()


def test_no_tickets_no_answers() -> None:
    assert batch.add(OFFICE, utc([]), lengths([])).shape == (0,)
    assert batch.between(OFFICE, utc([]), utc([])).shape == (0,)


def test_seconds_are_as_good_as_microseconds() -> None:
    starts = np.array(["2026-03-02T09:00:00"], dtype="M8[s]")
    assert batch.add(ALWAYS, starts, np.timedelta64(1, "h")).tolist() == [datetime(2026, 3, 2, 10)]


def test_what_is_no_instant_is_refused() -> None:
    starts = utc([at("2026-03-02 10:00")])
    with pytest.raises(TypeError, match="datetime64"):
        batch.add(OFFICE, starts.view(np.int64), lengths([duration("1h")]))
    with pytest.raises(ValueError, match="missing"):
        batch.between(OFFICE, starts, np.array(["NaT"], dtype="M8[us]"))
    with pytest.raises(ValueError, match="negative"):
        batch.add(OFFICE, starts, lengths([-duration("1h")]))


def test_hours_that_never_open_are_found_out() -> None:
    with pytest.raises(NeverOpens):
        batch.add(compile_calendar(opening("")), utc([at("2026-03-02 10:00")]), lengths([duration("1h")]))
