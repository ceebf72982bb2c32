"""Due times and elapsed times as a support manager would check them on paper."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

import pytest

from parola.sla.calendar import ALWAYS, Calendar, NeverOpens, compile_calendar
from parola.sla.durations import BusinessDayAt, BusinessDayClose, BusinessDaysLater, Promise, Stretch
from parola.sla.hours import AllOf, AnyOf, Hours
from parola.sla.spans import FOREVER, Span
from tests.sla.openings import at, duration, opening, zone

OFFICE = compile_calendar(opening("Mon-Fri 09:00-17:00", holidays=["2026-12-25", "2026-06-02"]))
NIGHT = compile_calendar(opening("Mon-Fri 22:00-06:00"))
WEEK_LONG = compile_calendar(opening("Mon 00:01 to Fri 23:59"))
SUNDAY = compile_calendar(opening("Sun 00:00-06:00"))
BEFORE_DAWN = compile_calendar(opening("Sun 02:30-06:00"))


def span(start: str, end: str | None) -> Span:
    return Span(at(start), FOREVER if end is None else at(end))


@pytest.mark.parametrize(
    ("calendar", "start", "worked", "due"),
    [
        (OFFICE, "2026-03-02 10:00", "4h", "2026-03-02 14:00"),
        (OFFICE, "2026-03-02 16:30", "1h", "2026-03-03 09:30"),
        (OFFICE, "2026-03-02 09:00", "8h", "2026-03-02 17:00"),  # used up at closing time: due then
        (OFFICE, "2026-03-06 16:00", "1h", "2026-03-06 17:00"),  # on a Friday too
        (OFFICE, "2026-03-02 17:00", "1h", "2026-03-03 10:00"),  # at closing time nothing is left of the day
        (OFFICE, "2026-03-07 12:00", "1h", "2026-03-09 10:00"),
        (OFFICE, "2026-03-02 16:59:30", "1m", "2026-03-03 09:00:30"),
        (OFFICE, "2026-03-07 12:00", "0s", "2026-03-07 12:00"),  # no time at all has passed at once
        (OFFICE, "2026-12-24 16:00", "2h", "2026-12-28 10:00"),  # Christmas, then a weekend
        (NIGHT, "2026-03-06 23:00", "8h", "2026-03-09 23:00"),  # the Friday shift ends on Saturday
        (WEEK_LONG, "2026-03-06 23:00", "1h", "2026-03-09 00:02"),
        (SUNDAY, "2026-03-29 00:00", "5h", "2026-03-29 06:00"),  # 02:00 to 03:00 is left out
        (SUNDAY, "2026-10-25 00:00", "7h", "2026-10-25 06:00"),  # 02:00 to 03:00 is repeated
        (SUNDAY, "2026-10-25 00:00", "3h", "2026-10-25 02:00*"),
        (BEFORE_DAWN, "2026-03-29 00:00", "1h", "2026-03-29 04:00"),  # opens at 03:00, the first time after 02:30
        (BEFORE_DAWN, "2026-10-25 00:00", "30m", "2026-10-25 02:00*"),  # 02:30 to 03:00, and back to 02:00
        (BEFORE_DAWN, "2026-10-25 00:00", "31m", "2026-10-25 02:31*"),  # 02:30 to 03:00 once more
        (ALWAYS, "2026-03-28 23:30", "3h", "2026-03-29 03:30"),
    ],
)
def test_due(calendar: Calendar, start: str, worked: str, due: str) -> None:
    assert calendar.add(at(start), duration(worked)) == at(due)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "worked"),
    [
        (OFFICE, "2026-03-02 09:00", "2026-03-02 17:00", "8h"),
        (OFFICE, "2026-03-02 08:00", "2026-03-03 09:30", "8h30m"),
        (OFFICE, "2026-03-06 17:00", "2026-03-09 09:00", "0s"),
        (OFFICE, "2026-12-24 00:00", "2026-12-29 00:00", "16h"),
        (OFFICE, "2026-03-03 10:00", "2026-03-02 10:00", "0s"),  # backwards there is none
        (NIGHT, "2026-03-06 00:00", "2026-03-08 00:00", "14h"),
        (SUNDAY, "2026-03-29 00:00", "2026-03-30 00:00", "5h"),
        (SUNDAY, "2026-10-25 00:00", "2026-10-26 00:00", "7h"),
        (SUNDAY, "2026-10-25 02:00", "2026-10-25 02:00*", "1h"),
        (ALWAYS, "2026-10-24 12:00", "2026-10-25 12:00", "25h"),
    ],
)
def test_elapsed(calendar: Calendar, start: str, end: str, worked: str) -> None:
    assert calendar.between(at(start), at(end)) == duration(worked)


@pytest.mark.parametrize(
    ("worked", "pauses", "due"),
    [
        ("4h", [], "2026-03-02 13:00"),
        ("4h", [("2026-03-02 10:00", "2026-03-02 12:00")], "2026-03-02 15:00"),
        (
            "4h",
            [("2026-03-02 11:00", "2026-03-02 12:00"), ("2026-03-02 10:00", "2026-03-02 11:30")],
            "2026-03-02 15:00",
        ),
        ("4h", [("2026-03-02 18:00", "2026-03-03 08:00")], "2026-03-02 13:00"),  # closed anyway
        ("8h", [("2026-03-02 12:00", "2026-03-04 09:00")], "2026-03-04 14:00"),
        ("4h", [("2026-03-01 12:00", "2026-03-02 13:00")], "2026-03-02 17:00"),  # waiting when it opened
        ("2h", [("2026-03-02 12:00", None)], "2026-03-02 11:00"),  # due before the pause
        ("3h", [("2026-03-02 12:00", None)], "2026-03-02 12:00"),  # due as the pause begins
    ],
)
def test_pauses_are_united_and_taken_out(worked: str, pauses: list[tuple[str, str | None]], due: str) -> None:
    start, spans = at("2026-03-02 09:00"), [span(*pause) for pause in pauses]
    assert OFFICE.add(start, duration(worked), spans) == at(due)
    assert OFFICE.between(start, at(due), spans) == duration(worked)


def test_while_a_pause_lasts_there_is_no_due_time() -> None:
    with pytest.raises(NeverOpens):
        OFFICE.add(at("2026-03-02 09:00"), duration("4h"), [span("2026-03-02 12:00", None)])


CLOSE = BusinessDayClose
LATER = BusinessDaysLater


def by(days: int, time: str) -> BusinessDayAt:
    return BusinessDayAt(days, dt.time.fromisoformat(time))


@pytest.mark.parametrize(
    ("start", "promise", "due"),
    [
        ("2026-03-05 15:00", CLOSE(2), "2026-03-09 17:00"),  # Thursday: Friday, Monday
        ("2026-03-05 15:00", CLOSE(0), "2026-03-05 17:00"),
        ("2026-03-05 17:30", CLOSE(0), "2026-03-06 17:00"),  # that day's close is over
        ("2026-03-05 17:30", CLOSE(1), "2026-03-06 17:00"),
        ("2026-03-07 12:00", CLOSE(0), "2026-03-09 17:00"),  # a Saturday
        ("2026-03-07 12:00", CLOSE(1), "2026-03-09 17:00"),
        ("2026-06-01 11:00", by(1, "16:00"), "2026-06-03 16:00"),  # 2 June is a holiday
        ("2026-06-01 11:00", by(0, "16:00"), "2026-06-01 16:00"),
        ("2026-06-01 16:30", by(0, "16:00"), "2026-06-03 16:00"),
        ("2026-06-01 11:00", by(1, "20:00"), "2026-06-03 20:00"),  # it says by 20:00, whatever the hours
        ("2026-03-05 15:10:20", LATER(2), "2026-03-09 15:10:20"),
        ("2026-03-05 15:00", LATER(0), "2026-03-05 15:00"),
        ("2026-03-05 18:00", LATER(0), "2026-03-06 09:00"),
        ("2026-03-05 18:00", LATER(1), "2026-03-09 09:00"),  # counted from the next opening
        ("2026-03-27 10:00", LATER(1), "2026-03-30 10:00"),  # the same wall-clock time over the change of the clocks
        ("2026-03-02 10:00", Stretch(3600), "2026-03-02 11:00"),
    ],
)
def test_targets_by_the_day(start: str, promise: Promise, due: str) -> None:
    assert OFFICE.due(at(start), promise) == at(due)


@pytest.mark.parametrize(
    ("calendar", "start", "promise", "due"),
    [
        (NIGHT, "2026-03-06 23:00", CLOSE(0), "2026-03-07 00:00"),  # the hours run through midnight
        (NIGHT, "2026-03-06 23:00", CLOSE(1), "2026-03-07 06:00"),  # Saturday morning is on another date
        (WEEK_LONG, "2026-03-05 12:00", CLOSE(1), "2026-03-06 23:59"),
        (BEFORE_DAWN, "2026-03-28 12:00", by(1, "02:10"), "2026-03-29 03:00"),  # 02:10 is left out: 03:00 comes first
        (SUNDAY, "2026-10-24 12:00", by(1, "02:30"), "2026-10-25 02:30"),  # of two 02:30 the first
        (ALWAYS, "2026-03-02 10:00", LATER(365), "2027-03-02 10:00"),
    ],
)
def test_targets_by_the_day_on_other_calendars(calendar: Calendar, start: str, promise: Promise, due: str) -> None:
    assert calendar.due(at(start), promise) == at(due)


@pytest.mark.parametrize(
    ("promise", "pauses", "due"),
    [
        (CLOSE(1), [("2026-03-02 10:00", "2026-03-02 12:00")], "2026-03-03 17:00"),  # a pause of hours moves no day
        (CLOSE(1), [("2026-03-03 08:00", "2026-03-03 18:00")], "2026-03-04 17:00"),  # Tuesday is paused as a whole
        (CLOSE(2), [("2026-03-03 08:00", "2026-03-04 18:00")], "2026-03-06 17:00"),
        (CLOSE(1), [("2026-03-03 15:00", "2026-03-04 11:00")], "2026-03-04 17:00"),  # it would be due in the pause
        (LATER(1), [("2026-03-02 09:00", "2026-03-02 13:00")], "2026-03-03 13:00"),  # begins when the pause ends
        (by(1, "12:00"), [("2026-03-03 11:00", "2026-03-04 13:00")], "2026-03-05 12:00"),
    ],
)
def test_targets_by_the_day_with_pauses(promise: Promise, pauses: list[tuple[str, str]], due: str) -> None:
    assert OFFICE.due(at("2026-03-02 10:00"), promise, [span(*pause) for pause in pauses]) == at(due)


@pytest.mark.parametrize("promise", [CLOSE(1), LATER(1), by(1, "12:00"), Stretch(86_400)])
@pytest.mark.parametrize("paused_since", ["2026-03-02 09:00", "2026-03-02 16:00"])
def test_no_promise_is_due_in_a_pause_without_end(promise: Promise, paused_since: str) -> None:
    with pytest.raises(NeverOpens):
        OFFICE.due(at("2026-03-02 10:00"), promise, [span(paused_since, None)])


def test_days_and_durations_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.due(at("2026-03-02 10:00"), CLOSE(-1))
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add(at("2026-03-02 10:00"), timedelta(microseconds=-1))


ROME, RIYADH = opening("Mon-Fri 09:00-17:00"), opening("Sun 08:00-16:00, Mon-Thu 08:00-16:00", "Asia/Riyadh")
LOS_ANGELES = opening("Mon-Fri 09:00-17:00", "America/Los_Angeles")


def test_follow_the_sun_is_open_when_any_part_is() -> None:
    calendar = compile_calendar(AnyOf((ROME, LOS_ANGELES)))
    assert calendar.timezone == "Europe/Rome"
    assert calendar.add(at("2026-03-03 16:30"), duration("1h")) == at("2026-03-03 18:30")  # an hour's gap in winter
    assert calendar.add(at("2026-03-10 16:30"), duration("1h")) == at("2026-03-10 17:30")  # America has changed already


def test_an_intersection_is_open_when_all_parts_are() -> None:
    calendar = compile_calendar(AllOf((opening("Mon-Fri 09:00-18:00"), RIYADH)))
    assert calendar.add(at("2026-03-23 08:00"), duration("5h30m")) == at("2026-03-24 09:30")


def test_stretches_openings_and_what_is_open() -> None:
    start, end = at("2026-03-06 16:00"), at("2026-03-09 10:00")
    assert list(OFFICE.spans(start, end)) == [
        span("2026-03-06 16:00", "2026-03-06 17:00"),
        span("2026-03-09 09:00", "2026-03-09 10:00"),
    ]
    assert list(OFFICE.spans(at("2026-03-07 00:00"), at("2026-03-08 00:00"))) == []
    assert OFFICE.next_opening(at("2026-03-06 17:00")) == at("2026-03-09 09:00")
    assert OFFICE.next_opening(at("2026-03-06 16:59")) == at("2026-03-06 16:59")
    assert OFFICE.is_open(at("2026-03-06 09:00"))
    assert not OFFICE.is_open(at("2026-03-06 17:00"))


def told(calendar: Calendar, start: str, end: str) -> list[str]:
    """The gaps as lines, in Rome's time."""
    return [
        f"{wall(gap.span.start)} - {wall(gap.span.end)} {gap.reason} {gap.name.get('en', '')}".strip()
        for gap in calendar.gaps(at(start), at(end))
    ]


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(zone('Europe/Rome')):%a %d %H:%M}"


