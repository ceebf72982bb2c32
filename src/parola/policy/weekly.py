"""Weekly hours in words: `Mon to Fri, 09:00 to 17:00`, days of the same hours told together, the working week from its first day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from parola.sla.agreement import Agreement, CalendarTemplate
from parola.sla.hours import DAY, WEEK, Interval, Window

from .timezones import zone_name

if TYPE_CHECKING:
    from .words import Words


def weekly(words: Words, calendar: CalendarTemplate) -> list[str]:
    """The weekly hours of a calendar, a line for each pattern of hours and for each window across zones."""
    return [*week_lines(words, calendar.week), *(_window(words, window) for window in calendar.windows)]


def hours_lines(words: Words, calendar: CalendarTemplate, agreement: Agreement) -> list[str]:
    """The weekly hours of a calendar; of one that is made of others, how, and then the hours of each with their zone."""
    parts = [agreement.calendars[name] for name in (*calendar.any_of, *calendar.all_of)]
    if not parts:
        return weekly(words, calendar)
    names = {"calendars": ", ".join(words.text(part.name) for part in parts)}
    made = (
        words.gettext("when any of these is open: %(calendars)s")
        if calendar.any_of
        else words.gettext("when all of these are open: %(calendars)s")
    )
    return [made % names, *(_part(words, part, agreement) for part in parts)]


def _part(words: Words, part: CalendarTemplate, agreement: Agreement) -> str:
    told = {
        "calendar": words.isolated(words.text(part.name)),
        "hours": "; ".join(hours_lines(words, part, agreement)),
        "zone": words.isolated(zone_name(part.timezone)) if part.timezone else words.gettext("the contract's"),
    }
    if part.any_of or part.all_of:
        return words.gettext("%(calendar)s: %(hours)s") % told
    return words.gettext("%(calendar)s: %(hours)s (%(zone)s)") % told


def week_lines(words: Words, week: Iterable[Interval]) -> list[str]:
    """The opening hours of a week in one zone, from its first working day on."""
    days: dict[int, list[Interval]] = {}
    lines = []
    for interval in sorted(week, key=lambda each: (each.start % WEEK, each.end)):
        if interval.end - interval.start > DAY:
            lines.append(_long(words, interval))
        else:
            day = interval.start // DAY
            days.setdefault(day % 7, []).append(Interval(interval.start - day * DAY, interval.end - day * DAY))
    for run in _runs(days, _first_day(set(days), words.locale.first_week_day)):
        told = words.listed(hours(words, each) for each in days[run[0]])
        lines.append(words.gettext("%(days)s, %(hours)s") % {"days": _day_range(words, run), "hours": told})
    return lines


def _first_day(days: set[int], usual: int) -> int:
    """The day with which the week begins: after its longest closed stretch, the usual one where no day is closed."""
    opening = [day for day in days if (day - 1) % 7 not in days]
    in_order = sorted(opening, key=lambda day: (day - usual) % 7)
    return max(in_order, key=lambda day: _closed_before(days, day), default=usual)


def _closed_before(days: set[int], day: int) -> int:
    return next((back for back in range(7) if (day - 1 - back) % 7 in days), 7)


def _runs(days: dict[int, list[Interval]], first: int) -> Iterator[list[int]]:
    """Days after each other with the same hours, of the week that begins with `first`."""
    run: list[int] = []
    for day in sorted(days, key=lambda day: (day - first) % 7):
        if run and (day != (run[-1] + 1) % 7 or days[day] != days[run[0]]):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _day_range(words: Words, run: list[int]) -> str:
    names = get_day_names("abbreviated", locale=words.locale)
    if len(run) == 1:
        return str(names[run[0]])
    return words.gettext("%(start)s to %(end)s") % {"start": names[run[0]], "end": names[run[-1]]}


def hours(words: Words, interval: Interval) -> str:
    """The opening hours of a day, from when to when."""
    return words.gettext("%(start)s to %(end)s") % {
        "start": _time(words, interval.start),
        "end": _time(words, interval.end),
    }


def _long(words: Words, interval: Interval) -> str:
    names = get_day_names("abbreviated", locale=words.locale)
    ends = {
        name: words.gettext("%(day)s %(time)s") % {"day": names[at // DAY % 7], "time": _time(words, at % DAY)}
        for name, at in (("start", interval.start), ("end", interval.end))
    }
    return words.gettext("%(start)s to %(end)s") % ends


def _window(words: Words, window: Window) -> str:
    """From a moment of the week in one zone to one in another."""
    names = get_day_names("abbreviated", locale=words.locale)
    ends = {
        name: words.gettext("%(day)s %(time)s (%(zone)s)")
        % {"day": names[at // DAY], "time": _time(words, at % DAY), "zone": words.isolated(zone_name(zone))}
        for name, at, zone in (
            ("start", window.opens, window.opens_in),
            ("end", window.closes, window.closes_in),
        )
    }
    return words.gettext("%(start)s to %(end)s") % ends


def _time(words: Words, seconds: int) -> str:
    """A wall-clock time; the end of a day is told as 24:00, as people write it."""
    if seconds == DAY:
        return words.isolated("24:00")
    return words.time(dt.time(seconds // 3_600 % 24, seconds // 60 % 60, seconds % 60))
