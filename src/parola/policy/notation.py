"""How durations, hours, dates and shares are written in an agreement file.

Each reader takes what YAML made of the value, and raises `Wrong` with what would be right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, Literal

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
from parola.sla.hours import DAY, WEEK, Interval, Window
from parola.sla.zones import zone_of

from .findings import Wrong, gettext_noop
from .timezones import existing

SKIPPED = gettext_noop("%(value)s does not exist in %(timezone)s: the clocks are put forward there.")
REPEATED = gettext_noop("%(value)s comes twice in %(timezone)s, where the clocks are put back.")
WHICH = gettext_noop("Write which one is meant: %(value)s%(first)s or %(value)s%(second)s.")

BEST_EFFORT: Final = "best effort"
NO_CLOCK: Final = "none"
Cell = Promise | Literal["best effort", "none"]
"""What stands in a table of targets: a promise; measured and never due; or no clock at all."""

Dates = tuple[dt.date, dt.date] | tuple[tuple[int, int], tuple[int, int]]
"""A span of dates, both included; or of (month, day), every year."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_DAYS = 999  # the longest promises that we met, of a city about its trees, are 720 days
MAX_MONTHS = 36
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY, "w": WEEK}

_STRETCH = re.compile(r"(?:[0-9]{1,6}[smhdw])(?: ?[0-9]{1,6}[smhdw])*")
_PART = re.compile(r"([0-9]+)([smhdw])")
_CLOSE = re.compile(r"end of (business|calendar) day ([0-9]{1,3})")
_AT = re.compile(r"(business|calendar) day ([0-9]{1,3}) at ([0-9]{2}:[0-9]{2})")
_LATER = re.compile(r"([0-9]{1,3}) (business days?|calendar days?|weeks?|months?)")
_LONG_DAYS = re.compile(r"([0-9]{1,3}) business days? of (.+)")
_BEYOND = re.compile(r"([1-9][0-9]{2})%")
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_LOCAL = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) ({_TIME})([-+][0-9]{{2}}:[0-9]{{2}})?")
_DAY = "|".join(DAYS)
_SPAN = re.compile(rf"({_DAY}) ({_TIME}) ?- ?({_DAY}) ({_TIME})")
_ZONE = r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*|[+-][0-9]{2}:[0-9]{2}"
_CROSSING = re.compile(rf"({_DAY}) ({_TIME}) ({_ZONE}) ?- ?({_DAY}) ({_TIME}) ({_ZONE})")
_WEEKLY = re.compile(rf"(daily|(?:{_DAY})(?:[-,](?:{_DAY}))*) ({_TIME} ?- ?{_TIME}(?:, ?{_TIME} ?- ?{_TIME})*)")
_RANGE = re.compile(rf"({_TIME}) ?- ?({_TIME})")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MONTH_DAY = r"[0-9]{2}-[0-9]{2}"
_DATES = re.compile(rf"({_DATE})(?: - ({_DATE}))?")
_YEARLY = re.compile(rf"({_MONTH_DAY})(?: - ({_MONTH_DAY}))?")


def cell(value: object) -> Cell:
    """A cell of a table of targets."""
    if value == BEST_EFFORT:
        return BEST_EFFORT
    if value == NO_CLOCK:
        return NO_CLOCK
    return promise(value)


def promise(value: object) -> Promise:
    """`30m`, `1h 30m`, `1d`, `2 business days of 8h`; `2 business days`, `end of business day 1`; `2 calendar days`, `1 month`."""
    text = str(value)
    if _STRETCH.fullmatch(text):
        return Stretch(_stretch(text))
    if found := _LONG_DAYS.fullmatch(text):
        return _long_days(_days(found[1], 1), found[2])
    if found := _CLOSE.fullmatch(text):
        return (BusinessDayClose if found[1] == "business" else CalendarDayClose)(_days(found[2], 0))
    if found := _AT.fullmatch(text):
        kind = BusinessDayAt if found[1] == "business" else CalendarDayAt
        return kind(_days(found[2], 0), _clock_time(found[3]))
    if found := _LATER.fullmatch(text):
        return _later(found[1], found[2].removesuffix("s"))
    raise _no_duration(text)


def promise_or_never(value: object) -> Promise | None:
    """A duration, or `never`: None."""
    return None if value == "never" else promise(value)


def share_or_stretch(value: object) -> float | Stretch:
    """`50%` of a target, `150%` where it may be later than due, or `4h` of working time."""
    text = str(value)
    if _STRETCH.fullmatch(text):
        return Stretch(_stretch(text))
    beyond = _BEYOND.fullmatch(text)
    return int(beyond[1]) / 100 if beyond else share(value)


