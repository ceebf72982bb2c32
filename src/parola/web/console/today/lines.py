"""Tickets that need the reader, each in the one section that says best why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.tickets import asking, projection, queries
from parola.desk.tickets.doings import answered_since_acted
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import AlarmFired, Recorded
from parola.sla.agreement import Metric
from parola.sla.alarms import REMIND
from parola.sla.clock import State
from parola.sla.timeline import Timeline
from parola.web import brief
from parola.web.due import Due, next_due
from parola.web.marks import PriorityMark, priority_mark

PROMISES, UPDATES, ANSWERS, DECISIONS, HELD, LATER = "promises", "updates", "answers", "decisions", "held", "later"
DRAFTS, BACK = "drafts", "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ticket, how its next promise stands, and what else there is to know of it."""

    section: str
    reference: str
    subject: str
    customer: str
    priority: PriorityMark
    due: Due
    due_at: str
    """When it is due, at a glance; empty where that is past or unknown."""
    notes: Sequence[str] = ()

    @property
    def running_until(self) -> datetime | None:
        """When its promise will be missed, if it can still be kept."""
        return self.due.at if self.due.pending and self.due.state is State.RUNNING else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A ticket with its record and its clocks."""

    ticket: Ticket
    rows: Sequence[queries.Row]
    history: Sequence[Recorded]
    timeline: Timeline


def matters(tickets: Sequence[Ticket]) -> Iterator[Matter]:
    """Each of the tickets with its clocks, from one query of their events."""
    kept = queries.records(tickets)
    for ticket in tickets:
        history = [*map(queries.recorded, kept[ticket.pk])]
        timeline = projection.timeline(history, queries.terms(ticket))
        yield Matter(ticket=ticket, rows=kept[ticket.pk], history=history, timeline=timeline)


def own(matter: Matter, person: Person, until: datetime, now: datetime, *, begun: bool = False) -> Line:
    """A ticket of the reader's, or on which they have `begun` to write; in the section LATER it needs nothing of theirs until then."""
    due = next_due(matter.timeline, now)
    answered = answered_since_acted(matter.rows, person)
    terms = queries.terms(matter.ticket)
    proposed = projection.standing_proposal(matter.history, matter.timeline, terms) is not None
    wanted = asking.undecided(matter.ticket, matter.history) is not None
    held = projection.held_replies(matter.history)
    section = next(
        section
        for section, holds in (
            (UPDATES, _comes(due, until) and matter.ticket.due_metric == Metric.UPDATE),
            (PROMISES, _comes(due, until)),
            (ANSWERS, answered is not None),
            (BACK, matter.ticket.handover == "returned"),
            (DECISIONS, proposed or wanted),
            (DRAFTS, begun),
            (HELD, held),
            (LATER, True),
        )
        if holds
    )
    notes = [
        *([_("The customer wrote, %(at)s") % {"at": brief.instant(answered, now)}] if answered else []),
        *([_("It came back with a question")] if matter.ticket.handover == "returned" else []),
        *([_("The priority can be lowered")] if proposed else []),
        *([_("The customer asks for another priority")] if wanted else []),
        *(_("Your reply is sent at %(at)s") % {"at": brief.near(each.release_at, now)} for each in held.values()),
        *([_("You began to write")] if begun else []),
        *([_("A draft of the update is ready")] if section == UPDATES and _reminded(matter) else []),
    ]
    return line(matter, section, due, now, notes)


def line(matter: Matter, section: str, due: Due, now: datetime, notes: Iterable[str] = ()) -> Line:
    """The ticket as a line of that section."""
    ticket = matter.ticket
    return Line(
        section=section,
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        customer=str(ticket.organization or ticket.requester),
        priority=priority_mark(queries.terms(ticket), ticket.priority),
        due=due,
        due_at=brief.near(due.at, now) if due.at and due.state is State.RUNNING else "",
        notes=tuple(notes),
    )


def _comes(due: Due, until: datetime) -> bool:
    """Whether the promise is missed and still waits to be done, or will be missed by then."""
    awaited = due.pending and due.state in (State.RUNNING, State.MISSED)
    return awaited and due.at is not None and due.at <= until


def _reminded(matter: Matter) -> bool:
    """Whether the desk has reminded of the update that is due next."""
    fired = [event.fact for event in matter.history if isinstance(event.fact, AlarmFired)]
    return any(fact.step == REMIND and fact.due == matter.ticket.due_at for fact in fired)
