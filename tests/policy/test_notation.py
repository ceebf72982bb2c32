"""How durations, hours, dates and shares are written."""

from __future__ import annotations

import datetime as dt

import pytest

from parola.policy import notation
from parola.policy.findings import Wrong
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
from parola.sla.hours import DAY, Interval, Window

HOUR = 3600


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("45s", Stretch(45)),
        ("30m", Stretch(1800)),
        ("2h", Stretch(2 * HOUR)),
        ("1h 30m", Stretch(5400)),
        ("1h30m", Stretch(5400)),
        ("1d", Stretch(24 * HOUR)),
        ("1w", Stretch(7 * DAY)),
        ("2 business days", BusinessDaysLater(2)),
        ("1 business day", BusinessDaysLater(1)),
        ("end of business day 0", BusinessDayClose(0)),
        ("end of business day 1", BusinessDayClose(1)),
        ("business day 1 at 16:00", BusinessDayAt(1, dt.time(16))),
        ("2 business days of 8h", Stretch(16 * HOUR, day=8 * HOUR)),
        ("1 business day of 7h 30m", Stretch(27_000, day=27_000)),
        ("2 calendar days", CalendarDaysLater(2)),
        ("1 week", CalendarDaysLater(7)),
        ("2 weeks", CalendarDaysLater(14)),
        ("1 month", MonthsLater(1)),
        ("18 months", MonthsLater(18)),
        ("end of calendar day 1", CalendarDayClose(1)),
        ("calendar day 0 at 18:00", CalendarDayAt(0, dt.time(18))),
    ],
)
def test_promises(written: str, meant: Promise) -> None:
    assert notation.promise(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("50%", 0.5), ("100%", 1.0), ("150%", 1.5), ("999%", 9.99), ("1h 30m", Stretch(5400))]
)
def test_a_step_comes_at_a_share_of_the_target_or_after_it_or_after_a_time(
    written: str, meant: float | Stretch
) -> None:
    assert notation.share_or_stretch(written) == meant


def test_a_cell_may_also_be_best_effort_or_no_clock() -> None:
    assert notation.cell("best effort") == "best effort"
    assert notation.cell("none") == "none"
    assert notation.cell("2h") == Stretch(2 * HOUR)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("3 business hours", "write 3h; that"),
        ("3mo", "12 months"),
        ("1y", "12 months"),
        ("2 days", "say which days"),
        ("37 months", "between 1 and 36"),
        ("143 weeks", "between 1 and 142"),
        ("2 business days of 25h", "2 business days of 8h"),
        ("2 business days of a shift", "2 business days of 8h"),
        ("2 hours", "write 30m"),
        ("30", "write 30m"),
        ("PT4H", "write 30m"),
        ("m30", "write 30m"),
        ("30m 1h", "write 30m"),
        ("1h 1h", "write 30m"),
        ("-2h", "write 30m"),
        ("٣h", "write 30m"),
        ("", "write 30m"),
        ("0m", "more than nothing"),
        ("1000d", "at most 999 days"),
        ("0 business days", "between 1 and 999"),
        ("business day 1 at 24:00", "end of business day 1"),
        ("business day 1 at 16:61", "between 00:00 and 24:00"),
    ],
)
def test_what_is_no_promise_is_told_what_would_be(written: str, hint: str) -> None:
    with pytest.raises(Wrong) as wrong:
        notation.promise(written)
    assert hint in wrong.value.hint % wrong.value.params