def _later(digits: str, unit: str) -> Promise:
    if unit == "month":
        return MonthsLater(_days(digits, 1, MAX_MONTHS))
    if unit == "week":
        return CalendarDaysLater(_days(digits, 1, MAX_DAYS // 7) * 7)
    return (BusinessDaysLater if unit == "business day" else CalendarDaysLater)(_days(digits, 1))


def _long_days(count: int, length: str) -> Stretch:
    """Business days of a stated length: so much working time."""
    if not _STRETCH.fullmatch(length):
        raise _no_duration(length)
    day = _stretch(length)
    if day > DAY or count * day > MAX_DAYS * DAY:
        message = gettext_noop("a business day cannot have %(value)s")
        raise Wrong(message, gettext_noop("write how long one is: 2 business days of 8h"), value=length)
    return Stretch(count * day, day)


def _stretch(text: str) -> int:
    parts = _PART.findall(text)
    units = [unit for _, unit in parts]
    if len(set(units)) < len(units) or units != sorted(units, key="wdhms".index):
        raise _no_duration(text)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if not 0 < seconds <= MAX_DAYS * DAY:
        message = gettext_noop("`%(value)s` is too short or too long")
        raise Wrong(message, gettext_noop("more than nothing, and at most %(days)s days"), value=text, days=MAX_DAYS)
    return seconds


def _days(digits: str, least: int, most: int = MAX_DAYS) -> int:
    if not least <= int(digits) <= most:
        message = gettext_noop("`%(value)s` is too short or too long")
        raise Wrong(message, gettext_noop("between %(least)s and %(days)s"), value=digits, least=least, days=most)
    return int(digits)


def _no_duration(text: str) -> Wrong:
    if re.fullmatch(r"[0-9]+ ?(business|working) ?(hours?|minutes?)", text):
        hint = gettext_noop(
            "write 3h; that these are business hours is said by the table's `on`, which names the calendar"
        )
    elif re.fullmatch(r"[0-9]+ ?days?", text):
        hint = gettext_noop("say which days: 2 business days, 2 calendar days, or 2d for 24 hours each on the calendar")
    elif re.search(r"year|\dmo|\dy", text, re.IGNORECASE):
        hint = gettext_noop("write months: 1 month, 12 months")
    else:
        hint = gettext_noop(
            "write 30m, 2h, 1h 30m or 1d (24 hours); 2 business days, end of business day 1 or business day 1 at 16:00; "
            "2 business days of 8h; 2 calendar days, 2 weeks or 1 month; best effort"
        )
    return Wrong(gettext_noop("`%(value)s` is not a duration"), hint, value=text)


def week(value: object) -> tuple[Interval | Window, ...]:
    """One line of weekly hours: `mon-fri 09:00-17:00`, `mon,wed 09:00-12:00, 14:00-18:00`, `daily 08:00-20:00`, `mon 00:01 - fri 23:59`.

    With a zone after each time, `mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles`, it is a window across zones.
    """
    text = str(value)
    if found := _CROSSING.fullmatch(text):
        return (Window(*_moment(*found.group(1, 2, 3)), *_moment(*found.group(4, 5, 6))),)
    if found := _SPAN.fullmatch(text):
        start = DAYS.index(found[1]) * DAY + _seconds(found[2])
        end = DAYS.index(found[3]) * DAY + _seconds(found[4])
        return (Interval(start, end if end > start else end + WEEK),)
    if found := _WEEKLY.fullmatch(text):
        return tuple(
            Interval(day * DAY + part.start, day * DAY + part.end)
            for day in _weekdays(found[1])
            for part in day_hours(found[2])
        )
    hint = gettext_noop(
        "write mon-fri 09:00-17:00, mon,wed 09:00-12:00, 14:00-18:00, daily 08:00-20:00 or mon 00:01 - fri 23:59"
    )
    raise Wrong(gettext_noop("`%(value)s` are not weekly hours"), hint, value=text)


def _moment(day: str, time: str, zone: str) -> tuple[int, str]:
    """A moment of the week in a zone."""
    return (DAYS.index(day) * DAY + _seconds(time)) % WEEK, existing(zone)


def _weekdays(text: str) -> list[int]:
    if text == "daily":
        return list(range(7))
    days: list[int] = []
    for part in text.split(","):
        first, last = DAYS.index(part[:3]), DAYS.index(part[-3:])
        days += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return sorted(set(days))


def day_hours(value: object) -> tuple[Interval, ...]:
    """The hours of one day: `09:00-13:00`, several after commas, or `closed`. An end at or before the start is the next day's."""
    text = str(value)
    if text == "closed":
        return ()
    ranges = [_RANGE.fullmatch(part.strip()) for part in text.split(",")]
    if not all(ranges):
        hint = gettext_noop("write 09:00-13:00, or 09:00-13:00, 14:00-18:00, or closed")
        raise Wrong(gettext_noop("`%(value)s` are not hours of a day"), hint, value=text)
    found = [(_seconds(part[1]), _seconds(part[2])) for part in ranges if part]
    return tuple(Interval(start, end if end > start else end + DAY) for start, end in found)


def _seconds(text: str) -> int:
    """Seconds since midnight; `24:00` is the day's end."""
    hours, minutes, seconds = (int(part) for part in (*text.split(":"), "0")[:3])
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY:  # noqa: PLR2004  # the last minute and second
        raise Wrong(
            gettext_noop("`%(value)s` is not a time of day"), gettext_noop("between 00:00 and 24:00"), value=text
        )
    return total


def _clock_time(text: str) -> dt.time:
    seconds = _seconds(text)
    if seconds == DAY:
        raise Wrong(
            gettext_noop("`%(value)s` is not a time of day"), gettext_noop("write end of business day 1"), value=text
        )
    return dt.time(seconds // 3600, seconds // 60 % 60)


def dates(value: object) -> Dates:
    """`2026-12-24`, `2026-12-24 - 2027-01-06`, or, every year, `12-24` and `12-24 - 01-06`."""
    text = str(value)
    try:
        if found := _DATES.fullmatch(text):
            first = dt.date.fromisoformat(found[1])
            last = dt.date.fromisoformat(found[2] or found[1])
            if last >= first:
                return first, last
        if found := _YEARLY.fullmatch(text):
            return _month_day(found[1]), _month_day(found[2] or found[1])
    except ValueError:
        pass
    hint = gettext_noop("write 2026-12-24, 2026-12-24 - 2027-01-06, or for every year 12-24 or 12-24 - 01-06")
    raise Wrong(gettext_noop("`%(value)s` are no dates"), hint, value=text)


def _month_day(text: str) -> tuple[int, int]:
    leap = dt.date.fromisoformat(f"2024-{text}")
    return leap.month, leap.day


def day(value: object) -> dt.date:
    """`2026-12-24`."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Wrong(gettext_noop("`%(value)s` is no date"), gettext_noop("write 2026-12-24"), value=value) from None


def local_time(value: object) -> dt.datetime:
    """`2026-04-03 18:30`, a local time that is put into its zone later; `2026-10-25 02:30+01:00` where it comes twice."""
    text = str(value)
    found = _LOCAL.fullmatch(text)
    try:
        if found:
            return dt.datetime.fromisoformat(f"{found[1]} {found[2]:0>5}{found[3] or ''}")
    except ValueError:
        pass
    hint = gettext_noop("write 2026-04-03 18:30; where the clocks are put back, 2026-10-25 02:30+01:00")
    raise Wrong(gettext_noop("`%(value)s` is no date and time"), hint, value=text)


def in_zone(local: dt.datetime, timezone: str, written: str | None = None) -> dt.datetime:
    """The instant of a local time, or of one with an offset, in UTC. Wrong where the local time is left out or comes twice.

    `written` is how the person wrote it, if not as agreements do.
    """
    if local.tzinfo is not None:
        return local.astimezone(dt.UTC)
    written = written or local.isoformat(" ", "minutes")
    first, second = (local.replace(tzinfo=zone_of(timezone), fold=fold) for fold in (0, 1))
    if first.astimezone(dt.UTC).astimezone(first.tzinfo).replace(tzinfo=None) != local:
        raise Wrong(SKIPPED, value=written, timezone=timezone)
    if first.utcoffset() != second.utcoffset():
        offsets = {"first": first.isoformat()[-6:], "second": second.isoformat()[-6:]}
        raise Wrong(REPEATED, WHICH, value=written, timezone=timezone, **offsets)
    return first.astimezone(dt.UTC)


def told_local(at: dt.datetime, timezone: str) -> str:
    """An instant as a local time of the zone, with its offset where the local time alone would not tell it."""
    local = at.astimezone(zone_of(timezone))
    written = local.replace(tzinfo=None).isoformat(" ", "seconds" if local.second else "minutes")
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{written}{local.isoformat()[-6:]}" if twice else written


def share(value: object) -> float:
    """`95%`, or 0.95."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?%", value):
        number = float(value[:-1]) / 100
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    else:
        raise Wrong(gettext_noop("`%(value)s` is not a share"), gettext_noop("write 95%% or 0.95"), value=value)
    if not 0 < number <= 1:
        message = gettext_noop("a share of %(value)s cannot be kept")
        raise Wrong(message, gettext_noop("more than 0%%, and at most 100%%"), value=value)
    return number


Reading = Callable[[object], float]
"""How a number of the file is read. Raises Wrong."""


def percent(value: object) -> float:
    """`5%` or 5, as 5."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?%", value):
        number = float(value[:-1])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    else:
        raise Wrong(gettext_noop("`%(value)s` is not a percentage"), gettext_noop("write 5%% or 5"), value=value)
    if not 0 < number <= 100:  # noqa: PLR2004  # all of the fee
        message = gettext_noop("%(value)s is no part of a fee")
        raise Wrong(message, gettext_noop("more than 0%%, and at most 100%%"), value=value)
    return number
