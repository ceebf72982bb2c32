"""A ticket in one line, as the queue and other lists of the console show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.live import presence
from parola.desk.mail import doubts
from parola.desk.tickets import asking, drafts, held, projection, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Row as Event
from parola.sla.clock import State
from parola.sla.timeline import Timeline
from parola.web import brief
from parola.web.console.assignees import team_names
from parola.web.due import Due, next_due
from parola.web.labels import STATUSES
from parola.web.marks import PriorityMark, priority_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ticket in one line."""

    reference: str
    seen: int
    """The last event that the line tells of: what is done to the ticket from here is done as of it."""
    subject: str
    customer: str
    organization: str
    brand: str
    priority: PriorityMark
    status: str
    assignee: str
    tier: int
    team: str
    """Who holds it; empty where the brand has no teams."""
    language: str
    due: Due
    due_at: datetime | None
    """When it is due; None where that is past or unknown."""
    zone: str
    """The customer's."""
    doubted: bool
    """Whether some of it may be from somebody else."""
    proposed: bool
    """Whether a lower priority is proposed, and waits for a decision."""
    wanted: bool
    """Whether the customer asks for another priority, and waits for a decision."""
    present: str
    """Who else has it before them."""
    asks: bool
    """Whether the customer wrote last, and waits for words."""
    draft: bool = False
    """Whether the reader began to write on it."""
    handover: str = ""
    """`waiting`: its tier has still to take it; `returned`: it came back with a question."""
    known: bool = False
    """Whether a known solution fits and none was given yet."""


def rows(tickets: Sequence[Ticket], reader: Person, now: datetime) -> list[Row]:
    """The tickets, each in a line, at `now`. As many queries, however many there are."""
    here = presence.others_at(tickets, reader, now)
    events, doubted = queries.records(tickets), doubts.doubted(tickets)
    teams, begun = held.teams_of(tickets), drafts.begun(reader, tickets)

    def in_a_line(ticket: Ticket) -> Row:
        history, terms = [*map(queries.recorded, events[ticket.pk])], queries.terms(ticket)
        timeline = projection.timeline(history, terms)
        return row(
            ticket,
            timeline,
            now,
            team=team_names(teams[ticket.pk]),
            proposed=projection.standing_proposal(history, timeline, terms) is not None,
            wanted=asking.undecided(ticket, history) is not None,
            doubted=ticket.pk in doubted,
            present=brief.row(str(each.person) for each in here[ticket.pk]),
            asks=ticket.status in queries.AT_WORK and customer_wrote_last(events[ticket.pk]),
            draft=ticket.pk in begun,
        )

    return [*map(in_a_line, tickets)]


def row(
    ticket: Ticket,
    timeline: Timeline,
    now: datetime,
    *,
    team: str = "",
    proposed: bool = False,
    wanted: bool = False,
    doubted: bool = False,
    present: str = "",
    asks: bool = False,
    draft: bool = False,
) -> Row:
    """The ticket in one line, at `now`. `team`: the names of those who hold it."""
    due, terms = next_due(timeline, now), queries.terms(ticket)
    return Row(
        reference=ticket.reference,
        seen=ticket.last_event_seq,
        subject=ticket.subject or _("(no subject)"),
        customer=str(ticket.requester),
        organization=str(ticket.organization or ""),
        brand=ticket.brand.name,
        priority=priority_mark(terms, ticket.priority),
        status=str(STATUSES[ticket.status]),
        assignee=str(ticket.assignee or ""),
        tier=ticket.holder,
        team=team,
        language=ticket.language,
        due=due,
        due_at=due.at if due.state is State.RUNNING else None,
        zone=terms.timezone,
        proposed=proposed,
        wanted=wanted,
        doubted=doubted,
        present=present,
        asks=asks,
        draft=draft,
        handover=ticket.handover,
        known=ticket.solution == "found" and ticket.status in queries.AT_WORK,
    )


def customer_wrote_last(events: Sequence[Event]) -> bool:
    """Whether the last words that both sides may read are the customer's, beside those that the ticket opened with."""
    said = [event for event in events if event.kind == "message" and event.data.get("public")]
    return bool(said) and max(said, key=lambda event: (event.at, event.seq)).data.get("side") == "customer"
