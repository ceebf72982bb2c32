"""Words for people, in their language: texts, dates, durations, promises. For all code that does not use Django.

Messages come from the same catalogue as Django's (`parola/locale`, domain `django`); where a language has none, English is
spoken. Babel knows dates, numbers and the plurals of units.
"""

from __future__ import annotations

import datetime as dt
import gettext as catalogues
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from parola.sla.agreement import Channel, Metric, Priority, Start, Target
from parola.sla.durations import Promise
from parola.sla.explain import Explanation
from parola.sla.hours import Text
from parola.sla.metric import GOAL
from parola.sla.spans import Span
from parola.sla.zones import zone_of

from . import promises, telling
from .findings import gettext_noop
from .numerals import digits
from .oblique import oblique
from .timezones import zone_name

__all__ = ["Words", "gettext_noop", "speak"]

LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"
_REGIONS = {"en": "en_GB"}
"""English is written as the world writes it: the day before the month, and 24 hours."""

_RIGHT_TO_LEFT, _FIRST_STRONG, _POP = "\u2067", "\u2068", "\u2069"
_NO_BREAK = "\u00a0"
Unit = Literal["month", "week", "day", "hour", "minute", "second"]
_UNITS: tuple[tuple[Unit, int], ...] = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_SECONDS: dict[Unit, int] = {"month": 2_592_000, "week": 604_800, **dict(_UNITS)}
"""What Babel takes each unit for."""
_NEVER_LARGER = 1e12
"""Babel takes a larger unit where there are this many of it: it is to keep ours, hours as hours."""

LONG_ID = 3
"""An id of this length or shorter (P1) is a sign that people use; a longer one is the file's own."""

METRICS = {
    Metric.ACKNOWLEDGEMENT: gettext_noop("Acknowledgement"),
    Metric.FIRST_RESPONSE: gettext_noop("First response"),
    Metric.NEXT_RESPONSE: gettext_noop("Next response"),
    Metric.UPDATE: gettext_noop("Customer update"),
    Metric.ESCALATION: gettext_noop("Escalation to the next tier"),
    Metric.WORKAROUND: gettext_noop("Workaround"),
    Metric.RESTORATION: gettext_noop("Restoration of service"),
    Metric.RESOLUTION: gettext_noop("Resolution"),
    Metric.CAUSE: gettext_noop("Cause"),
}
STARTS: Mapping[Start, str] = {
    "acknowledgement": gettext_noop("%(promise)s after the acknowledgement"),
    "first_response": gettext_noop("%(promise)s after the first response"),
    "workaround": gettext_noop("%(promise)s after the workaround"),
    "restoration": gettext_noop("%(promise)s after the restoration of service"),
}
CHANNELS = {
    Channel.EMAIL: gettext_noop("E-mail"),
    Channel.WEB: gettext_noop("Web"),
    Channel.PHONE: gettext_noop("Phone"),
    Channel.API: gettext_noop("API"),
    Channel.ACCOUNT_MANAGER: gettext_noop("Account manager"),
}


