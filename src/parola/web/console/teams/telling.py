"""Tiers, days and hours of teams, in words."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import get_day_names
from django.utils import timezone
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand
from parola.desk.teams import coverage
from parola.desk.teams.models import Shift
from parola.policy.timezones import zone_name
from parola.sla.spans import Span
from parola.web import brief
from parola.web.templatetags.parola import words

WEEK = range(7)


def tier_names(brand: Brand, more: Iterable[int] = ()) -> list[tuple[int, str]]:
    """The tiers of the agreement in force, and `more`, by level: each with what it is called."""
    named = {tier.level: words().text(tier.name) for tier in coverage.tiers_of(brand)}
    levels = sorted({*coverage.levels(brand), *more})
    return [(level, tier_name(level, named.get(level, ""))) for level in levels]


def tier_name(level: int, name: str) -> str:
    """A tier with its name, if the agreement gives it one."""
    numbered = _("Tier %(tier)s") % {"tier": words().number(level)}
    return f"{numbered} · {words().isolated(name)}" if name else numbered


def weekdays() -> list[tuple[int, str]]:
    """The days of the week, Monday first."""
    names = get_day_names("wide", "stand-alone", locale=words().locale)
    return [(day, str(names[day])) for day in WEEK]


def days_told(days: Sequence[int]) -> str:
    """Some days of the week, in short."""
    if len(set(days)) == len(WEEK):
        return _("every day")
    names = get_day_names("abbreviated", "stand-alone", locale=words().locale)
    return words().listed([str(names[day]) for day in sorted(set(days))])


def shift_told(shift: Shift) -> str:
    """When a shift is worked, in a sentence."""
    told = [days_told(shift.weekdays), hours_told(shift.start, shift.end), zone_name(shift.timezone)]
    if shift.first_day:
        told.append(_("from %(day)s on") % {"day": day_told(shift.first_day)})
    if shift.last_day:
        told.append(_("until %(day)s") % {"day": day_told(shift.last_day)})
    return " · ".join(told)


def hours_told(start: time, end: time) -> str:
    """From when to when; a night has that it ends on the next day."""
    if start == end:
        return _("24 hours from %(time)s") % {"time": words().digits(f"{start:%H:%M}")}
    hours = words().isolated(words().digits(f"{start:%H:%M}–{end:%H:%M}"))
    return _("%(hours)s of the next day") % {"hours": hours} if end < start else hours


def day_told(day: date) -> str:
    """A date."""
    return words().by_skeleton("yMMMd", day)


def span_told(span: Span, day: Span) -> str:
    """A part of a day, by the reader's clock."""
    if span == day:
        return _("all day")
    start, end = timezone.localtime(span.start), timezone.localtime(span.end)
    return words().digits(f"{start:%H:%M}–{'24:00' if span.end == day.end else f'{end:%H:%M}'}")


def gap_told(tier: str, gap: Span) -> str:
    """That nobody of a tier is there, by the reader's clock."""
    start, end = timezone.localtime(gap.start), timezone.localtime(gap.end)
    names = get_day_names("wide", "stand-alone", locale=words().locale)
    told = {"tier": tier, "day": names[start.weekday()], "start": words().time(start), "end": words().time(end)}
    if (end - timedelta.resolution).date() == start.date():
        told["end"] = "24:00" if end.date() != start.date() else told["end"]
        return _("%(tier)s: nobody is there on %(day)s from %(start)s to %(end)s.") % told
    told["last"] = names[end.weekday()]
    return _("%(tier)s: nobody is there from %(day)s %(start)s to %(last)s %(end)s.") % told


def back_told(back: datetime, now: datetime) -> str:
    """Until when somebody is away: a day where that ends at midnight."""
    local = timezone.localtime(back)
    if local.time() == time():
        last = local - timedelta(days=1)
        return day_told(last.date())
    return brief.instant(back, now)
