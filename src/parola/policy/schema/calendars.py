"""Opening hours, and the dates that differ from them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from parola.policy.fields import Dates, DayHours, Id, Part, WeekLine, Words, listed


class Closure(Part):
    """Dates that are not worked."""

    dates: Dates
    """A date, a span of dates, or month and day for every year."""
    name: Words
    """Why it is closed."""


class Special(Part):
    """Hours that replace those of given dates; they beat holidays and closures."""

    dates: Dates
    """A date, or a span of dates."""
    hours: DayHours
    """The hours of each of these days, or `closed`."""
    name: Words
    """Why the hours are others."""


class Calendar(Part):
    """Opening hours: a time zone, a week and its exceptions; or the union or intersection of other calendars."""

    name: Words
    """What it is called."""
    hours: Annotated[list[WeekLine], BeforeValidator(listed, json_schema_input_type=WeekLine | list[WeekLine])] = []
    """The weekly hours, one line or several."""
    timezone: str = "contract"
    """An IANA time zone, a fixed distance from UTC (+03:00), or `contract` for the contract's."""
    holidays: str = "none"
    """Whose public holidays are not worked: `contract`, a country (SK), a country and subdivision (ES-MD), or `none`."""
    closures: dict[Id, Closure] = {}
    """Other dates that are not worked."""
    special: dict[Id, Special] = {}
    """Dates with other hours."""
    any_of: list[str] = []
    """Open when any of these calendars is."""
    all_of: list[str] = []
    """Open when all of these calendars are."""