def test_gaps_say_why_and_are_cut_where_the_reason_changes() -> None:
    calendar = compile_calendar(
        opening(
            "Mon-Fri 09:00-17:00",
            holidays=["2026-12-25", "2026-12-26"],
            closures=["12-31/01-03"],
            special=["2026-12-24 09:00-13:00"],
        )
    )
    assert told(calendar, "2026-12-23 12:00", "2027-01-04 12:00") == [
        "Wed 23 17:00 - Thu 24 00:00 closed",
        "Thu 24 00:00 - Thu 24 09:00 special special 2026-12-24",
        "Thu 24 13:00 - Fri 25 00:00 special special 2026-12-24",
        "Fri 25 00:00 - Sat 26 00:00 holiday holiday 2026-12-25",
        "Sat 26 00:00 - Mon 28 09:00 closed",  # the holiday on the Saturday takes nothing out
        "Mon 28 17:00 - Tue 29 09:00 closed",
        "Tue 29 17:00 - Wed 30 09:00 closed",
        "Wed 30 17:00 - Thu 31 00:00 closed",
        "Thu 31 00:00 - Sat 02 00:00 closure closure 12-31/01-03",
        "Sat 02 00:00 - Mon 04 09:00 closed",
    ]


def test_the_gaps_of_a_union_need_every_part_closed_those_of_an_intersection_one() -> None:
    office, shop = opening("Mon-Fri 09:00-17:00", holidays=["2026-03-03"]), opening("Mon-Sat 10:00-19:00")
    assert told(compile_calendar(AnyOf((office, shop))), "2026-03-02 09:00", "2026-03-04 09:00") == [
        "Mon 02 19:00 - Tue 03 00:00 closed",
        "Tue 03 00:00 - Tue 03 10:00 holiday holiday 2026-03-03",
        "Tue 03 19:00 - Wed 04 00:00 holiday holiday 2026-03-03",
        "Wed 04 00:00 - Wed 04 09:00 closed",
    ]
    assert told(compile_calendar(AllOf((office, shop))), "2026-03-02 09:00", "2026-03-04 12:00") == [
        "Mon 02 09:00 - Mon 02 10:00 closed",
        "Mon 02 17:00 - Tue 03 00:00 closed",
        "Tue 03 00:00 - Wed 04 00:00 holiday holiday 2026-03-03",
        "Wed 04 00:00 - Wed 04 10:00 closed",
    ]


