"""What the vendors of the sample desk were asked in the year before the script begins: who, when and what. Seeded, and pure.

Requests come as they do: in the customer's working hours, hardly at weekends and on holidays, fewer in summer, more from year to
year; and there is one bad week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from parola.desk.teams.rota import instant_of
from parola.policy import holidays
from parola.sla.zones import zone_of

from . import script

TICKETS = 120
"""Of each vendor: so many, so that those of the script have the same numbers in every sample desk."""
BEGAN, ENDED = timedelta(days=375), timedelta(days=10)
BAD_WEEK = range(115, 122)
"""So many days ago: far more came, and people were sick."""
HOURS = {7: 1, 8: 4, 9: 8, 10: 9, 11: 8, 12: 5, 13: 3, 14: 5, 15: 7, 16: 6, 17: 3, 18: 1}
AT_ANY_HOUR = 0.3
"""The part of the gravest requests that comes by day and night."""
MONTHS = (1.1, 1.0, 1.05, 0.95, 1.0, 1.05, 0.8, 0.55, 1.25, 1.2, 1.1, 0.8)
MONDAY, FREE, CHRISTMAS, BAD, GROWTH = 1.3, 0.04, 0.25, 4, 0.7
FRIDAY_AND_SATURDAY = {"SA", "EG"}
"""Countries whose weekend is not Saturday and Sunday."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """A request and its answer in a language."""

    subject: str
    asks: str
    answer: str


class Asked(_Part):
    """Something that is asked now and then, in some of the brand's languages."""

    priority: str
    weight: int
    product: str = ""
    es: Text | None = None
    it: Text | None = None
    en: Text | None = None
    ar: Text | None = None

    def text(self, language: str) -> Text | None:
        """In that language, if somebody asks it so."""
        found: Text | None = getattr(self, language)
        return found


class Year(_Part):
    """What a vendor is asked. `channels` by the plan, empty for who has none; `sick`: who was away in the bad week."""

    channels: dict[str, list[str]]
    requesters: dict[str, int]
    sick: list[str]
    updates: dict[str, script.Ago] = {}
    """How often a customer is to hear, by the priority."""
    passed: list[str] = []
    """What is missing, when a ticket is handed to the next tier."""
    places: dict[str, list[str]]
    asked: list[Asked]


class Phrases(_Part):
    """What is said again and again in a language."""

    thanks: list[str]
    again: list[str]
    once_more: list[str]
    good: list[str]
    bad: list[str]
    lowered: list[str]
    explained: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of the year: from whom, when, what, by which channel. `chance` decides what becomes of it."""

    requester: str
    opened: datetime
    channel: str
    asked: Asked
    text: Text
    language: str
    hard: bool
    """Whether it came in the bad week."""
    chance: Random


def _read(name: str) -> Any:
    source = (files("parola.cli.demo") / "past" / f"{name}.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe", pure=True).load(source)


@cache
def phrases() -> Mapping[str, Phrases]:
    """By language."""
    return {language: Phrases.model_validate(said) for language, said in _read("phrases").items()}


@cache
def of(vendor: str) -> Year:
    """The year of the vendor of that file."""
    return Year.model_validate(_read(vendor))


def requests(name: str, vendor: script.Vendor, now: datetime) -> list[Request]:
    """What it was asked, in the order of time: the same for the same instant."""
    chance, year = Random(name), of(name)  # noqa: S311  # nothing secret
    customers, contracts = dict(vendor.customers()), _contracts(vendor)
    calendars = {key: _Days(contracts.get(key), customers[key].timezone, now) for key in year.requesters}
    found = []
    for place in range(TICKETS):
        key = chance.choices([*year.requesters], [*year.requesters.values()])[0]
        own = Random(f"{name} {place}")  # noqa: S311
        contract = contracts.get(key)
        found.append(
            _request(key, customers[key].language, contract.plan if contract else "", year, calendars[key], own)
        )
    return sorted(found, key=lambda request: request.opened)


def _contracts(vendor: script.Vendor) -> dict[str, script.Contract]:
    return {key: each.contract for each in vendor.organizations if each.contract for key in each.people}


def _request(key: str, language: str, plan: str, year: Year, days: _Days, chance: Random) -> Request:
    able = [asked for asked in year.asked if asked.text(language) is not None]
    asked = chance.choices(able, [each.weight for each in able])[0]
    text = asked.text(language)
    if text is None:
        raise ValueError(language)
    given = {"n": chance.randint(12, 48), "m": chance.randint(3, 9), "place": chance.choice(year.places[language])}
    filled = Text(**{name: said.format(**given) for name, said in text.model_dump().items()})
    gravest = asked.priority == year.asked[0].priority
    opened = days.any_instant(chance) if gravest and chance.random() < AT_ANY_HOUR else days.instant(chance)
    return Request(
        requester=key,
        opened=opened,
        channel=chance.choice(year.channels[plan]),
        asked=asked,
        text=filled,
        language=language,
        hard=days.ago(opened) in BAD_WEEK,
        chance=chance,
    )


class _Days:
    """When a customer asks: the days of the year, each with its weight."""

    def __init__(self, contract: script.Contract | None, timezone: str, now: datetime) -> None:
        self.timezone, self.now = timezone, now
        country = contract.country if contract else ""
        today = now.astimezone(zone_of(timezone)).date()
        self.days = [today - timedelta(days=ago) for ago in range(BEGAN.days, ENDED.days, -1)]
        free = {*_holidays(contract), *(day for day in self.days if _weekend(day, country))}
        self.weights = [_weight(day, day in free, (today - day).days) for day in self.days]

    def instant(self, chance: Random) -> datetime:
        """In working hours."""
        day = chance.choices(self.days, self.weights)[0]
        return self._at(day, chance.choices([*HOURS], [*HOURS.values()])[0], chance)

    def any_instant(self, chance: Random) -> datetime:
        """By day or night, on any day."""
        return self._at(chance.choice(self.days), chance.randrange(24), chance)

    def ago(self, at: datetime) -> int:
        """How many days before the present."""
        return (self.now - at).days

    def _at(self, day: date, hour: int, chance: Random) -> datetime:
        return instant_of(day, time(hour, chance.randrange(60), chance.randrange(60)), self.timezone)


def _holidays(contract: script.Contract | None) -> Sequence[date]:
    if contract is None:
        return []
    region = f"{contract.country}-{contract.subdivision}" if contract.subdivision else contract.country
    return [holiday.date for holiday in holidays.table([region]).regions[region]]


def _weekend(day: date, country: str) -> bool:
    return day.weekday() in ((4, 5) if country in FRIDAY_AND_SATURDAY else (5, 6))


def _weight(day: date, free: bool, ago: int) -> float:
    if free:
        return FREE
    weight = MONTHS[day.month - 1] * (1 - GROWTH * ago / BEGAN.days)
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 5):
        weight *= CHRISTMAS
    return weight * (MONDAY if day.weekday() == 0 else 1) * (BAD if ago in BAD_WEEK else 1)
