"""Cases of working time as JSON: read into the core's values, answered, told as JSON again.

The form is described in `docs/working-time.md`. What cannot be read is a `Wrong`, which says what and what to do.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from zoneinfo import ZoneInfoNotFoundError

from parola.cli.jsonlines import TOO_FAR, Json, as_instant, as_list, as_object, as_text, told_instant
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.notation import week
from parola.sla.calendar import Calendar, NeverOpens, compile_calendar
from parola.sla.durations import (
    BusinessDayAt,
    BusinessDayClose,
    BusinessDaysLater,
    CalendarDayAt,
    CalendarDayClose,
    CalendarDaysLater,
    MonthsLater,
    Promise,
)
from parola.sla.hours import (
    DAY,
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
    with_windows,
)
from parola.sla.spans import FOREVER, Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAP_YEAR = 2000
TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NOT_A_NUMBER = gettext_noop("%(field)s should be a number, not %(value)s.")
BAD_DATE = gettext_noop("%(field)s: “%(value)s” is no date.")
DATE_HINT = gettext_noop("Write year, month and day, 2026-12-24; or month and day, 12-24, where it recurs every year.")
BAD_TIME = gettext_noop("%(field)s: “%(value)s” is no time of day.")
TIME_HINT = gettext_noop("Write hours and minutes, 17:00; 24:00 is midnight at the end of the day.")
BAD_PAIR = gettext_noop("%(field)s: %(value)s is no pair of a start and an end.")
BAD_WEEKDAY = gettext_noop("weekly: “%(value)s” is no day of the week.")
WEEKDAY_HINT = gettext_noop("The days are mon, tue, wed, thu, fri, sat, sun.")
BAD_ZONE = gettext_noop("timezone: “%(value)s” is no time zone.")
ZONE_HINT = gettext_noop(
    "Write a name of the IANA time zone database, such as Europe/Rome, or a fixed distance from UTC, such as +03:00."
)
BACKWARDS = gettext_noop("%(field)s: the end, %(end)s, comes before the start, %(start)s.")
NO_CALENDAR = gettext_noop("There is no calendar “%(value)s”.")
CALENDAR_HINT = gettext_noop(
    "Name a calendar of the file given with --calendars, or write the calendar in the case itself."
)
NO_PARTS = gettext_noop("%(field)s should name at least one calendar.")
BAD_RULE = gettext_noop("relative_rule: “%(value)s” is no rule.")
RULE_HINT = gettext_noop(
    "The rules are end_of_business_day, business_day_at and business_days_later, the same of calendar days, and months_later."
)
NOTHING_ASKED = gettext_noop("The case asks for nothing.")
ASK_HINT = gettext_noop(
    "Give target_seconds, target_minutes or relative_rule for a due time, or end for the time elapsed."
)
NEGATIVE = gettext_noop("%(field)s cannot be negative: %(value)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCase:
    """One question: from `start` on `calendar`, when is the `target` due, and how much working time passes until `end`."""

    calendar: Calendar
    start: datetime
    target: timedelta | Promise | None
    end: datetime | None
    pauses: tuple[Span, ...]


class Calendars:
    """Calendars by name, and those written in the cases; each is compiled once."""

    def __init__(self, named: Json) -> None:
        """Take the calendars of a file, unread until one is asked for."""
        self._named = named
        self._compiled: dict[str, Calendar] = {}

    def find(self, value: object, timezone: object) -> Calendar:
        """The calendar of that name, or the one written there; `timezone` holds where it names none."""
        key = value if isinstance(value, str) else json.dumps([value, timezone], sort_keys=True)
        if key not in self._compiled:
            if isinstance(value, str):
                if value not in self._named:
                    raise Wrong(NO_CALENDAR, CALENDAR_HINT, value=value)
                value = self._named[value]
            self._compiled[key] = _calendar(as_object(value, "calendar"), timezone)
        return self._compiled[key]


def read_case(fields: Json, calendars: Calendars) -> WorkCase:
    """The case that a JSON object writes."""
    kind = fields.get("kind")
    case = WorkCase(
        calendar=calendars.find(fields.get("calendar"), fields.get("timezone")),
        start=as_instant(fields.get("start"), "start"),
        target=None if kind == "elapsed" else _target(fields),
        end=as_instant(fields["end"], "end") if fields.get("end") and kind in {None, "elapsed"} else None,
        pauses=tuple(_pause(pause) for pause in as_list(fields.get("pauses", []), "pauses")),
    )
    if case.target is None and case.end is None:
        raise Wrong(NOTHING_ASKED, ASK_HINT)
    return case


def answer(case: WorkCase) -> dict[str, object]:
    """What the case asks: `due`, in UTC, null where it never comes; `elapsed_seconds`; or both."""
    answered: dict[str, object] = {}
    if case.target is not None:
        answered["due"] = _due(case, case.target)
    if case.end is not None:
        elapsed = case.calendar.between(case.start, case.end, case.pauses)
        seconds = elapsed.total_seconds()
        answered["elapsed_seconds"] = int(seconds) if seconds.is_integer() else seconds
    return answered


def _due(case: WorkCase, target: timedelta | Promise) -> str | None:
    try:
        if isinstance(target, timedelta):
            due = case.calendar.add(case.start, target, case.pauses)
        else:
            due = case.calendar.due(case.start, target, case.pauses)
    except NeverOpens:
        return None
    except OverflowError as error:
        raise Wrong(TOO_FAR) from error
    return told_instant(due)


def read_hours(fields: Json, timezone: object) -> Hours:
    """The opening hours that a JSON object writes; `timezone` holds where it names none."""
    timezone = fields.get("timezone", timezone)
    if "calendar" in fields:
        return read_hours(as_object(fields["calendar"], "calendar"), timezone)
    if "union" in fields:
        return AnyOf(_parts(fields["union"], "union", timezone))
    if "intersection" in fields:
        return AllOf(_parts(fields["intersection"], "intersection", timezone))
    closed = [_closed(value) for value in as_list(fields.get("holidays", []), "holidays")]
    special = [_special(as_object(value, "overrides")) for value in as_list(fields.get("overrides", []), "overrides")]
    windows = [as_text(line, "windows") for line in as_list(fields.get("windows", []), "windows")]
    hours = OpeningHours(
        timezone=as_text(timezone, "timezone"),
        week=_week(as_object(fields.get("weekly", {} if windows else None), "weekly")),
        holidays=tuple(entry for entry in closed if isinstance(entry, Holiday)),
        closures=tuple(entry for entry in closed if not isinstance(entry, Holiday)),
        special=tuple(special),
    )
    return with_windows(hours, tuple(part for line in windows for part in week(line) if isinstance(part, Window)))


def _parts(value: object, field: str, timezone: object) -> tuple[Hours, ...]:
    parts = as_list(value, field)
    if not parts:
        raise Wrong(NO_PARTS, field=field)
    return tuple(read_hours(as_object(part, field), timezone) for part in parts)


def _calendar(fields: Json, timezone: object) -> Calendar:
    hours = read_hours(fields, timezone)
    try:
        calendar = compile_calendar(hours)
        calendar.is_open(EPOCH)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Wrong(BAD_ZONE, ZONE_HINT, value=timezone) from error
    return calendar


def _week(weekly: Json) -> tuple[Interval, ...]:
    intervals: list[Interval] = []
    for day, hours in weekly.items():
        if day not in WEEKDAYS:
            raise Wrong(BAD_WEEKDAY, WEEKDAY_HINT, value=day)
        midnight = WEEKDAYS.index(day) * DAY
        opened = _intervals(hours, f"weekly.{day}")
        intervals += [Interval(midnight + interval.start, midnight + interval.end) for interval in opened]
    return tuple(intervals)


def _intervals(value: object, field: str) -> tuple[Interval, ...]:
    """Pairs of times; an end that is not after its start lies on the next day."""
    found: list[Interval] = []
    for pair in as_list(value, field):
        opening, closing = (_time(time, field) for time in _pair(pair, field))
        found.append(Interval(opening, closing if closing > opening else closing + DAY))
    return tuple(found)


def _closed(value: object) -> Holiday | Closure | YearlyClosure:
    """A holiday: a date, a span of dates, or one that recurs every year."""
    if isinstance(value, str):
        return Holiday(_date(value, "holidays"), {})
    fields = as_object(value, "holidays")
    first, last = _from_to(fields, "holidays")
    if fields.get("recurring"):
        return YearlyClosure(_month_and_day(first), _month_and_day(last), {})
    return Closure(*_dates(first, last, "holidays"), {})


def _special(fields: Json) -> SpecialHours:
    first, last = _from_to(fields, "overrides")
    return SpecialHours(*_dates(first, last, "overrides"), _intervals(fields.get("hours"), "overrides.hours"), {})


def _from_to(fields: Json, field: str) -> tuple[str, str]:
    first = as_text(fields.get("from", fields.get("date")), f"{field}.from")
    return first, as_text(fields.get("to", first), f"{field}.to")


def _dates(first: str, last: str, field: str) -> tuple[dt.date, dt.date]:
    start, end = _date(first, field), _date(last, field)
    if end < start:
        raise Wrong(BACKWARDS, field=field, start=first, end=last)
    return start, end


def _target(fields: Json) -> timedelta | Promise | None:
    for name, unit in (("target_seconds", 1), ("target_minutes", 60)):
        if fields.get(name) is not None:
            return _duration(_number(fields[name], name) * unit)
    if fields.get("relative_rule") is not None:
        return _rule(as_object(fields["relative_rule"], "relative_rule"))
    return None


def _duration(seconds: float) -> timedelta:
    try:
        return timedelta(seconds=seconds)
    except OverflowError as error:
        raise Wrong(TOO_FAR) from error


_LATER: dict[str, Callable[[int], Promise]] = {
    "end_of_business_day": BusinessDayClose,
    "business_days_later": BusinessDaysLater,
    "end_of_calendar_day": CalendarDayClose,
    "calendar_days_later": CalendarDaysLater,
    "months_later": MonthsLater,
}
_AT: dict[str, Callable[[int, dt.time], Promise]] = {"business_day_at": BusinessDayAt, "calendar_day_at": CalendarDayAt}


def _rule(fields: Json) -> Promise:
    kind, number = fields.get("type"), int(_number(fields.get("n", 0), "relative_rule.n"))
    if isinstance(kind, str) and kind in _LATER:
        return _LATER[kind](number)
    if isinstance(kind, str) and kind in _AT:
        return _AT[kind](number, _time_of_day(fields.get("at")))
    raise Wrong(BAD_RULE, RULE_HINT, value=kind)


def _time_of_day(value: object) -> dt.time:
    hours, seconds = divmod(_time(value, "relative_rule.at"), 3600)
    return dt.time(hours, seconds // 60, seconds % 60)


def _pause(value: object) -> Span:
    """A start and an end; null where the pause still lasts."""
    first, last = _pair(value, "pauses")
    start = as_instant(first, "pauses")
    end = FOREVER if last is None else as_instant(last, "pauses")
    if end < start:
        raise Wrong(BACKWARDS, field="pauses", start=first, end=last)
    return Span(start, end)


def _date(value: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise Wrong(BAD_DATE, DATE_HINT, field=field, value=value) from error


def _month_and_day(value: str) -> tuple[int, int]:
    date = _date(f"{LEAP_YEAR}-{value}", "holidays")
    return date.month, date.day


def _time(value: object, field: str) -> int:
    """Seconds since midnight; hours beyond 24 lie on later days."""
    match = TIME.fullmatch(as_text(value, field))
    if match is None:
        raise Wrong(BAD_TIME, TIME_HINT, field=field, value=value)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _pair(value: object, field: str) -> tuple[object, object]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  # a start and an end
        raise Wrong(BAD_PAIR, field=field, value=json.dumps(value))
    return value[0], value[1]


def _number(value: object, field: str) -> float:
    """A number that counts something: finite, not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Wrong(NOT_A_NUMBER, field=field, value=json.dumps(value))
    if value < 0:
        raise Wrong(NEGATIVE, field=field, value=value)
    return value
