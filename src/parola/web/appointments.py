"""Appointments that came with a mail, as pages tell them: what is asked, about what, when in the reader's zone, where, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.desk.mail.models import Received
from parola.sla.spans import Span
from parola.web.templatetags.parola import words

TITLES = {
    "request": gettext_lazy("Invitation to an appointment"),
    "cancel": gettext_lazy("An appointment is called off"),
    "reply": gettext_lazy("Answer to an invitation"),
    "counter": gettext_lazy("Another time is proposed"),
}
ANSWERS = {
    "accepted": gettext_lazy("accepted"),
    "declined": gettext_lazy("declined"),
    "tentative": gettext_lazy("perhaps"),
}
_DAY = len("2026-11-24")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One appointment. Empty is what is not known."""

    title: str
    summary: str
    when: str
    where: str
    organizer: str
    repeats: bool
    answer: str


def told(mail: Received) -> list[Told]:
    """Those of a mail."""
    return [_told(each) for each in mail.appointments]


def _told(appointment: Mapping[str, Any]) -> Told:
    return Told(
        title=str(TITLES.get(appointment["method"], _("Appointment"))),
        summary=appointment["summary"],
        when=_when(appointment["starts"], appointment["ends"]),
        where=appointment["where"],
        organizer=appointment["organizer"],
        repeats=appointment["repeats"],
        answer=str(ANSWERS.get(appointment["answer"], "")),
    )


def _when(starts: str, ends: str) -> str:
    """From when to when: instants in the reader's zone; days and local times as they stand."""
    if not starts:
        return ""
    if len(starts) == _DAY:
        return words().span(_days(starts, ends), "UTC")
    start, end = datetime.fromisoformat(starts), datetime.fromisoformat(ends or starts)
    if start.tzinfo is None or end.tzinfo is None:
        start, end, zone = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), "UTC"
    else:
        zone = timezone.get_current_timezone_name()
    return words().span(Span(start, end), zone) if end > start else words().moment(start, zone)


def _days(first: str, last: str) -> Span:
    start = datetime.combine(date.fromisoformat(first), datetime.min.time(), UTC)
    end = datetime.combine(date.fromisoformat((last or first)[:_DAY]), datetime.min.time(), UTC) + timedelta(days=1)
    return Span(start, max(end, start + timedelta(days=1)))