def test_gaps_reach_to_the_microsecond() -> None:
    start = at("2026-03-02 08:59:59") + timedelta(microseconds=250)
    (gap,) = OFFICE.gaps(start, at("2026-03-02 10:00"))
    assert gap.span == Span(start, at("2026-03-02 09:00"))
    assert list(OFFICE.gaps(start, start)) == []


def test_microseconds_are_kept() -> None:
    start, little = at("2026-03-02 16:59:59") + timedelta(microseconds=999_999), timedelta(microseconds=2)
    assert OFFICE.add(start, little) == at("2026-03-03 09:00") + timedelta(microseconds=1)
    assert OFFICE.between(start, OFFICE.add(start, little)) == little


def test_instants_of_any_zone_are_taken_and_utc_is_given() -> None:
    local = at("2026-03-02 10:00").astimezone(zone("Asia/Kolkata"))
    for answer in (OFFICE.add(local, duration("1h")), OFFICE.add(local, timedelta()), OFFICE.next_opening(local)):
        assert answer.tzinfo is UTC
    assert OFFICE.add(local, duration("1h")) == at("2026-03-02 11:00")


def test_a_datetime_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        OFFICE.add(datetime(2026, 3, 2, 10), duration("1h"))  # that is the point
    with pytest.raises(TypeError):
        OFFICE.between(datetime(2026, 3, 2, 10), at("2026-03-02 11:00"))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        compile_calendar(opening("Mon 09:00-17:00", "Europe/Atlantis")).is_open(at("2026-03-02 10:00"))


