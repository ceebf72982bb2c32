"""For whom a page is told: in which language, in whose time zone, under whose holidays, on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from babel.core import get_global
from babel.dates import get_timezone_location

from parola.policy import holidays
from parola.policy.terms import ContractTerms, calendar_of, regions, resolve
from parola.policy.timezones import time_zones, zone_name
from parola.policy.words import LOCALE_FOLDER, LONG_ID, Words, speak
from parola.sla.agreement import Agreement, Terms
from parola.sla.calendar import Calendar
from parola.sla.hours import Text
from parola.sla.zones import zone_of

from .document import Direction, Lines, Said, Tone

YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The language that was chosen, where the reader is, the calendar that their contract would choose (None: the usual), and their day."""

    language: str
    timezone: str
    today: dt.date
    calendar: str | None = None

    @property
    def country(self) -> str | None:
        """Whose public holidays the reader has: those of the country in which the time zone is; None where none are known."""
        named = get_global("zone_aliases").get(self.timezone, self.timezone)
        found = get_global("zone_territories").get(named)
        return found if found in holidays.countries() else None

    @property
    def contract(self) -> ContractTerms:
        """What a contract would fix for somebody at that place."""
        return ContractTerms(self.timezone, self.country, calendar=self.calendar)

    def at(self, day: dt.date, time: dt.time = dt.time()) -> dt.datetime:
        """The instant of a local time of the reader."""
        return dt.datetime.combine(day, time, zone_of(self.timezone)).astimezone(dt.UTC)


def chosen(agreement: Agreement, asked: Iterable[str]) -> str:
    """The first of the languages asked for that the agreement has; else its own."""
    return next((each for each in asked if each in agreement.languages), agreement.languages[0])


def day_in(timezone: str, now: dt.datetime) -> dt.date:
    """Which day it is there."""
    return now.astimezone(zone_of(timezone)).date()


@lru_cache(maxsize=64)
def _table(wanted: frozenset[str], first: int) -> holidays.HolidayTable:
    return holidays.table(wanted, range(first, first + YEARS_AHEAD + 1))


class Teller:
    """Says an agreement to a reader: its texts in their language, or in the agreement's first, marked as such."""

    def __init__(self, agreement: Agreement, reader: Reader) -> None:
        self.agreement, self.reader = agreement, reader
        self.words = speak(_spoken(reader.language), isolating=True)
        self.holidays = _table(regions(agreement, reader.contract), reader.today.year)

    @property
    def direction(self) -> Direction:
        """Of the page."""
        return "rtl" if self.words.right_to_left else "ltr"

    def own(self, sentence: str, tone: Tone = "") -> Said:
        """Something that the desk says, in its words."""
        return Said(sentence, tone=tone)

    def text(self, text: Text, tone: Tone = "") -> Said:
        """A text of the agreement."""
        for language in (self.reader.language, *self.agreement.languages):
            if language in text:
                return self._marked(Said(text[language], tone=tone), language)
        return Said("", tone=tone)

    def _marked(self, said: Said, language: str) -> Said:
        if language == self.words.language:
            return said
        direction: Direction = "rtl" if speak(language).right_to_left else "ltr"
        return replace(said, language=language, direction=direction)

    def lines(self, *texts: Text) -> Lines:
        """Those of the texts that say anything."""
        return tuple(said for said in map(self.text, texts) if said.text)

    def terms(self, plan: str) -> Terms:
        """What the plan promises at the reader's place."""
        return resolve(self.agreement, plan, self.reader.contract, self.holidays)

    def calendar(self, id: str) -> Calendar:
        """A calendar of the agreement at the reader's place."""
        return calendar_of(self.agreement, id, self.reader.contract, self.holidays)

    def place(self) -> str:
        """Where the reader is, by the city of their time zone."""
        return place_name(self.words, self.reader.timezone)

    def country(self) -> str:
        """What the country is called whose holidays count; empty where none is known."""
        code = self.reader.country
        return str(self.words.locale.territories.get(code, code)) if code else ""

    def moment(self, at: dt.datetime) -> str:
        """An instant by the reader's clock: weekday, day and time."""
        local = at.astimezone(zone_of(self.reader.timezone))
        parts = {
            "date": self.words.by_skeleton("MMMEd", local.date()),
            "time": self.words.time(local.replace(second=0)),
        }
        return self.words.gettext("%(date)s, %(time)s") % parts


def place_name(words: Words, timezone: str) -> str:
    """A time zone by its city, as people speak of it; by its name where it has none."""
    known = timezone in get_global("zone_territories")
    return get_timezone_location(timezone, locale=words.locale, return_city=True) if known else zone_name(timezone)


def sign(t: Teller, priority: str) -> str:
    """A priority in a sentence: by its sign (P2), or by its name where its id is none."""
    return priority if len(priority) <= LONG_ID else t.words.text(t.agreement.priority(priority).name)


@cache
def places() -> tuple[str, ...]:
    """The time zones that one can choose, by their names in the IANA database."""
    known = get_global("zone_territories").keys() & time_zones()
    return ("UTC", *sorted(zone for zone in known if not zone.startswith("Etc/")))


def _spoken(language: str) -> str:
    """The language in which the desk itself speaks to whoever chose that one."""
    return language if language == "en" or (LOCALE_FOLDER / language).is_dir() else "en"
