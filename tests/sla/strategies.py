"""Random opening hours and instants, dense where clocks change."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from parola.sla.hours import (
    DAY,
    WEEK,
    AllOf,
    AnyOf,
    Closure,
    Holiday,
    Hours,
    Interval,
    OpeningHours,
    SpecialHours,
    Window,
    YearlyClosure,
)

ZONES = (
    "Europe/Rome",
    "America/New_York",
    "America/Havana",  # changes at midnight
    "America/St_Johns",  # half an hour from its neighbours
    "America/Sao_Paulo",  # gave up changing its clocks in 2019
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Chatham",  # 12:45 and 13:45 from UTC
    "Pacific/Apia",  # lost a whole day, 30 December 2011
    "Asia/Kathmandu",  # 5:45
    "Asia/Gaza",  # changes around Ramadan, on other days each year
    "Africa/Casablanca",  # goes back for Ramadan
    "Africa/Cairo",  # 24 hours and one more on a Thursday
    "Antarctica/Troll",  # changes by two hours
    "UTC",
    "+05:45",
    "-11:00",
)

TURNS = (  # shortly before changes of the clocks, and the day that Samoa left out
    "2026-03-29 00:00",
    "2026-10-25 00:00",
    "2026-03-08 05:00",
    "2026-11-01 04:00",
    "2026-04-04 14:00",
    "2026-10-03 15:00",
    "2026-04-05 12:00",
    "2026-02-15 01:00",
    "2026-03-22 01:00",
    "2026-04-23 20:00",
    "2026-10-29 20:00",
    "2018-02-18 01:00",
    "2018-11-04 02:00",
    "2011-12-30 08:00",
    "2028-02-29 10:00",
    "2025-12-31 20:00",
)

GRID = 300
"""Opening hours change every five minutes at most, so that the oracle may look once a minute."""

timezones = st.sampled_from(ZONES)
turns = st.sampled_from(TURNS).map(lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC))
names = st.just({"en": "a name"})


def instants(step: int = 60, days: int = 3) -> st.SearchStrategy[datetime]:
    """Instants within some days of a turn, a whole number of steps (seconds) away from it."""
    reach = days * DAY // step
    return st.builds(lambda turn, steps: turn + timedelta(seconds=steps * step), turns, st.integers(-reach, reach))


def intervals(longest: int, within: int = WEEK) -> st.SearchStrategy[Interval]:
    return st.builds(
        lambda start, length: Interval(start * GRID, (start + length) * GRID),
        st.integers(0, within // GRID - 1),
        st.integers(1, longest // GRID),
    )


dates = st.builds(lambda turn, days: (turn + timedelta(days=days)).date(), turns, st.integers(-5, 5))
month_and_days = dates.map(lambda date: (date.month, date.day))
closures = st.one_of(
    st.builds(
        lambda first, days, name: Closure(first, first + timedelta(days=days), name), dates, st.integers(0, 4), names
    ),
    st.builds(YearlyClosure, month_and_days, month_and_days, names),
)


def special_from(first: dt.date, days: int, hours: list[Interval]) -> SpecialHours:
    return SpecialHours(first, first + timedelta(days=days), tuple(hours), {"en": "special"})


places = st.builds(
    OpeningHours,
    timezone=timezones,
    week=st.one_of(
        st.just((Interval(0, WEEK),)),
        st.just(tuple(Interval(day * DAY + 9 * 3600, day * DAY + 17 * 3600) for day in range(5))),
        st.just(tuple(Interval(day * DAY + 22 * 3600, day * DAY + 30 * 3600) for day in range(5))),
        st.lists(intervals(3 * DAY), min_size=1, max_size=6).map(tuple),
    ),
    holidays=st.lists(st.builds(Holiday, dates, names), max_size=4).map(tuple),
    closures=st.lists(closures, max_size=2).map(tuple),
    special=st.lists(
        st.builds(special_from, dates, st.integers(0, 3), st.lists(intervals(DAY, within=DAY), max_size=2)), max_size=2
    ).map(tuple),
)

moments = st.integers(0, WEEK // GRID - 1).map(lambda step: step * GRID)
windows = st.builds(Window, moments, timezones, moments, timezones)

hours: st.SearchStrategy[Hours] = st.one_of(
    places,
    windows,
    st.tuples(places, windows).map(AllOf),
    st.lists(places, min_size=1, max_size=3).map(tuple).map(AnyOf),
    st.lists(places, min_size=1, max_size=2).map(tuple).map(AllOf),
)

durations = st.one_of(
    st.integers(1, 200).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 10**12).map(lambda microseconds: timedelta(microseconds=microseconds)),
)
