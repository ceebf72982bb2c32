"""Appointments in a mail: what its calendar parts invite to, call off or answer, as far as a reader is told (RFC 5545, RFC 5546).

Read by a library, in the child that reads the mail, and only where the part is small. What cannot be read is an attachment, as it is
anyway.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from parola.desk.mail import charsets, mime

if TYPE_CHECKING:
    from icalendar import Component

_KINDS = ("text/calendar", "application/ics")
_LARGEST = 256 * 1024
_MOST_COMPONENTS = 300
_MOST = 5
_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One appointment. `method` says what the mail does about it (`request`, `cancel`, `reply`...); empty where it does not.

    `starts` and `ends` are instants in UTC, dates (whole days, the last included), or local times of no zone; each as ISO 8601, or empty.
    `organizer` is a name or an address. `repeats`: it is the first of several. `answer`: what a reply says (`accepted`, `declined`...).
    """

    method: str
    summary: str
    starts: str
    ends: str
    where: str
    organizer: str
    repeats: bool
    answer: str


def appointments(mail: mime.Part) -> tuple[Appointment, ...]:
    """The first few in the mail; each once, though it may come as a part and as a file."""
    parts = (part for part in mail.walk() if is_calendar(part) and not part.children)
    found = (each for part in islice(parts, _MOST) for each in _of(part.content()))
    return tuple(islice(dict.fromkeys(found), _MOST))


def is_calendar(part: mime.Part) -> bool:
    """Is this a calendar part?"""
    return part.kind in _KINDS


def _of(content: bytes) -> list[Appointment]:
    if len(content) > _LARGEST or content.upper().count(b"BEGIN:") > _MOST_COMPONENTS:
        return []
    try:
        return list(_events(content))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # whatever these bytes do to the library: the part is an attachment
        return []


def _events(content: bytes) -> Iterator[Appointment]:
    from icalendar import Calendar  # noqa: PLC0415  # takes a third of a second, and few mails need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it guessed a zone
        calendars = Calendar.from_ical(charsets.decode(content, "utf-8"), multiple=True)
    for calendar in calendars:
        method = _word(calendar.get("METHOD"))
        for event in calendar.walk("VEVENT"):
            told = event.get("SUMMARY") or event.get("DTSTART")
            if told and (event.get("RECURRENCE-ID") is None or method in ("cancel", "reply")):
                yield _appointment(event, method)


def _appointment(event: Component, method: str) -> Appointment:
    attendees = event.get("ATTENDEE") or []
    first = attendees[0] if isinstance(attendees, list) and attendees else attendees
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    end = ends.dt if ends is not None else (_lasting(event, starts.dt) if starts is not None else None)
    return Appointment(
        method=method,
        summary=_line(event.get("SUMMARY")),
        starts=_when(starts.dt) if starts is not None else "",
        ends=_last_day(end),
        where=_line(event.get("LOCATION")),
        organizer=_person(event.get("ORGANIZER") if method != "reply" else first),
        repeats=event.get("RRULE") is not None,
        answer=_word(getattr(first, "params", {}).get("PARTSTAT")) if method == "reply" else "",
    )


def _lasting(event: Component, start: date) -> date | None:
    duration = event.get("DURATION")
    return start + duration.dt if duration is not None else None


def _when(at: date) -> str:
    if isinstance(at, datetime) and at.tzinfo is not None:
        return at.astimezone(UTC).isoformat()
    return at.isoformat()


def _last_day(end: date | None) -> str:
    """The end; of whole days the last one, where the calendar names the one after it."""
    if end is None:
        return ""
    return _when(end) if isinstance(end, datetime) else date.fromordinal(end.toordinal() - 1).isoformat()


def _person(value: Any) -> str:
    """The name that somebody has in a calendar, else the address."""
    if not value:
        return ""
    return _line(getattr(value, "params", {}).get("CN")) or _line(value).lower().removeprefix("mailto:")


def _word(value: Any) -> str:
    return _line(value).lower()[:30]


def _line(value: Any) -> str:
    return charsets.one_line(str(value or ""))[:_LENGTH]
