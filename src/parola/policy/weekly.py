"""Weekly hours in words: `Mon-Fri, 09:00 to 17:00`, days of the same hours told together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from parola.sla.agreement import Condition
from parola.sla.hours import DAY, Interval

from .problems import gettext_noop

if TYPE_CHECKING:
    from .words import Words

_FACTS = {
    "type": gettext_noop("type"),
    "product": gettext_noop("product"),
    "environment": gettext_noop("environment"),
    "region": gettext_noop("region"),
    "channel": gettext_noop("channel"),
    "workaround": gettext_noop("workaround"),
}


def weekly(words: Words, week: Iterable[Interval]) -> list[str]:
    """The opening hours of a week, a line for each pattern of hours."""
    days: dict[int, list[Interval]] = {}
    lines = []
    for interval in sorted(week, key=lambda each: (each.start, each.end)):
        if interval.end - interval.start > DAY:
            lines.append(_long(words, interval))
        else:
            day = interval.start // DAY
            days.setdefault(day, []).append(Interval(interval.start - day * DAY, interval.end - day * DAY))
    for run in _runs(days):
        told = words.listed(hours(words, each) for each in days[run[0]])
        lines.append(words.gettext("%(days)s, %(hours)s") % {"days": _day_range(words, run), "hours": told})
    return lines


def _runs(days: dict[int, list[Interval]]) -> Iterator[list[int]]:
    """Days after each other with the same hours."""
    run: list[int] = []
    for day in sorted(days):
        if run and (day != run[-1] + 1 or days[day] != days[run[0]]):
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


def _time(words: Words, seconds: int) -> str:
    """A wall-clock time; the end of a day is told as 24:00, as people write it."""
    if seconds == DAY:
        return words.isolated("24:00")
    return words.time(dt.time(seconds // 3_600 % 24, seconds // 60 % 60, seconds % 60))


def condition(words: Words, condition: Condition) -> str:
    """What a ticket must be like, as `environment: production`; empty where nothing is asked."""
    parts = [
        words.gettext("%(fact)s: %(values)s")
        % {"fact": words.gettext(_FACTS[fact]), "values": ", ".join(sorted(values))}
        for fact, values in condition.fields.items()
    ]
    parts += [
        words.gettext("%(fact)s: not %(values)s")
        % {"fact": words.gettext(_FACTS[fact]), "values": ", ".join(sorted(values))}
        for fact, values in condition.excluded.items()
    ]
    return "; ".join(parts)
