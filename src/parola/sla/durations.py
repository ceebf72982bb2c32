"""What a target promises: a stretch of working time, or a moment of a later business day.

The notation tells the kinds apart (see `docs/agreements.md`): `30m`, `2h`, `1d` are stretches of time on the target's
calendar; `end of business day 2`, `business day 1 at 16:00` and `2 business days` are targets by the day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """`seconds` of working time on the target's calendar (real elapsed seconds, never rounded)."""

    seconds: int


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


Promise = Stretch | BusinessDayClose | BusinessDayAt | BusinessDaysLater
