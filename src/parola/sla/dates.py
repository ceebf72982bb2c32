"""Days as numbers: 1 January 1970 is day 0, in the Gregorian calendar reckoned forwards and backwards."""

from __future__ import annotations

import datetime as dt

DAY_ONE = dt.date(1970, 1, 1).toordinal()
FIRST_YEAR = dt.MINYEAR
LAST_YEAR = dt.MAXYEAR


def day_number(date: dt.date) -> int:
    """The number of a date."""
    return date.toordinal() - DAY_ONE


def date_of(day: int) -> dt.date:
    """The date of a day; OverflowError or ValueError outside the years that a date can say."""
    return dt.date.fromordinal(day + DAY_ONE)


def first_day(year: int) -> int:
    """The number of a year's 1 January, also for the years just outside those that a date can say."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + 1 - DAY_ONE


def year_of(day: int) -> int:
    """The year of a day, or the nearest that a date can say."""
    return date_of(min(max(day, first_day(FIRST_YEAR)), first_day(LAST_YEAR + 1) - 1)).year