class Words:
    """Speaks one language. `isolating`: in a right-to-left language, set foreign fragments apart for a plain-text terminal."""

    def __init__(self, language: str, *, isolating: bool = False) -> None:
        self.language = language
        self.locale = _locale(language)
        self.right_to_left = self.locale.text_direction == "rtl"
        self.isolating = isolating and self.right_to_left
        self._catalogue = _catalogue(language)

    def gettext(self, message: str) -> str:
        """The message in this language; itself where the catalogue lacks it."""
        return self._catalogue.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message in the form that the count asks for."""
        return self._catalogue.ngettext(one, many, count)

    def isolated(self, fragment: str) -> str:
        """A fragment that may be of another direction (a name, a clause), set apart where the terminal needs it."""
        return f"{_FIRST_STRONG}{fragment}{_POP}" if self.isolating and fragment else fragment

    def _own(self, fragment: str) -> str:
        """A fragment of this language's direction, though it begins with a sign of the other one (P1)."""
        return f"{_RIGHT_TO_LEFT}{fragment}{_POP}" if self.isolating else fragment

    def text(self, text: Text) -> str:
        """The text in this language, else in English, else in whatever language it has; empty if it has none."""
        for language in (self.language, "en", *text):
            if language in text:
                return text[language]
        return ""

    def digits(self, told: object) -> str:
        """Numbers in the digits that the reader prefers (`numerals`)."""
        return digits(told, self.language)

    def number(self, number: float) -> str:
        """A number as this language writes it."""
        return self.digits(format_decimal(number, locale=self.locale))

    def percent(self, share: float) -> str:
        """A share between 0 and 1 as a percentage, with a decimal where it has one."""
        return self.digits(format_percent(round(share, 3), locale=self.locale, decimal_quantization=False))

    def listed(self, items: Iterable[str]) -> str:
        """Items as a list in a sentence: `a, b and c`."""
        return format_list(list(items), locale=self.locale)

    def date(self, day: dt.date, *, short: bool = False) -> str:
        """A date with its weekday."""
        if short:
            return self.by_skeleton("yMMMEd", day)
        return self.digits(format_date(day, "full", locale=self.locale))

    def time(self, local: dt.datetime | dt.time) -> str:
        """A local time of day, of 24 hours; seconds only where there are any. Aware datetimes must be in the zone meant."""
        skeleton = "Hms" if local.second else "Hm"
        return self.by_skeleton(skeleton, local.replace(tzinfo=None))

    def by_skeleton(self, skeleton: str, at: dt.date | dt.time) -> str:
        """The parts of a date or time that a skeleton of CLDR names (`yMMMd`), as this language writes them."""
        return self.digits(format_skeleton(skeleton, at, locale=self.locale))

    def instant(self, at: dt.datetime, timezone: str, *, exact: bool = False) -> str:
        """An instant as weekday, date, time, and the zone that it is told in.

        Seconds are left out unless `exact`: a promise told by its minute is never told later than it is kept.
        """
        local = at.astimezone(zone_of(timezone))
        if not exact:
            local = local.replace(second=0)
        parts = {
            "date": self.date(local.date()),
            "time": self.time(local),
            "zone": self._in_zone(local, timezone),
        }
        return self.gettext("%(date)s, %(time)s (%(zone)s)") % parts

    def _in_zone(self, local: dt.datetime, timezone: str) -> str:
        """The zone; in one piece where lines run from the right, since the halves of it would change places."""
        zone = _zone(local, timezone)
        return self.isolated(zone.replace(" ", _NO_BREAK)) if self.isolating else zone

    def moment(self, at: dt.datetime, timezone: str) -> str:
        """An instant in short, without its zone: for lists under a line that names it."""
        local = at.astimezone(zone_of(timezone))
        return self.gettext("%(date)s, %(time)s") % {
            "date": self.date(local.date(), short=True),
            "time": self.time(local),
        }

    def span(self, span: Span, timezone: str) -> str:
        """From when to when, in short; with the offsets where the clocks change in between."""
        start, end = (at.astimezone(zone_of(timezone)) for at in (span.start, span.end))
        if start.utcoffset() != end.utcoffset():
            return self._across_a_change(start, end)
        if start.time() == end.time() == dt.time():
            return self.days(start.date(), end.date() - dt.timedelta(days=1))
        if start.date() == end.date():
            parts = {"date": self.date(start.date(), short=True), "start": self.time(start), "end": self.time(end)}
            return self.gettext("%(date)s, %(start)s to %(end)s") % parts
        return self.gettext("%(start)s to %(end)s") % {
            "start": self.moment(start, timezone),
            "end": self.moment(end, timezone),
        }

    def days(self, first: dt.date, last: dt.date) -> str:
        """Whole days, from the first to the last."""
        days = {"start": self.date(first, short=True), "end": self.date(last, short=True)}
        return days["start"] if first == last else self.gettext("%(start)s to %(end)s") % days

    def _across_a_change(self, start: dt.datetime, end: dt.datetime) -> str:
        parts = {}
        for name, at in (("start", start), ("end", end)):
            told = {"date": self.date(at.date(), short=True), "time": self.time(at), "zone": self.isolated(_offset(at))}
            parts[name] = self.gettext("%(date)s, %(time)s (%(zone)s)") % told
        return self.gettext("%(start)s to %(end)s (the clocks change in between)") % parts

    def duration(self, length: dt.timedelta, *, days: bool = False) -> str:
        """A duration in words, to the second: `1 hour and 30 minutes`; in days too if `days`."""
        left = int(length.total_seconds())
        parts = []
        for unit, seconds in _UNITS if days else _UNITS[1:]:
            count, left = divmod(left, seconds)
            if count:
                parts.append(self.unit(count, unit))
        return self.listed(parts) if parts else self.unit(0, "second")

    def unit(self, count: int, unit: Unit) -> str:
        """So many of a unit: `2 weeks`."""
        length = dt.timedelta(seconds=count * _SECONDS[unit])
        told = format_timedelta(length, granularity=unit, threshold=_NEVER_LARGER, locale=self.locale)
        return self.digits(told)

    def promise(self, promise: Promise | None, calendar: str) -> str:
        """What is promised, told apart by the id of the calendar: `3 business hours` on one that closes, `3 hours` on `always`."""
        return promises.told(self, promise, calendar)

    def target(self, target: Target) -> str:
        """A target's promise; that of a metric that comes round again as `every 2 hours`, with what starts it, and if it is a goal."""
        promise = self._recurring(target)
        if target.starts != "opening":
            promise = self.gettext(STARTS[target.starts]) % {"promise": promise}
        if target.goal:
            promise = self.gettext("goal: %(promise)s") % {"promise": promise}
        if target.threshold in ("", GOAL):
            return promise
        return self.gettext("%(promise)s (%(threshold)s)") % {
            "promise": promise,
            "threshold": self.isolated(target.threshold),
        }

    def _recurring(self, target: Target) -> str:
        promise = self.promise(target.promise, target.calendar)
        if target.promise is None or target.metric not in (Metric.UPDATE, Metric.ESCALATION):
            return promise
        if isinstance(target.promise, promises.MOMENTS):
            return self.gettext("each time %(promise)s") % {"promise": promise}
        return self.gettext("every %(promise)s") % {"promise": self.each(promise)}

    def each(self, time: str) -> str:
        """A length of time as it stands after `every`: `hour` of `1 hour`."""
        return oblique(self.language, time.removeprefix("1 "))

    def metric(self, metric: Metric) -> str:
        """A metric's name."""
        return self.gettext(METRICS[metric])

    def clock(self, metric: Metric, threshold: str = "") -> str:
        """A clock's name: its metric's, and where several of one metric stand side by side, the threshold too."""
        if not threshold:
            return self.metric(metric)
        named = self.gettext("goal") if threshold == GOAL else self.isolated(threshold)
        return self.gettext("%(metric)s (%(threshold)s)") % {"metric": self.metric(metric), "threshold": named}

    def channel(self, channel: Channel) -> str:
        """A channel's name."""
        return self.gettext(CHANNELS[channel])

    def priority(self, priority: Priority) -> str:
        """A priority's name, after its id where that is a sign of its own (P1)."""
        name = self.text(priority.name)
        return name if len(priority.id) > LONG_ID else self._own(f"{priority.id} · {name}")

    def explanation(self, explanation: Explanation) -> list[str]:
        """Why a clock is due when it is, a line each step, instants in the contract's time zone."""
        return telling.told(self, explanation)


@lru_cache(maxsize=16)
def speak(language: str, *, isolating: bool = False) -> Words:
    """The speaker of a language, made once."""
    return Words(language, isolating=isolating)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_REGIONS.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_REGIONS["en"])


@lru_cache(maxsize=16)
def _catalogue(language: str) -> catalogues.NullTranslations:
    name = language.replace("-", "_")
    return catalogues.translation("django", LOCALE_FOLDER, [name, name.partition("_")[0]], fallback=True)


def _offset(local: dt.datetime) -> str:
    """The offset from UTC, as in `UTC+02:00`."""
    return f"UTC{local.isoformat()[-6:]}"


def _zone(local: dt.datetime, timezone: str) -> str:
    told = zone_name(timezone)
    return told if told.startswith("UTC") else f"{told}, {_offset(local)}"
