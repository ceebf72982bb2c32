"""Tickets at work counted, each number with the filter of the queue that shows exactly these tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.tickets.workload import AtWork
from parola.web.console.filtering import address

AHEAD = (1, 2, 4, 8)
"""In hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are of a kind, in words, and where they are listed."""

    key: str
    text: str
    number: int
    tone: str
    icon: str
    address: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted: which tickets, and the filter that says the same."""

    key: str
    text: str
    tone: str
    icon: str
    narrowed: tuple[str, ...]
    holds: Callable[[AtWork, datetime], bool]


def kinds() -> list[Kind]:
    """All that a row of the board counts, in the reader's language."""
    missed = Kind("missed", _("Missed"), "missed", "triangle-alert", ("due:missed",), AtWork.missed)
    nobody = Kind("nobody", _("Unassigned"), "calm", "inbox", ("assignee:nobody",), _is_nobodys)
    waiting = Kind("waiting", _("Waiting for the customer"), "still", "pause", ("waiting:customer",), _waits)
    whole = Kind("all", _("At work"), "calm", "clock", (), lambda _ticket, _now: True)
    return [missed, *map(_ahead, AHEAD), nobody, waiting, whole]


def tallies(tickets: Sequence[AtWork], narrowed: tuple[str, ...], now: datetime) -> list[Tally]:
    """The tickets, which `narrowed` shows in the queue, counted by every kind."""
    return [
        Tally(
            key=kind.key,
            text=kind.text,
            number=sum(kind.holds(ticket, now) for ticket in tickets),
            tone=kind.tone,
            icon=kind.icon,
            address=address(*narrowed, *kind.narrowed),
        )
        for kind in kinds()
    ]


def _ahead(hours: int) -> Kind:
    def holds(ticket: AtWork, now: datetime) -> bool:
        return ticket.due_by(now + timedelta(hours=hours), now)

    text = ngettext("Due in %(hours)s hour", "Due in %(hours)s hours", hours) % {"hours": hours}
    return Kind(f"{hours}h", text, "soon", "timer", (f"due<{hours}h", "-due:missed"), holds)


def _is_nobodys(ticket: AtWork, _now: datetime) -> bool:
    return ticket.assignee_id is None


def _waits(ticket: AtWork, _now: datetime) -> bool:
    return ticket.waits_for_customer
