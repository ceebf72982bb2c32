"""Opening hours and instants as a support manager writes them, and an oracle that reads the wall clock instant by instant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

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

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def seconds(time: str) -> int:
    """`09:30` as seconds since midnight."""
    hours, minutes, *rest = (int(part) for part in time.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def intervals(text: str) -> tuple[Interval, ...]:
    """`09:00-13:00 14:00-18:00`; an end that is not after the start lies on the next day."""
    found = []
    for pair in text.split():
        start, end = (seconds(time) for time in pair.split("-"))
        found.append(Interval(start, end if end > start else end + DAY))
    return tuple(found)


def week(text: str) -> tuple[Interval, ...]:
    """`Mon-Fri 09:00-17:00, Sat 10:00-12:00`, or `Mon 00:01 to Fri 23:59` for one interval of several days."""
    found: list[Interval] = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        if span := re.fullmatch(r"(\w+) (\S+) to (\w+) (\S+)", entry):
            start, end = (WEEKDAYS.index(span[day]) * DAY + seconds(span[day + 1]) for day in (1, 3))
            found.append(Interval(start, end))
            continue
        days, hours = entry.split(" ", 1)
        first, _, last = days.partition("-")
        for day in range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1):
            found += [Interval(day * DAY + each.start, day * DAY + each.end) for each in intervals(hours)]
    return tuple(found)


def opening(
    text: str,
    timezone: str = "Europe/Rome",
    holidays: Sequence[str] = (),
    closures: Sequence[str] = (),
    special: Sequence[str] = (),
) -> OpeningHours:
    """Opening hours; closures as `2026-08-01/2026-08-31` or `12-24/01-02`, special hours as `2026-12-24 09:00-13:00`."""
    return OpeningHours(
        timezone=timezone,
        week=week(text),
        holidays=tuple(Holiday(dt.date.fromisoformat(day), {"en": f"holiday {day}"}) for day in holidays),
        closures=tuple(closure(span) for span in closures),
        special=tuple(special_hours(entry) for entry in special),
    )


def closure(text: str) -> Closure | YearlyClosure:
    first, _, last = text.partition("/")
    name = {"en": f"closure {text}"}
    if len(first) == len("12-24"):
        return YearlyClosure(month_and_day(first), month_and_day(last or first), name)
    return Closure(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first), name)


def month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def special_hours(text: str) -> SpecialHours:
    days, _, hours = text.partition(" ")
    first, _, last = days.partition("/")
    return SpecialHours(
        dt.date.fromisoformat(first), dt.date.fromisoformat(last or first), intervals(hours), {"en": f"special {days}"}
    )


def at(text: str, timezone: str = "Europe/Rome") -> datetime:
    """`2026-03-02 10:00` on the wall of that zone; a trailing `*` means the second time the clock shows it."""
    wall = datetime.fromisoformat(text.rstrip("*"))
    return wall.replace(tzinfo=zone(timezone), fold=int(text.endswith("*"))).astimezone(UTC)


def duration(text: str) -> timedelta:
    """`2h30m`, `45s`, `3d` (of 24 hours)."""
    units = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
    return timedelta(seconds=sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([dhms])", text)))


def works(hours: Hours, instant: datetime) -> bool:
    """The oracle: what the wall clock says at one instant, straight from the words of the rule."""
    if isinstance(hours, Window):
        return in_window(hours, instant)
    if isinstance(hours, AnyOf | AllOf):
        answers = [works(part, instant) for part in hours.parts]
        return any(answers) if isinstance(hours, AnyOf) else all(answers)
    wall = instant.astimezone(zone(hours.timezone))
    time = wall.hour * 3600 + wall.minute * 60 + wall.second
    date = wall.date()
    for days in range(3):  # special hours that began on this date or ran into it past midnight
        special = special_on(hours, date - timedelta(days=days))
        if special and any(each.start <= time + days * DAY < each.end for each in special.intervals):
            return True
    if special_on(hours, date) or closed_on(hours, date):
        return False
    position = date.weekday() * DAY + time
    return any((position - each.start) % WEEK < each.end - each.start for each in hours.week)


def in_window(window: Window, instant: datetime) -> bool:
    """Whether the last opening before the instant, if it is, has not been followed by a closing yet."""
    mondays = [(instant - timedelta(days=instant.weekday() + 7 * weeks)).date() for weeks in range(-1, 4)]
    opened = max(at for day in mondays if (at := shown(window.opens_in, day, window.opens)) <= instant)
    closed = max(at for day in mondays if (at := shown(window.closes_in, day, window.closes)) <= instant)
    return opened >= closed


@lru_cache(maxsize=100_000)
def shown(timezone: str, date: dt.date, second: int) -> datetime:
    """The first minute at which the clock on the wall has come to so many seconds after the midnight of a date."""
    wanted = datetime.combine(date, dt.time()) + timedelta(seconds=second)
    instant = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    while instant.astimezone(zone(timezone)).replace(tzinfo=None) < wanted:
        instant += timedelta(minutes=1)
    return instant


def special_on(hours: OpeningHours, date: dt.date) -> SpecialHours | None:
    return next((special for special in reversed(hours.special) if special.first <= date <= special.last), None)


def closed_on(hours: OpeningHours, date: dt.date) -> bool:
    day = (date.month, date.day)
    for closed in hours.closures:
        if isinstance(closed, Closure):
            if closed.first <= date <= closed.last:
                return True
        elif closed.first <= closed.last:
            if closed.first <= day <= closed.last:
                return True
        elif day >= closed.first or day <= closed.last:
            return True
    return any(holiday.date == date for holiday in hours.holidays)


@lru_cache
def zone(timezone: str) -> dt.tzinfo:
    if timezone[0] not in "+-":
        return ZoneInfo(timezone)
    ahead = timedelta(hours=int(timezone[1:3]), minutes=int(timezone[4:]))
    return dt.timezone(ahead if timezone[0] == "+" else -ahead)
