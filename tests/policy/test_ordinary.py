"""The longest wait and what comes too soon, held against a week that is gone through half hour by half hour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from parola.policy.ordinary import WEEK, OrdinaryWeek
from parola.sla.durations import BusinessDayClose, BusinessDaysLater, Promise, Stretch
from parola.sla.spans import total
from tests.policy.samples import agreed, small

TIMES = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
HOURS = st.tuples(
    st.sampled_from(["mon-fri", "daily", "sat,sun", "mon,wed", "thu"]), st.sampled_from(TIMES), st.sampled_from(TIMES)
).map(lambda parts: f"{parts[0]} {parts[1]}-{parts[2]}")
PROMISES = st.one_of(
    st.integers(1, 80).map(lambda steps: Stretch(steps * 900)),
    st.integers(0, 3).map(BusinessDayClose),
    st.integers(1, 3).map(BusinessDaysLater),
)
STEP = dt.timedelta(minutes=30)
STARTS = range(WEEK // STEP)
few = settings(max_examples=15, deadline=None)


def week(*hours: str) -> OrdinaryWeek:
    lines = "".join(
        f"  c{index}: {{name: C, hours: '{each}', timezone: Asia/Amman}}\n" for index, each in enumerate(hours)
    )
    return OrdinaryWeek(agreed(small(**{"contract_calendars:": f"{lines}contract_calendars:"})).agreement)


@few
@given(HOURS, PROMISES)
def test_no_request_of_the_week_waits_longer_than_the_longest(hours: str, promise: Promise) -> None:
    ordinary = week(hours)
    calendar = ordinary.calendar("c0", None)
    longest, example = ordinary.longest(calendar, promise)
    assert calendar.due(example, promise) - example == longest
    for step in STARTS:
        for start in (ordinary.start + step * STEP, ordinary.start + step * STEP + dt.timedelta(seconds=1)):
            assert calendar.due(start, promise) - start <= longest


@few
@given(HOURS, HOURS, PROMISES)
def test_what_comes_too_soon_is_just_what_is_due_before_the_window_opens(
    hours: str, opening: str, promise: Promise
) -> None:
    ordinary = week(hours, opening)
    calendar, window = ordinary.calendar("c0", None), ordinary.calendar("c1", None)
    spans = ordinary.too_soon(window, calendar, promise)
    starts = [ordinary.start + step * STEP for step in STARTS]
    for start in starts:
        fails = calendar.due(start, promise) < window.next_opening(start)
        assert fails == any(span.start <= start < span.end for span in spans)
    assert total(spans) <= WEEK


def test_around_the_clock_the_longest_wait_is_the_promise() -> None:
    ordinary = week("daily 00:00-24:00")
    calendar = ordinary.calendar("always", None)
    assert ordinary.longest(calendar, Stretch(3_600))[0] == dt.timedelta(hours=1)
    assert ordinary.too_soon(calendar, calendar, Stretch(60)) == ()