@pytest.mark.parametrize(
    "hours",
    [
        opening(""),
        opening("", special=["2020-01-01 09:00-17:00"]),
        opening("Mon-Fri 09:00-17:00", closures=["01-01/12-31"]),
        AllOf((opening("Mon 09:00-12:00"), opening("Mon 12:00-13:00"))),
        AllOf((opening("Mon 09:00-12:00"), opening(""))),
        AnyOf((opening(""), opening("", special=["2020-01-01 09:00-17:00"]))),
    ],
)
def test_hours_that_never_open_again_are_found_out(hours: Hours) -> None:
    calendar = compile_calendar(hours)
    start = at("2026-03-02 10:00")
    for _ in range(2):
        with pytest.raises(NeverOpens):
            calendar.add(start, duration("1s"))
        with pytest.raises(NeverOpens):
            calendar.next_opening(start)
        with pytest.raises(NeverOpens):
            calendar.due(start, CLOSE(1))
    assert calendar.between(start, at("2027-03-02 10:00")) == timedelta()


def test_hours_of_named_dates_last_until_they_are_used_up() -> None:
    calendar = compile_calendar(opening("", special=["2030-01-01 09:00-17:00", "2040-01-01 09:00-17:00"]))
    assert calendar.add(at("2026-01-01 00:00"), duration("9h")) == at("2040-01-01 10:00")
    with pytest.raises(NeverOpens):
        calendar.add(at("2026-01-01 00:00"), duration("17h"))