def at(day: int, hour: int, minute: int = 0) -> int:
    return day * DAY + hour * HOUR + minute * 60


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mon 09:00-17:00", [(at(0, 9), at(0, 17))]),
        ("mon-tue 09:00-17:00", [(at(0, 9), at(0, 17)), (at(1, 9), at(1, 17))]),
        ("mon,wed 9:00 - 12:00", [(at(0, 9), at(0, 12)), (at(2, 9), at(2, 12))]),
        ("sun-mon 08:00-16:00", [(at(0, 8), at(0, 16)), (at(6, 8), at(6, 16))]),
        ("fri 09:00-13:00, 14:00-18:00", [(at(4, 9), at(4, 13)), (at(4, 14), at(4, 18))]),
        ("fri 22:00-06:00", [(at(4, 22), at(5, 6))]),
        ("mon 00:01 - fri 23:59", [(at(0, 0, 1), at(4, 23, 59))]),
        ("fri 18:00 - mon 06:00", [(at(4, 18), at(7, 6))]),
        ("sat 00:00-24:00", [(at(5, 0), at(6, 0))]),
    ],
)
def test_weekly_hours(written: str, meant: list[tuple[int, int]]) -> None:
    assert notation.week(written) == tuple(Interval(*each) for each in meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles",
            Window(at(0, 8), "Australia/Sydney", at(4, 17), "America/Los_Angeles"),
        ),
        ("mon 08:00 +10:00 - fri 24:00 -08:00", Window(at(0, 8), "+10:00", at(5, 0), "-08:00")),
        ("sun 24:00 UTC-fri 17:00 America/Port-au-Prince", Window(0, "UTC", at(4, 17), "America/Port-au-Prince")),
    ],
)
def test_a_window_across_zones(written: str, meant: Window) -> None:
    assert notation.week(written) == (meant,)


def test_the_zones_of_a_window_exist() -> None:
    with pytest.raises(Wrong) as wrong:
        notation.week("mon 08:00 Australia/Sidney - fri 17:00 America/Los_Angeles")
    assert wrong.value.hint % wrong.value.params == "did you mean `Australia/Sydney`?"


def test_daily_is_every_day_of_the_week() -> None:
    assert notation.week("daily 08:00-20:00") == notation.week("mon-sun 08:00-20:00")


@pytest.mark.parametrize(
    "written",
    ["mon-fri 9-17", "Mon 09:00-17:00", "mon", "09:00-17:00", "mon 25:00-26:00", "mon 09:60-10:00", "xyz 09:00-10:00"],
)
def test_what_are_no_weekly_hours(written: str) -> None:
    with pytest.raises(Wrong):
        notation.week(written)


def test_hours_of_a_day() -> None:
    assert notation.day_hours("09:00-13:00") == (Interval(9 * HOUR, 13 * HOUR),)
    assert notation.day_hours("22:00-02:00") == (Interval(22 * HOUR, 26 * HOUR),)
    assert notation.day_hours("closed") == ()
    with pytest.raises(Wrong):
        notation.day_hours("morning")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-24", (dt.date(2026, 12, 24), dt.date(2026, 12, 24))),
        ("2026-12-24 - 2027-01-06", (dt.date(2026, 12, 24), dt.date(2027, 1, 6))),
        ("12-24", ((12, 24), (12, 24))),
        ("12-24 - 01-06", ((12, 24), (1, 6))),
        ("02-29", ((2, 29), (2, 29))),
    ],
)
def test_dates(written: str, meant: notation.Dates) -> None:
    assert notation.dates(written) == meant


@pytest.mark.parametrize(
    "written", ["2026-02-29", "2026-12-24 - 2026-12-01", "24/12/2026", "13-01", "", "2026-12-24 - 01-06"]
)
def test_what_are_no_dates(written: str) -> None:
    with pytest.raises(Wrong):
        notation.dates(written)


@pytest.mark.parametrize(("written", "meant"), [("95%", 0.95), ("99.5%", 0.995), (0.9, 0.9), (1, 1.0)])
def test_shares(written: object, meant: float) -> None:
    assert notation.share(written) == pytest.approx(meant)


@pytest.mark.parametrize("written", ["150%", "0%", 1.5, 0, -1, 95, True, "ninety", None])
def test_what_is_no_share(written: object) -> None:
    with pytest.raises(Wrong):
        notation.share(written)
