"""Other libraries of working time behind one small interface, each for the calendars that it can express.

A calendar is what the cases write: opening intervals by weekday, within the day, and single holidays. `Inexpressible` says that
a library has no way to say it, or to answer the question; a wrong answer is the library's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import businesstimedelta
import numpy as np
import pandas as pd
import pytz  # noqa: TID251  # businesstimedelta takes no other zones
import workclock
from django_bizcal import WorkingCalendar
from django_bizcal.providers import SetHolidayProvider
from opening_hours import OpeningHours as OsmHours

from parola.sla.calendar import compile_calendar
from parola.sla.hours import DAY, Holiday, Interval, OpeningHours

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
PANDAS_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR = timedelta(hours=1)


class Inexpressible(Exception):
    """The library cannot say this."""


@dataclass(frozen=True)
class Plain:
    """A calendar of the cases: for each weekday its (opening, closing) times, and the holidays."""

    timezone: str
    week: Sequence[Sequence[tuple[str, str]]]
    holidays: Sequence[date]


class Engine(Protocol):
    def add(self, start: datetime, worked: timedelta) -> datetime: ...

    def between(self, start: datetime, end: datetime) -> timedelta: ...


def clock(text: str) -> time:
    """`24:00` is said as 00:00, of the next day."""
    return time.fromisoformat(text.replace("24:00", "00:00"))


def seconds(text: str) -> int:
    return int(text[:2]) * 3600 + int(text[3:]) * 60


def parola(plain: Plain) -> Engine:
    week = [
        Interval(day * DAY + seconds(opening), day * DAY + seconds(closing))
        for day, hours in enumerate(plain.week)
        for opening, closing in hours
    ]
    holidays = tuple(Holiday(day, {}) for day in plain.holidays)
    return compile_calendar(OpeningHours(timezone=plain.timezone, week=tuple(week), holidays=holidays))


class Workclock:
    def __init__(self, plain: Plain) -> None:
        rules: list[workclock.Rule] = [
            workclock.WorkDay(clock(opening), clock(closing), [day])
            for day, hours in enumerate(plain.week)
            for opening, closing in hours
        ]
        if plain.holidays:
            rules.append(workclock.Holidays(plain.holidays))
        self.schedule = workclock.Schedule(rules, time_zone=plain.timezone)

    def add(self, start: datetime, worked: timedelta) -> datetime:
        return self.schedule.add(start, worked)

    def between(self, start: datetime, end: datetime) -> timedelta:
        return self.schedule.between(start, end)


class OpeningHoursPy:
    def __init__(self, plain: Plain) -> None:
        rules = [
            f"{OSM_DAYS[day]} " + ",".join(f"{opening}-{closing}" for opening, closing in hours)
            for day, hours in enumerate(plain.week)
            if hours
        ]
        rules += [f"{day:%Y %b %d} off" for day in plain.holidays]
        self.zone = ZoneInfo(plain.timezone)
        self.hours = OsmHours("; ".join(rules), timezone=self.zone)

    def add(self, start: datetime, worked: timedelta) -> datetime:
        for opening, closing, state, _ in self.hours.intervals(start.astimezone(self.zone)):
            if str(state) == "open":
                since, until = opening.astimezone(UTC), closing.astimezone(UTC)
                if until - since >= worked:
                    return since + worked
                worked -= until - since
        raise Inexpressible

    def between(self, start: datetime, end: datetime) -> timedelta:
        found = self.hours.intervals(start.astimezone(self.zone), end.astimezone(self.zone))
        return sum(
            (
                closing.astimezone(UTC) - opening.astimezone(UTC)
                for opening, closing, state, _ in found
                if str(state) == "open"
            ),
            timedelta(),
        )


class DjangoBizcal:
    def __init__(self, plain: Plain) -> None:
        self.calendar = WorkingCalendar(
            tz=plain.timezone,
            weekly_schedule={
                day: [(clock(opening), clock(closing)) for opening, closing in hours]
                for day, hours in enumerate(plain.week)
            },
            holiday_provider=SetHolidayProvider.from_dates(plain.holidays),
        )

    def add(self, start: datetime, worked: timedelta) -> datetime:
        return self.calendar.add_business_time(start, worked)

    def between(self, start: datetime, end: datetime) -> timedelta:
        return self.calendar.business_time_between(start, end)


class Businesstimedelta:
    def __init__(self, plain: Plain) -> None:
        zone = pytz.timezone(plain.timezone)
        rules = [
            businesstimedelta.WorkDayRule(clock(opening), clock(closing), [day], tz=zone)
            for day, hours in enumerate(plain.week)
            for opening, closing in hours
            if opening != "00:00" or closing != "24:00" or self.refuse()
        ]
        if plain.holidays:
            rules.append(businesstimedelta.HolidayRule(list(plain.holidays), tz=zone))
        self.rules = businesstimedelta.Rules(rules)

    def refuse(self) -> bool:
        """A day of 24 hours starts and ends at the same time of day, which is nothing to it."""
        raise Inexpressible

    def add(self, start: datetime, worked: timedelta) -> datetime:
        return start + businesstimedelta.BusinessTimeDelta(self.rules, timedelta=worked)

    def between(self, start: datetime, end: datetime) -> timedelta:
        return self.rules.difference(start, end).timedelta


class Pandas:
    def __init__(self, plain: Plain) -> None:
        patterns = {tuple(hours) for hours in plain.week if hours}
        if len(patterns) != 1:
            raise Inexpressible  # the same hours on every day that is worked
        (hours,) = patterns
        self.options = {
            "start": [clock(opening) for opening, _ in hours],
            "end": [clock(closing) for _, closing in hours],
            "weekmask": " ".join(PANDAS_DAYS[day] for day in range(7) if plain.week[day]),
            "holidays": [np.datetime64(day) for day in plain.holidays],
        }
        self.zone = plain.timezone
        pd.offsets.CustomBusinessHour(**self.options)  # refuses hours that touch at midnight

    def add(self, start: datetime, worked: timedelta) -> datetime:
        hours, rest = divmod(worked, HOUR)
        if rest or not hours:
            raise Inexpressible  # whole hours only
        offset = pd.offsets.CustomBusinessHour(n=hours, **self.options)
        return (pd.Timestamp(start).tz_convert(self.zone) + offset).to_pydatetime()

    def between(self, _start: datetime, _end: datetime) -> timedelta:
        raise Inexpressible


ENGINES: dict[str, Callable[[Plain], Engine]] = {
    "Parola": parola,
    "workclock": Workclock,
    "opening-hours-py": OpeningHoursPy,
    "django-bizcal": DjangoBizcal,
    "businesstimedelta": Businesstimedelta,
    "pandas CustomBusinessHour": Pandas,
}
