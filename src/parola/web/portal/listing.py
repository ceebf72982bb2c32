"""The requests of a customer: their own, and for a manager the whole organization's, as far back as they go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import managed_by
from parola.desk.tickets import own, projection, queries, reading
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Message, Recorded, taken_over
from parola.sla.clock import Clock, State
from parola.sla.timeline import Timeline
from parola.web.due import Due, changes_at, next_due
from parola.web.marks import PriorityMark, Status, priority_mark
from parola.web.portal.finding import STATES, Find, asked_for
from parola.web.portal.ticket import since, status

SHOWN = 50
"""Requests on a page, of those at work and of those that are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request in short. `requester` is empty where it is the reader; `kept` and `missed` count the promises that have ended."""

    reference: str
    subject: str
    brand: str
    requester: str
    opened_at: datetime
    answered_at: datetime | None
    status: Status
    priority: PriorityMark
    due: Due
    kept: int
    missed: int
    unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some of the requests. `older` is the address of those before them; empty: there are none."""

    key: str
    title: str
    rows: list[Row]
    older: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page: what is at work, then what is done; or what was asked for."""

    manages: bool
    """Whether the reader sees the requests of others too, and may want their own alone."""
    mine: bool
    find: Find
    sections: list[Section]
    changes_at: datetime | None
    """When the next of what is shown falls due."""


def listing(person: Person, asked: Mapping[str, Any], now: datetime, *, door: Brand | None = None) -> Listing:
    """The requests that the person sees as a customer and asks for. `door`: of that vendor alone.

    The number of queries does not depend on how many they are.
    """
    find = Find(asked, person=person, door=door)
    wanted, after = find.wanted, str(asked.get("after", ""))
    parts = [wanted] if wanted.state else [replace(wanted, state=state) for state in ("work", "done")]
    pages = {part.state: own.page(asked_for(person, part, find.words), SHOWN, after) for part in parts}
    histories = histories_of([ticket for shown, _place in pages.values() for ticket in shown])
    read = reading.read_up_to([ticket for ticket, _history in histories.values()], person)
    sections = [
        Section(
            key=state,
            title=str(STATES[state]),
            rows=[row(*histories[each.pk], person, read.get(each.pk, 0), now) for each in shown],
            older=find.address(state=state, after=place) if place else "",
        )
        for state, (shown, place) in pages.items()
    ]
    return Listing(
        manages=managed_by(person).exists(),
        mine=wanted.mine,
        find=find,
        sections=[section for section in sections if section.rows],
        changes_at=changes_at((each.due for section in sections for each in section.rows), now),
    )


def histories_of(tickets: Sequence[Ticket]) -> dict[int, tuple[Ticket, list[Recorded]]]:
    """The tickets with their histories, by their keys, from one query."""
    kept = queries.records(tickets)
    return {each.pk: (each, [*map(queries.recorded, kept[each.pk])]) for each in tickets}


def row(ticket: Ticket, history: Sequence[Recorded], person: Person, read: int, now: datetime) -> Row:
    """The ticket in short, at `now`."""
    terms = queries.terms(ticket)
    timeline = since(projection.timeline(history, terms).at(now), taken_over(history), now)
    kept, missed = outcomes(timeline, now)
    return Row(
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        brand=ticket.brand.name,
        requester="" if ticket.requester == person else str(ticket.requester),
        opened_at=ticket.opened_at,
        answered_at=answered_at(history),
        status=status(ticket),
        priority=priority_mark(terms, ticket.priority),
        due=next_due(timeline, now),
        kept=kept,
        missed=missed,
        unread=reading.has_news(history, person, read),
    )


def outcomes(timeline: Timeline, now: datetime) -> tuple[int, int]:
    """How many promises were kept and missed by now; what was aimed at is no promise."""
    promised: list[Clock] = [clock for clock in timeline.at(now).clocks if not clock.goal]
    states = [clock.state(now) for clock in promised]
    return states.count(State.MET), states.count(State.MISSED)


def answered_at(history: Sequence[Recorded]) -> datetime | None:
    """When the support side last wrote to the customer."""
    said = (
        each.at
        for each in history
        if isinstance(each.fact, Message) and each.fact.public and each.fact.side == "support"
    )
    return max(said, default=None)