def test_rare_hours_are_waited_for() -> None:
    leap_mondays = compile_calendar(opening("Mon 09:00-17:00", closures=["01-01/02-28", "03-01/12-31"]))
    assert leap_mondays.next_opening(at("2026-01-01 00:00")) == at("2044-02-29 09:00")
    assert leap_mondays.add(at("2026-01-01 00:00"), duration("16h")) == at("2072-02-29 17:00")


def test_the_horizon_grows_by_itself_both_ways() -> None:
    calendar = compile_calendar(opening("Mon-Fri 09:00-17:00"))
    first = calendar.add(at("2026-03-02 10:00"), duration("4h"))
    assert calendar.add(at("1996-03-04 10:00"), duration("4h")) == at("1996-03-04 14:00")
    a_century = 100 * 365 * duration("8h")
    due = calendar.add(at("2026-03-02 10:00"), a_century)
    assert due.year == 2166
    assert calendar.between(at("2026-03-02 10:00"), due) == a_century
    assert calendar.add(at("2026-03-02 10:00"), duration("4h")) == first


def test_new_year_is_no_seam() -> None:
    calendar = compile_calendar(opening("Mon-Sun 00:00-24:00"))
    start, end = at("2024-12-31 12:00"), at("2028-01-01 12:00")
    calendar.is_open(at("2026-06-01 12:00"))
    assert list(calendar.spans(start, end)) == [Span(start, end)]
    assert calendar.between(start, end) == end - start


def test_the_ends_of_what_a_datetime_can_say() -> None:
    daily = opening("Mon-Sun 09:00-17:00", "Pacific/Auckland")
    assert compile_calendar(daily).between(datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 3, tzinfo=UTC)) == duration(
        "16h"
    )
    calendar = compile_calendar(opening("Mon-Sun 09:00-17:00", "UTC"))
    assert calendar.add(datetime(9999, 12, 31, tzinfo=UTC), duration("8h")) == datetime(9999, 12, 31, 17, tzinfo=UTC)
    with pytest.raises(OverflowError):
        calendar.add(datetime(9999, 12, 31, tzinfo=UTC), duration("9h"))
    with pytest.raises(OverflowError):
        calendar.due(datetime(9999, 12, 31, 18, tzinfo=UTC), CLOSE(1))


def test_threads_share_a_calendar() -> None:
    calendar = compile_calendar(opening("Mon-Fri 09:00-17:00", holidays=["2026-12-25"]))
    starts = [at(f"{year}-03-{day:02} 11:00") for year in range(1990, 2060) for day in range(1, 6)]
    alone = compile_calendar(calendar.hours)
    expected = [alone.add(start, duration("40h")) for start in starts]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            assert (
                list(threads.map(lambda start: calendar.add(start, duration("40h")), reversed(starts)))
                == expected[::-1]
            )
