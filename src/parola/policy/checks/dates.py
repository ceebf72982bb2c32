"""Holidays and special hours that are written by hand with their years, and end while the agreement goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parola.policy.findings import gettext_noop
from parola.policy.holidays import YEARS
from parola.policy.reviewer import Reviewer
from parola.sla.agreement import CalendarTemplate
from parola.sla.calendar import Calendar
from parola.sla.hours import Closure, SpecialHours
from parola.sla.zones import zone_of

DATED = frozenset({"holidays-end", "special-hours-end"})
"""The codes of what comes and goes with the day on which one looks."""

_DAY = dt.timedelta(days=1)
_YEAR = dt.timedelta(days=365)
_ADVICE = gettext_noop("add those of the years to come, or write dates without a year where they come back each year")
_MESSAGES = {
    "holidays-end": gettext_noop(
        "the last holiday that this calendar knows is on %(last)s: later ones are worked. For example: it is open on %(example)s"
    ),
    "special-hours-end": gettext_noop(
        "the last special hours of this calendar are those of %(last)s: later on its usual hours hold. "
        "For example: it is open on %(example)s"
    ),
}


@dataclass(frozen=True, slots=True)
class _End:
    """The last date of what a calendar has under a key, and the entries with a year."""

    code: str
    key: str
    last: dt.date
    dated: Sequence[Closure | SpecialHours] = ()


def check_dates(r: Reviewer) -> None:
    """What ends before the day on which one looks, or within a year of it. Nothing where no day is given."""
    if r.on is None:
        return
    for template in r.agreement.calendars.values():
        for end in _ends(template):
            if end.last < r.on + _YEAR:
                _tell(r, template, end)


def _ends(template: CalendarTemplate) -> Iterator[_End]:
    """Public holidays are known for so many years; closures with a year are the holidays of a calendar that takes no others."""
    closures = [each for each in template.closures if isinstance(each, Closure)]
    if template.holidays:
        yield _End("holidays-end", "holidays", dt.date(YEARS[-1], 12, 31))
    elif closures:
        yield _End("holidays-end", "closures", max(each.last for each in closures), closures)
    if template.special:
        yield _End("special-hours-end", "special", max(each.last for each in template.special), template.special)


def _tell(r: Reviewer, template: CalendarTemplate, end: _End) -> None:
    calendar = r.week.dated(template.id)
    openings = (_opening(calendar, day) for day in _a_year_later(end))
    example = next((each for each in openings if each), None) or calendar.next_opening(
        _midnight(calendar, end.last + _DAY)
    )
    params = {"last": end.last.isoformat(), "example": example.astimezone(zone_of(calendar.timezone))}
    r.tell(end.code, f"calendars.{template.id}.{end.key}", _MESSAGES[end.code], _ADVICE, params)


def _a_year_later(end: _End) -> Iterator[dt.date]:
    """The days of the last year of the list, a year later."""
    for each in sorted(end.dated, key=lambda each: each.first):
        leap_day = (each.first.month, each.first.day) == (2, 29)
        later = each.first.replace(year=each.first.year + 1, day=28 if leap_day else each.first.day)
        if later > end.last:
            yield later


def _opening(calendar: Calendar, day: dt.date) -> dt.datetime | None:
    """When the calendar opens on that date; None if it does not."""
    opening = calendar.next_opening(_midnight(calendar, day))
    return opening if opening < _midnight(calendar, day + _DAY) else None


def _midnight(calendar: Calendar, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone_of(calendar.timezone))
