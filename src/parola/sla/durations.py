"""What a target promises: a stretch of working time, a moment of a later business day, or one of a later date.

The notation tells the kinds apart (see `docs/agreements.md`): `30m`, `2h`, `1d`, `2 business days of 8h` are stretches of
time on the target's calendar; `end of business day 2`, `business day 1 at 16:00` and `2 business days` are targets by the
day; `2 calendar days`, `end of calendar day 1`, `calendar day 1 at 16:00`, `2 weeks` and `1 month` count every date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """`seconds` of working time on the target's calendar (real elapsed seconds, never rounded).

    `day`: how many of them the agreement calls a business day, if it says it in such days (0: it does not).
    """

    seconds: int
    day: int = 0


@dataclass(frozen=True, slots=True)
class BusinessDayClose:
    """By the close of the `days`-th business day after the start's day (0: the close of that day itself)."""

    days: int


@dataclass(frozen=True, slots=True)
class BusinessDayAt:
    """By the local time `at` on the `days`-th business day after the start's day."""

    days: int
    at: dt.time


@dataclass(frozen=True, slots=True)
class BusinessDaysLater:
    """At the same local time `days` business days later, counted from the next opening when the start lies outside hours."""

    days: int


@dataclass(frozen=True, slots=True)
class CalendarDayClose:
    """By the end (local midnight) of the `days`-th date after the start's (0: of that date itself), worked or not."""

    days: int


@dataclass(frozen=True, slots=True)
class CalendarDayAt:
    """By the local time `at` on the `days`-th date after the start's, worked or not."""

    days: int
    at: dt.time


@dataclass(frozen=True, slots=True)
class CalendarDaysLater:
    """At the same local time `days` dates later, worked or not."""

    days: int


@dataclass(frozen=True, slots=True)
class MonthsLater:
    """At the same local time on the same day of the month `months` later, or on that month's last where it has no such day."""

    months: int


ByBusinessDay = BusinessDayClose | BusinessDayAt | BusinessDaysLater
ByDate = CalendarDayClose | CalendarDayAt | CalendarDaysLater | MonthsLater
Promise = Stretch | ByBusinessDay | ByDate
