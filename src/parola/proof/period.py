"""The period of which evidence is given: a calendar month, quarter or year of a time zone, by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from parola.policy.findings import Wrong, gettext_noop
from parola.policy.timezones import existing
from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of

NAME = re.compile(r"(?P<year>20\d\d|21\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?", re.ASCII)
NO_PERIOD = gettext_noop("“%(value)s” is no period.")
PERIOD_HINT = gettext_noop("Write a month as 2026-10, a quarter as 2026-Q4, a year as 2026.")
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From its first instant to that of the next one, `[first, last)`, in UTC."""

    name: str
    timezone: str
    length: ReportPeriod
    first: datetime
    last: datetime


def period_of(name: str, timezone: str) -> Period:
    """The period of that name (`2026-10`, `2026-Q4`, `2026`). Raises Wrong."""
    found = NAME.fullmatch(name)
    if found is None:
        raise Wrong(NO_PERIOD, PERIOD_HINT, value=name)
    existing(timezone)
    year = int(found["year"])
    if found["month"]:
        return _between(name, ReportPeriod.MONTH, year * 12 + int(found["month"]) - 1, 1, timezone)
    if found["quarter"]:
        return _between(name, ReportPeriod.QUARTER, year * 12 + int(found["quarter"]) * 3 - 3, 3, timezone)
    return _between(name, ReportPeriod.YEAR, year * 12, 12, timezone)


def _between(name: str, length: ReportPeriod, first: int, months: int, timezone: str) -> Period:
    bounds = _start(first, timezone), _start(first + months, timezone)
    return Period(name=name, timezone=timezone, length=length, first=bounds[0], last=bounds[1])


def _start(months: int, timezone: str) -> datetime:
    year, month = divmod(months, MONTHS_OF_A_YEAR)
    return datetime(year, month + 1, 1, tzinfo=zone_of(timezone)).astimezone(UTC)
