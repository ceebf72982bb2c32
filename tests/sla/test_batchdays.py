"""Promises by the day for many tickets at once are, ticket by ticket, those of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parola.sla import batchdays
from parola.sla.batch import Instants
from parola.sla.calendar import NeverOpens, compile_calendar
from parola.sla.durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    CalendarDayAt,
    CalendarDayClose,
    CalendarDaysLater,
    MonthsLater,
    Promise,
    Stretch,
)
from parola.sla.hours import Hours
from parola.sla.walls import walls
from parola.sla.zones import first_instant, wall_clock, zone_of
from tests.sla.strategies import hours, instants

few, moments = st.integers(0, 4), st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
promises = (
    st.builds(Stretch, st.integers(0, 200_000))
    | st.builds(BusinessDayClose, few)
    | st.builds(BusinessDayAt, few, moments)
    | st.builds(BusinessDaysLater, few)
    | st.builds(CalendarDayClose, few)
    | st.builds(CalendarDayAt, few, moments)
    | st.builds(CalendarDaysLater, few)
    | st.builds(MonthsLater, few)
)


@settings(max_examples=60)
@given(hours, st.lists(instants(step=1, days=400), min_size=1, max_size=20), promises)
def test_due_times_are_those_of_the_calendar(hours: Hours, starts: list[datetime], promise: Promise) -> None:
    calendar, one_by_one = compile_calendar(hours), compile_calendar(hours)
    try:
        expected = [one_by_one.due(start, promise) for start in starts]
    except NeverOpens:
        assume(False)
        raise
    found = batchdays.due(calendar, utc(starts), promise)
    assert found.tolist() == utc(expected).tolist()


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "+03:00"])
def test_what_clocks_show_is_what_they_show_one_by_one(zone: str) -> None:
    start = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp())
    points = np.arange(start, start + 366 * 86_400, 1_799)
    clock = walls(zone, int(points.min()), int(points.max()))
    assert clock.shown(points).tolist() == [wall_clock(zone, int(point)) for point in points]
    assert clock.first(points).tolist() == [first_instant(zone, int(point)) for point in points]
    epoch = datetime(1970, 1, 1)  # a local time
    meant = [(epoch + timedelta(seconds=int(point))).replace(tzinfo=zone_of(zone)).timestamp() for point in points]
    assert clock.instants(points).tolist() == meant


def utc(moments: list[datetime]) -> Instants:
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], dtype="M8[us]")
