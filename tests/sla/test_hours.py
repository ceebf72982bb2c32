"""What a local date is worth: weeks, holidays, closures, special hours, and which of them wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from parola.sla.calendar import compile_calendar
from parola.sla.dates import date_of, day_number, first_day, year_of
from parola.sla.hours import AllOf, AnyOf, Interval, OpeningHours
from parola.sla.localdays import LocalDays
from tests.sla.openings import opening

OFFICE = "Mon-Fri 09:00-17:00"


def on(
    date: str,
    text: str,
    holidays: Sequence[str] = (),
    closures: Sequence[str] = (),
    special: Sequence[str] = (),
) -> str:
    """The hours of one date, as `09:00-17:00`."""
    days = LocalDays(opening(text, holidays=holidays, closures=closures, special=special))
    day = day_number(dt.date.fromisoformat(date))
    starts, ends = days.opened(day, day)
    return " ".join(
        f"{clock(start - day * 86_400)}-{clock(end - day * 86_400)}" for start, end in zip(starts, ends, strict=True)
    )


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        (OFFICE, "2026-03-02", "09:00-17:00"),
        (OFFICE, "2026-03-07", ""),
        ("Mon-Fri 09:00-13:00 14:00-18:00", "2026-03-02", "09:00-13:00 14:00-18:00"),
        ("Mon-Fri 09:00-13:00 13:00-18:00", "2026-03-02", "09:00-18:00"),
        ("Mon-Fri 09:00-14:00 12:00-18:00", "2026-03-02", "09:00-18:00"),
        ("Mon-Fri 22:00-06:00", "2026-03-02", "22:00-24:00"),
        ("Mon-Fri 22:00-06:00", "2026-03-03", "00:00-06:00 22:00-24:00"),
        ("Mon-Fri 22:00-06:00", "2026-03-07", "00:00-06:00"),
        ("Sun 22:00-06:00", "2026-03-02", "00:00-06:00"),
        ("Mon 00:01 to Fri 23:59", "2026-03-02", "00:01-24:00"),
        ("Mon 00:01 to Fri 23:59", "2026-03-04", "00:00-24:00"),
        ("Mon 00:01 to Fri 23:59", "2026-03-06", "00:00-23:59"),
        ("Mon 00:00-00:00", "2026-03-02", "00:00-24:00"),
    ],
)
def test_the_week_gives_each_date_its_part(text: str, date: str, expected: str) -> None:
    assert on(date, text) == expected


@pytest.mark.parametrize(
    ("closed", "date", "expected"),
    [
        ("12-24/01-02", "2026-12-23", "09:00-17:00"),
        ("12-24/01-02", "2026-12-24", ""),
        ("12-24/01-02", "2026-12-31", ""),
        ("12-24/01-02", "2026-01-01", ""),
        ("12-24/01-02", "2026-01-02", ""),
        ("12-24/01-02", "2026-01-05", "09:00-17:00"),
        ("02-29", "2028-02-29", ""),
        ("02-29", "2027-03-01", "09:00-17:00"),
        ("02-29", "2028-03-01", "09:00-17:00"),
        ("02-28/02-29", "2028-02-29", ""),
        ("02-28/02-29", "2029-02-28", ""),
        ("02-28/02-29", "2029-03-01", "09:00-17:00"),
        ("02-29/03-02", "2027-03-01", ""),
        ("01-01/12-31", "2026-07-01", ""),
        ("2026-08-03/2026-08-28", "2026-08-28", ""),
        ("2026-08-03/2026-08-28", "2026-08-31", "09:00-17:00"),
    ],
)
def test_closures_take_their_dates_out_both_ends_included(closed: str, date: str, expected: str) -> None:
    assert on(date, OFFICE, closures=[closed]) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-12-24", "00:00-06:00 22:00-24:00"),  # the shift begins on Christmas Eve, and is cut at midnight
        ("2026-12-25", ""),
        ("2026-12-26", "00:00-06:00"),  # the rest of the shift that would have begun on Christmas evening
    ],
)
def test_a_holiday_takes_out_its_own_local_date_of_a_night_shift(date: str, expected: str) -> None:
    assert on(date, "Mon-Fri 22:00-06:00", holidays=["2026-12-25"]) == expected


@pytest.mark.parametrize(
    ("date", "special", "expected"),
    [
        ("2026-12-24", ["2026-12-24 09:00-13:00"], "09:00-13:00"),  # a half day
        ("2026-12-24", ["2026-12-24"], ""),  # a day off
        ("2026-12-26", ["2026-12-26 10:00-14:00"], "10:00-14:00"),  # an extra Saturday
        ("2026-12-25", ["2026-12-25 10:00-12:00"], "10:00-12:00"),  # beats the holiday
        ("2026-08-05", ["2026-08-05 10:00-12:00"], "10:00-12:00"),  # beats the closure
        ("2026-02-18", ["2026-02-18/2026-03-19 10:00-15:00"], "10:00-15:00"),  # Ramadan, first day
        ("2026-03-19", ["2026-02-18/2026-03-19 10:00-15:00"], "10:00-15:00"),  # last day
        ("2026-03-20", ["2026-02-18/2026-03-19 10:00-15:00"], "09:00-17:00"),
        ("2026-03-02", ["2026-02-18/2026-03-19 10:00-15:00", "2026-03-02 10:00-11:00"], "10:00-11:00"),  # the last one
        ("2026-12-31", ["2026-12-31 20:00-02:00"], "20:00-24:00"),
        ("2027-01-01", ["2026-12-31 20:00-02:00"], "00:00-02:00"),  # though the first of January is a holiday
        ("2026-03-03", ["2026-03-02 20:00-10:00"], "00:00-17:00"),  # joined to the weekday's own hours
        ("2026-03-04", ["2026-03-02/2026-03-04 20:00-02:00"], "00:00-02:00 20:00-24:00"),
    ],
)
def test_special_hours_replace_those_of_their_dates(date: str, special: list[str], expected: str) -> None:
    holidays, closures = ["2026-12-25", "2027-01-01"], ["2026-08-03/2026-08-28"]
    assert on(date, OFFICE, holidays=holidays, closures=closures, special=special) == expected


def test_a_night_shift_into_a_date_with_special_hours_ends_at_midnight() -> None:
    assert on("2026-03-03", "Mon-Fri 22:00-06:00", special=["2026-03-03 12:00-13:00"]) == "12:00-13:00"


@pytest.mark.parametrize("interval", [Interval(3600, 3600), Interval(7200, 3600)])
def test_an_interval_that_does_not_end_after_its_start_is_refused(interval: Interval) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        compile_calendar(OpeningHours(timezone="UTC", week=(interval,)))


def test_a_date_that_no_year_has_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        compile_calendar(opening(OFFICE, closures=["02-30"]))


@pytest.mark.parametrize("hours", [AnyOf(()), AllOf(())])
def test_a_combination_of_nothing_is_refused(hours: AnyOf | AllOf) -> None:
    with pytest.raises(ValueError, match="at least one part"):
        compile_calendar(hours)


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 1970, 2000, 2026, 2100, 9999])
def test_days_are_numbered_as_in_the_gregorian_calendar(year: int) -> None:
    day = first_day(year)
    assert date_of(day) == dt.date(year, 1, 1)
    assert day_number(dt.date(year, 1, 1)) == day
    assert year_of(day) == year
    assert first_day(year + 1) - day == 365 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def test_days_outside_what_a_date_can_say_belong_to_its_first_or_last_year() -> None:
    assert year_of(first_day(1) - 1) == 1
    assert year_of(first_day(10_000)) == 9999
