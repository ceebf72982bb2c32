"""When we work: each calendar with its week, its zone, what holds today, and the days off that come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from parola.policy.timezones import zone_name
from parola.policy.weekly import hours_lines
from parola.sla.agreement import CalendarTemplate
from parola.sla.calendar import Calendar
from parola.sla.spans import Span
from parola.sla.zones import zone_of

from .document import Block, Facts, Lines, Part, Said, Section, section
from .reader import Teller

AHEAD = dt.timedelta(days=183)
"""How far ahead days off are told."""


def hours(t: Teller) -> Iterator[Section]:
    """The calendars of the agreement; and around the clock, where something counts so."""
    parts: list[Block] = [_calendar(t, each) for each in t.agreement.calendars.values()]
    if any(
        target.calendar == "always" and target.promise for plan in t.agreement.plans.values() for target in plan.targets
    ):
        always = (t.own(t.words.gettext("Week")), (t.own(t.words.gettext("Every day at every hour, on holidays too")),))
        parts.append(Part(t.own(t.words.gettext("Around the clock")), (Facts((always,)),)))
    yield from section("hours", t.own(t.words.gettext("Hours")), *parts)


def _calendar(t: Teller, template: CalendarTemplate) -> Part:
    calendar = t.calendar(template.id)
    rows = [(t.own(name), lines) for name, lines in _rows(t, template, calendar) if lines]
    return Part(t.text(template.name, "strong"), (Facts(tuple(rows)),))


def _rows(t: Teller, template: CalendarTemplate, calendar: Calendar) -> Iterator[tuple[str, Lines]]:
    w = t.words
    yield w.gettext("Week"), tuple(t.own(line) for line in hours_lines(w, template, t.agreement))
    yield w.gettext("Time zone"), (t.own(_zone(t, template)),)
    yield w.gettext("Holidays"), (t.own(_holidays(t, template)),)
    yield w.gettext("Today"), (t.own(today(t, calendar)),)
    yield w.gettext("Days off in the next six months"), tuple(days_off(t, calendar))


def _zone(t: Teller, template: CalendarTemplate) -> str:
    if template.timezone:
        return t.words.isolated(zone_name(template.timezone))
    told = {"place": t.words.isolated(t.place())}
    return t.words.gettext("the contract's (told here for %(place)s)") % told


def _holidays(t: Teller, template: CalendarTemplate) -> str:
    w = t.words
    if template.holidays is None:
        return w.gettext("open on public holidays too")
    if template.holidays != "contract":
        country, _, part = template.holidays.partition("-")
        named = str(w.locale.territories.get(country, country))
        return w.gettext("the public holidays of %(country)s") % {"country": f"{named} ({part})" if part else named}
    if not t.country():
        return w.gettext("those of the contract's place")
    return w.gettext("those of the contract's place (told here for %(country)s)") % {"country": t.country()}


def today(t: Teller, calendar: Calendar) -> str:
    """The hours of the calendar's own date on the reader's day, or that it is closed, and why."""
    w, start = t.words, _midnight(t.reader.today, calendar)
    whole = Span(start, _midnight(t.reader.today + dt.timedelta(days=1), calendar))
    parts = {
        "day": w.date(t.reader.today),
        "hours": w.listed(_span(t, each, calendar) for each in calendar.spans(*_ends(whole))),
    }
    if parts["hours"]:
        return w.gettext("%(day)s: %(hours)s") % parts
    name = next((w.text(gap.name) for gap in calendar.gaps(*_ends(whole)) if gap.name), "")
    if name:
        return w.gettext("%(day)s: closed (%(name)s)") % {**parts, "name": w.isolated(name)}
    return w.gettext("%(day)s: closed") % parts


def _ends(span: Span) -> tuple[dt.datetime, dt.datetime]:
    return span.start, span.end


def _midnight(day: dt.date, calendar: Calendar) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone_of(calendar.timezone)).astimezone(dt.UTC)


def _span(t: Teller, span: Span, calendar: Calendar) -> str:
    zone = zone_of(calendar.timezone)
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    closes = t.words.isolated("24:00") if end.date() > start.date() else t.words.time(end)
    return t.words.gettext("%(start)s to %(end)s") % {"start": t.words.time(start), "end": closes}


def days_off(t: Teller, calendar: Calendar) -> Iterator[Said]:
    """Holidays and closures of the next months that take something out of a week."""
    zone, start = zone_of(calendar.timezone), _midnight(t.reader.today, calendar)
    for gap in calendar.gaps(start, start + AHEAD):
        if gap.reason in ("holiday", "closure"):
            day = t.words.date(gap.span.start.astimezone(zone).date(), short=True)
            name = t.words.isolated(t.words.text(gap.name))
            yield t.own(t.words.gettext("%(day)s: %(name)s") % {"day": day, "name": name} if name else day)
