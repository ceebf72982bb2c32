"""Public holidays by country and subdivision, frozen into plain values.

The one user of the `holidays` library. A desk freezes a table when a contract's terms are pinned, so that a later
release of the library changes no due time that was promised.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from parola.sla.hours import Holiday, Text

YEARS = range(2005, 2076)
"""The years that a table covers when nothing else is said."""

LANGUAGES = ("en", "es", "it", "ar")
"""The languages in which names are kept, beside the country's own."""

ESTIMATED = "estimated)"
"""How the English name of a date ends that is not certain yet; every country with such dates has English names."""


class UnknownRegion(ValueError):
    """No holidays are known for this region."""


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """The public holidays of regions (`SK`, `ES-MD`) over a span of years."""

    regions: Mapping[str, tuple[Holiday, ...]]

    def of(self, region: str) -> tuple[Holiday, ...]:
        """The holidays of a region, in order; raises UnknownRegion where the table has none for it."""
        try:
            return self.regions[region]
        except KeyError:
            raise UnknownRegion(region) from None

    def as_dict(self) -> dict[str, Any]:
        """Plain data: names once each, then dates with the number of their name."""
        return {region: _packed(holidays) for region, holidays in self.regions.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> HolidayTable:
        """The table that `as_dict` wrote."""
        return cls({region: _unpacked(packed) for region, packed in data.items()})


def _packed(holidays: Iterable[Holiday]) -> dict[str, Any]:
    names: list[Text] = []
    dates: list[list[object]] = []
    for holiday in holidays:
        if holiday.name not in names:
            names.append(holiday.name)
        dates.append([holiday.date.isoformat(), names.index(holiday.name)])
    return {"names": [dict(name) for name in names], "dates": dates}


def _unpacked(packed: Mapping[str, Any]) -> tuple[Holiday, ...]:
    names = packed["names"]
    return tuple(Holiday(dt.date.fromisoformat(date), names[index]) for date, index in packed["dates"])


def table(regions: Iterable[str], years: Iterable[int] = YEARS) -> HolidayTable:
    """The public holidays of the regions, from the library; raises UnknownRegion."""
    wanted = tuple(years)
    return HolidayTable({region: _holidays(region, wanted) for region in sorted(set(regions))})


def is_estimated(holiday: Holiday) -> bool:
    """Whether the library only estimates the date (of the Islamic calendar, years ahead): it says so in the name."""
    return ESTIMATED in holiday.name.get("en", "")


def release() -> str:
    """The release of the library that tells the holidays."""
    return version("holidays")


@cache
def countries() -> tuple[str, ...]:
    """The countries whose holidays the library knows (ISO 3166, two letters)."""
    import holidays  # noqa: PLC0415  # a tenth of a second, for those who ask only

    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2))  # noqa: PLR2004


def subdivisions(country: str) -> tuple[str, ...] | None:
    """The subdivisions that have holidays of their own; None for a country that the library does not know (ISO 3166, two letters)."""
    kind = _country(country)
    return None if kind is None else tuple(kind.subdivisions)


def subdivision_name(country: str, code: str) -> str:
    """What a subdivision is called there; its code, where the library knows no name."""
    known: Mapping[str, str] = getattr(_country(country), "subdivisions_aliases", None) or {}
    return next((name for name, each in known.items() if each == code), code)


@cache
def _country(code: str) -> Any:
    """The library's class for a country; None if it has none. Only that country's part of the library is loaded."""
    import holidays  # noqa: PLC0415  # a tenth of a second, for those who ask only

    if not re.fullmatch("[A-Z]{2}", code):
        return None
    try:
        return type(holidays.country_holidays(code))
    except NotImplementedError:
        return None


@cache
def _holidays(region: str, years: tuple[int, ...]) -> tuple[Holiday, ...]:
    """The holidays of a region, names in every language of ours that the library has, and in the country's own.

    Dates that the library only estimates (of the Islamic calendar, years ahead) say so in their name.
    """
    country, _, subdivision = region.partition("-")
    kind = _country(country)
    if kind is None or (subdivision and subdivision not in kind.subdivisions):
        raise UnknownRegion(region)
    options: dict[str, Any] = {"subdiv": subdivision or None, "years": years}
    if "islamic_show_estimated" in inspect.signature(kind.__init__).parameters:
        options["islamic_show_estimated"] = True
    named = {language: kind(language=locale, **options) for language, locale in _locales(kind).items()}
    dates = sorted({date for one in named.values() for date in one})
    return tuple(
        Holiday(date, {language: one[date] for language, one in named.items() if date in one}) for date in dates
    )


def _locales(kind: Any) -> dict[str, str | None]:
    """The library's locale for each language: a name that it does not know exactly would silently give another one."""
    own = kind.default_language
    if own is None:
        return {"en": None}
    found: dict[str, str | None] = {_language(own): own}
    for locale in kind.supported_languages:
        if _language(locale) in LANGUAGES:
            found.setdefault(_language(locale), locale)
    return found


def _language(locale: str) -> str:
    return locale.partition("_")[0]
