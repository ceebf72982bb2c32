"""For whom a policy is told: what the address asks for, else what the reader is known by, else what the brand says of itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils import translation

from parola.desk.agreements import queries
from parola.desk.agreements.public import Published
from parola.policy.page.reader import Reader, chosen, day_in
from parola.policy.timezones import time_zones
from parola.sla.agreement import Agreement
from parola.web.middleware import Request

LANGUAGE, ZONE, CALENDAR = "lang", "zone", "hours"
"""What an address may ask for."""


def reader_of(request: Request, shown: Published) -> Reader:
    """The reader. What an address asks for that there is not is passed over."""
    agreement = queries.agreement(shown.version)
    zone = _zone(request, shown)
    return Reader(
        language=chosen(agreement, _languages(request, shown)),
        timezone=zone,
        today=day_in(zone, request.now),
        calendar=_calendar(request, agreement),
    )


def _languages(request: Request, shown: Published) -> list[str]:
    asked = request.GET.get(LANGUAGE, "")
    return [asked, asked.partition("-")[0], translation.get_language() or "", shown.brand.language]


def _zone(request: Request, shown: Published) -> str:
    asked = request.GET.get(ZONE, "")
    if asked in time_zones():
        return asked
    if request.user.is_authenticated:
        return request.user.timezone
    return shown.brand.timezone


def _calendar(request: Request, agreement: Agreement) -> str | None:
    asked = request.GET.get(CALENDAR, "")
    return asked if asked in agreement.contract_calendars else None


def query(reader: Reader, **other: str) -> str:
    """What an address asks for that leads to the same reader, or to one who differs in something."""
    asked = {LANGUAGE: reader.language, ZONE: reader.timezone, CALENDAR: reader.calendar or ""} | other
    return urlencode({key: value for key, value in asked.items() if value})
