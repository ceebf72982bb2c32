"""The laws of working time, for any hours, zone and instant; and an oracle that looks at the wall clock every minute."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from parola.sla.calendar import Calendar, NeverOpens, compile_calendar
from parola.sla.durations import BusinessDayAt, BusinessDayClose, BusinessDaysLater
from parola.sla.hours import AllOf, AnyOf, Hours, Interval, OpeningHours
from parola.sla.spans import Span, intersect, total, union
from tests.sla.openings import works, zone
from tests.sla.strategies import GRID, durations, hours, instants, places

MINUTE = timedelta(minutes=1)
exact = instants(step=1, days=400)
pauses = st.lists(
    st.builds(lambda start, length: Span(start, start + length), instants(step=1, days=5), durations), max_size=4
)


def added(calendar: Calendar, start: datetime, worked: timedelta, paused: list[Span]) -> datetime:
    """The due time; where there is none, the example says nothing."""
    try:
        return calendar.add(start, worked, paused)
    except NeverOpens:
        assume(False)
        raise


def minutes(start: datetime, count: int) -> list[datetime]:
    return [start + MINUTE * index for index in range(count)]


@given(hours, instants(), st.integers(1, 40 * 60))
def test_the_wall_clock_decides_minute_by_minute(hours: Hours, start: datetime, length: int) -> None:
    calendar = compile_calendar(hours)
    working = [instant for instant in minutes(start, length) if works(hours, instant)]
    end = start + MINUTE * length
    assert calendar.between(start, end) == MINUTE * len(working)
    assert total(calendar.spans(start, end)) == MINUTE * len(working)
    if working:
        assert calendar.next_opening(start) == working[0]
        assert calendar.add(start, MINUTE * len(working)) == working[-1] + MINUTE
        half = len(working) // 2 + 1
        assert calendar.add(start, MINUTE * half) == working[half - 1] + MINUTE


@given(hours, instants(step=1))
def test_the_wall_clock_decides_second_by_second(hours: Hours, instant: datetime) -> None:
    calendar = compile_calendar(hours)
    for index in range(0, 7200, 61):
        assert calendar.is_open(instant + timedelta(seconds=index)) == works(hours, instant + timedelta(seconds=index))


@given(hours, exact, durations, pauses)
def test_the_time_until_a_target_is_due_is_the_target(
    hours: Hours, start: datetime, worked: timedelta, pauses: list[Span]
) -> None:
    calendar = compile_calendar(hours)
    due = added(calendar, start, worked, pauses)
    assert due >= start
    assert calendar.between(start, due, pauses) == worked
    just_before = due - timedelta(microseconds=1)
    assert calendar.between(start, just_before, pauses) < worked  # it is the earliest such instant


@given(hours, exact, exact, exact, pauses)
def test_elapsed_time_adds_up_over_a_split(
    hours: Hours, a: datetime, b: datetime, c: datetime, pauses: list[Span]
) -> None:
    first, middle, last = sorted((a, b, c))
    calendar = compile_calendar(hours)
    whole = calendar.between(first, last, pauses)
    assert whole == calendar.between(first, middle, pauses) + calendar.between(middle, last, pauses)
    assert timedelta() <= whole <= last - first


@given(hours, exact, durations, durations)
def test_a_target_may_be_counted_in_two_steps(hours: Hours, start: datetime, a: timedelta, b: timedelta) -> None:
    calendar = compile_calendar(hours)
    whole = added(calendar, start, a + b, [])
    assert calendar.add(calendar.add(start, a), b) == whole


@given(hours, exact, exact, durations, durations)
def test_later_starts_and_longer_targets_are_never_due_earlier(
    hours: Hours, a: datetime, b: datetime, short: timedelta, more: timedelta
) -> None:
    early, late = sorted((a, b))
    calendar = compile_calendar(hours)
    due = added(calendar, late, short + more, [])
    assert calendar.add(early, short) <= calendar.add(early, short + more) <= due
    assert calendar.add(early, short) <= calendar.add(late, short)


@given(places, st.lists(st.integers(1, 100), min_size=1, max_size=5), exact, exact)
def test_cutting_hours_in_pieces_changes_nothing(
    hours: OpeningHours, cuts: list[int], a: datetime, b: datetime
) -> None:
    pieces: list[Interval] = []
    for interval in hours.week:
        inside = sorted({interval.start + (interval.end - interval.start) * cut // 101 for cut in cuts})
        edges = [interval.start, *(cut for cut in inside if interval.start < cut < interval.end), interval.end]
        pieces += [Interval(start, end) for start, end in itertools.pairwise(edges)]
    cut_hours = OpeningHours(
        timezone=hours.timezone,
        week=tuple(reversed(pieces)),
        holidays=hours.holidays,
        closures=hours.closures,
        special=hours.special,
    )
    start, end = sorted((a, b))
    whole, cut = compile_calendar(hours), compile_calendar(cut_hours)
    assert list(whole.spans(start, end)) == list(cut.spans(start, end))


@given(places, places, exact, st.integers(0, 30))
def test_unions_and_intersections_are_those_of_the_parts(
    a: OpeningHours, b: OpeningHours, start: datetime, days: int
) -> None:
    end = start + timedelta(days=days)
    spans = [tuple(compile_calendar(part).spans(start, end)) for part in (a, b)]
    assert tuple(compile_calendar(AnyOf((a, b))).spans(start, end)) == union([*spans[0], *spans[1]])
    assert tuple(compile_calendar(AllOf((a, b))).spans(start, end)) == intersect(*spans)


@given(hours, exact, st.integers(0, 30))
def test_time_is_either_worked_or_a_gap_and_counted_once(hours: Hours, start: datetime, days: int) -> None:
    end = start + timedelta(days=days)
    calendar = compile_calendar(hours)
    gaps = [gap.span for gap in calendar.gaps(start, end)]
    worked = list(calendar.spans(start, end))
    assert intersect(gaps, worked) == ()
    assert total([*gaps, *worked]) == end - start
    assert sum((span.end - span.start for span in gaps), timedelta()) == total(gaps)


@given(hours, exact, exact, durations)
def test_what_was_asked_before_changes_no_answer(
    hours: Hours, asked: datetime, start: datetime, worked: timedelta
) -> None:
    fresh, used = compile_calendar(hours), compile_calendar(hours)
    used.is_open(asked)
    used.between(start, asked)
    due = added(fresh, start, worked, [])
    assert used.add(start, worked) == due


@given(hours, exact, st.integers(1, 8))
def test_business_days_are_the_local_dates_with_working_time(hours: Hours, start: datetime, days: int) -> None:
    calendar = compile_calendar(hours)
    first = datetime(start.year, start.month, start.day, tzinfo=UTC) - timedelta(days=1)
    last_worked: dict[date, datetime] = {}
    for span in calendar.spans(first, first + timedelta(days=30)):
        for step in range((span.end - span.start) // timedelta(seconds=GRID)):
            instant = span.start + step * timedelta(seconds=GRID)
            last_worked[instant.astimezone(zone(calendar.timezone)).date()] = instant + timedelta(seconds=GRID)
    business = sorted(day for day in last_worked if day > start.astimezone(zone(calendar.timezone)).date())
    assume(len(business) > days)  # the last date may be cut short by the end of what was looked at
    assert calendar.due(start, BusinessDayClose(days)) == last_worked[business[days - 1]]
    at_noon = calendar.due(start, BusinessDayAt(days, time(12))).astimezone(zone(calendar.timezone))
    assert at_noon.date() == business[days - 1]


@given(places, exact, st.integers(0, 8), pauses)
def test_no_promise_is_due_before_its_start_or_inside_a_pause(
    hours: OpeningHours, start: datetime, days: int, pauses: list[Span]
) -> None:
    calendar = compile_calendar(hours)
    for promise in (BusinessDayClose(days), BusinessDayAt(days, time(16)), BusinessDaysLater(days)):
        try:
            due = calendar.due(start, promise, pauses)
        except NeverOpens:
            continue
        assert due >= start
        assert not any(pause.start < due < pause.end for pause in pauses)
