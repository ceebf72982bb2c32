"""Targets by the date: as a support manager counts them on a wall calendar, and against counting them one by one."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.calendar import NeverOpens, always, compile_calendar
from parola.sla.durations import ByDate, CalendarDayAt, CalendarDayClose, CalendarDaysLater, MonthsLater
from parola.sla.hours import DAY
from parola.sla.spans import FOREVER, Span, union
from tests.sla.openings import at, opening, shown, zone
from tests.sla.strategies import instants, timezones

ROME = always("Europe/Rome")
OFFICE = compile_calendar(opening("Mon-Fri 09:00-17:00", holidays=["2026-12-25"]))


def paused(start: str, end: str | None) -> Span:
    return Span(at(start), FOREVER if end is None else at(end))


@pytest.mark.parametrize(
    ("start", "promise", "due"),
    [
        ("2026-12-24 16:00", CalendarDaysLater(2), "2026-12-26 16:00"),  # a holiday and a Saturday count
        ("2026-03-28 12:00", CalendarDaysLater(1), "2026-03-29 12:00"),  # the same local time, 23 hours later
        ("2026-03-28 02:30", CalendarDaysLater(1), "2026-03-29 03:00"),  # that time is left out
        ("2026-10-24 02:30", CalendarDaysLater(1), "2026-10-25 02:30"),  # the first of the two
        ("2026-10-25 02:30*", CalendarDaysLater(1), "2026-10-26 02:30"),
        ("2026-03-06 18:00", CalendarDayClose(0), "2026-03-07 00:00"),
        ("2026-03-06 18:00", CalendarDayClose(1), "2026-03-08 00:00"),
        ("2026-03-06 18:00", CalendarDayAt(1, time(12)), "2026-03-07 12:00"),
        ("2026-03-06 18:00", CalendarDayAt(0, time(20)), "2026-03-06 20:00"),
        ("2026-03-06 18:00", CalendarDayAt(0, time(12)), "2026-03-07 12:00"),  # over already: the next date's
        ("2026-03-06 18:00", CalendarDaysLater(14), "2026-03-20 18:00"),
        ("2026-01-15 09:00", MonthsLater(1), "2026-02-15 09:00"),
        ("2026-01-31 09:00", MonthsLater(1), "2026-02-28 09:00"),  # the month's last
        ("2028-01-31 09:00", MonthsLater(1), "2028-02-29 09:00"),
        ("2026-01-31 09:00", MonthsLater(2), "2026-03-31 09:00"),
        ("2026-11-30 09:00", MonthsLater(3), "2027-02-28 09:00"),
        ("2026-03-02 10:00:30", CalendarDaysLater(1), "2026-03-03 10:00:30"),
    ],
)
def test_due(start: str, promise: ByDate, due: str) -> None:
    assert ROME.due(at(start), promise) == at(due)
    assert OFFICE.due(at(start), promise) == at(due)  # its hours do not matter, its zone does


def test_days_are_those_of_the_zone() -> None:
    late = at("2026-03-02 23:30")
    assert always("Asia/Tokyo").due(late, CalendarDayClose(0)) == at("2026-03-04 00:00", "Asia/Tokyo")
    assert always("-05:00").due(late, CalendarDayClose(0)) == at("2026-03-03 00:00", "-05:00")


@pytest.mark.parametrize(
    ("promise", "pauses", "due"),
    [
        (CalendarDaysLater(2), [("2026-03-02 12:00", "2026-03-02 18:00")], "2026-03-04 10:00"),  # no date as a whole
        (
            CalendarDaysLater(2),
            [("2026-03-02 12:00", "2026-03-04 09:00")],
            "2026-03-05 10:00",
        ),  # the 3rd is not counted
        (CalendarDaysLater(2), [("2026-03-04 09:00", "2026-03-04 12:00")], "2026-03-05 10:00"),  # due inside a pause
        (CalendarDaysLater(1), [("2026-03-02 09:00", "2026-03-04 08:00")], "2026-03-05 08:00"),  # begun in a pause
        (CalendarDayClose(1), [("2026-03-03 00:00", "2026-03-06 00:00")], "2026-03-07 00:00"),
        (CalendarDayClose(0), [("2026-03-02 00:00", "2026-03-04 00:00")], "2026-03-05 00:00"),
        (MonthsLater(1), [("2026-03-10 00:00", "2026-03-15 00:00")], "2026-04-07 10:00"),  # five dates longer
    ],
)
def test_pauses_take_whole_dates_out(promise: ByDate, pauses: list[tuple[str, str]], due: str) -> None:
    assert ROME.due(at("2026-03-02 10:00"), promise, [paused(*each) for each in pauses]) == at(due)


@pytest.mark.parametrize(
    "promise", [CalendarDaysLater(2), CalendarDayClose(1), CalendarDayAt(3, time(9)), MonthsLater(1)]
)
def test_a_pause_without_end_is_told(promise: ByDate) -> None:
    start = at("2026-03-02 10:00")
    for since in ("2026-03-01 10:00", "2026-03-02 11:00", "2026-03-03 00:00"):
        with pytest.raises(NeverOpens):
            ROME.due(start, promise, [paused(since, None)])
    assert ROME.due(start, promise, [paused("2027-01-01 00:00", None)]) < at("2027-01-01 00:00")


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        ROME.due(at("2026-03-02 10:00"), CalendarDaysLater(-1))
    with pytest.raises(OverflowError):
        ROME.due(at("9999-11-02 10:00"), MonthsLater(36))


def counted(timezone: str, start: datetime, promise: ByDate, pauses: tuple[Span, ...]) -> datetime:
    """The same, date by date: the clock on the wall is looked at every minute."""
    keeps_time = isinstance(promise, CalendarDaysLater | MonthsLater)
    if keeps_time:
        start = next((pause.end for pause in pauses if pause.start <= start < pause.end), start)
    wall = start.astimezone(zone(timezone))
    second = promise.at.hour * 3600 if isinstance(promise, CalendarDayAt) else wall.hour * 3600 + wall.minute * 60
    date, left = wall.date(), length(wall.date(), promise)
    while left or whole(timezone, date, pauses):
        left -= bool(left) and not whole(timezone, date + timedelta(days=1), pauses)
        date += timedelta(days=1)
    while True:
        due = shown(timezone, date, DAY if isinstance(promise, CalendarDayClose) else second)
        inside = any(pause.start < due < pause.end for pause in pauses)
        if due >= start and not inside and not whole(timezone, date, pauses):
            return due
        date += timedelta(days=1)


def length(date: dt.date, promise: ByDate) -> int:
    if not isinstance(promise, MonthsLater):
        return promise.days
    later = date.replace(day=1)
    for _ in range(promise.months):
        later = (later + timedelta(days=31)).replace(day=1)
    return (later.replace(day=min(date.day, monthrange(later.year, later.month)[1])) - date).days


def whole(timezone: str, date: dt.date, pauses: tuple[Span, ...]) -> bool:
    first, last = shown(timezone, date, 0), shown(timezone, date + timedelta(days=1), 0)
    return any(pause.start <= first and last <= pause.end for pause in pauses)


promises = st.one_of(
    st.integers(0, 12).map(CalendarDaysLater),
    st.integers(0, 5).map(CalendarDayClose),
    st.builds(CalendarDayAt, st.integers(0, 5), st.integers(0, 23).map(time)),
    st.integers(1, 2).map(MonthsLater),
)
pauses = st.lists(
    st.builds(
        lambda start, hours: Span(start, start + timedelta(hours=hours)),
        instants(step=1800, days=6),
        st.integers(0, 100),
    ),
    max_size=4,
)


@given(timezones, instants(), promises, pauses)
def test_dates_counted_one_by_one_come_to_the_same(
    timezone: str, start: datetime, promise: ByDate, pauses: list[Span]
) -> None:
    assert always(timezone).due(start, promise, pauses) == counted(timezone, start, promise, union(pauses))
