"""A request as its customer sees it: what was promised and how that stands, and the conversation without what is internal."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.mail.queries import mails_of
from parola.desk.tickets import following, projection, queries
from parola.desk.tickets import vocabulary as said
from parola.desk.tickets.entitled import told, why_undue
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Item
from parola.desk.tickets.vocabulary import taken_over
from parola.sla.agreement import Terms
from parola.sla.attainment import outcome
from parola.sla.clock import Clock, State
from parola.sla.hours import Text
from parola.sla.timeline import Timeline
from parola.web import appointments, steps
from parola.web.appointments import Told
from parola.web.attachments import Shown, listed
from parola.web.history import noted_later, written
from parola.web.labels import STATUSES
from parola.web.marks import STATUS_TONES, PriorityMark, Status, priority_mark
from parola.web.markup.looks import Look, look
from parola.web.portal.circle import Circle, circle
from parola.web.portal.doings import Doings, doings
from parola.web.portal.promise import Promise, promise
from parola.web.portal.whereabouts import Whereabouts, whereabouts
from parola.web.sentences import Teller, other_tickets, teller_of
from parola.web.templatetags.parola import words

IN_SIGHT = 3
"""Promises that are shown at once; the rest is behind their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A promise, and how its time came about, step by step."""

    promise: Promise
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in the conversation. `kind`: `customer`, `support`, `automatic`, or `happened` (told in a sentence)."""

    kind: str
    seq: int
    at: datetime
    recorded_at: datetime | None = None
    sentence: str = ""
    author: str = ""
    text: str = ""
    attachments: list[Shown] = field(default_factory=list)
    look: Look | None = None
    mailed: bool = False
    """It came by mail, of which the conversation may show less than all."""
    appointments: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says."""

    reference: str
    subject: str
    brand: str
    opened_at: datetime
    status: Status
    priority: PriorityMark
    definition: Text
    plan: Text
    told: list[str]
    """What is to be known of what the plan includes; nothing once the ticket is under other terms."""
    undue: str
    """Why nothing is due, if nothing is."""
    promises: list[Explained]
    further: list[Explained]
    """What is due later than the first few, or was kept."""
    missed: list[Explained]
    """Of earlier promises those that were not kept."""
    entries: list[Entry]
    at_work: bool
    instead: str
    goes_on_elsewhere: bool
    """Whether what is written now goes on in another request, since this one was closed too long ago."""
    circle: Circle
    whereabouts: Whereabouts | None
    closes_at: datetime | None
    """When it closes by itself, if nobody answers."""
    doings: Doings
    came: datetime | None
    """When it was taken over from another desk; what ended there was none of our promises."""


def page(ticket: Ticket, person: Person, now: datetime) -> Page:
    """The page of a ticket that the gate let through."""
    items = for_customers(ticket, person)
    terms, history = queries.terms(ticket), queries.history(ticket)
    came = taken_over(history)
    timeline = since(projection.timeline(history, terms).at(now), came, now)
    teller = teller_of(ticket, items, now, other_tickets(items, person, "portal:ticket"))
    promises = _promises(timeline, terms, now)
    return Page(
        reference=ticket.reference,
        subject=ticket.subject or _("(no subject)"),
        brand=ticket.brand.name,
        opened_at=ticket.opened_at,
        status=status(ticket),
        priority=priority_mark(terms, ticket.priority),
        definition=terms.agreement.priority(ticket.priority).definition,
        plan=terms.plan.name,
        told=[] if terms.before else list(told(words(), projection.opening(history), terms)),
        undue=why_undue(words(), history, timeline, terms, now),
        promises=promises[:IN_SIGHT],
        further=promises[IN_SIGHT:],
        missed=_missed(timeline, terms, now),
        entries=_entries(ticket, items, teller),
        at_work=ticket.status in queries.AT_WORK,
        instead=_goes_on(ticket, person, teller),
        goes_on_elsewhere=following.is_too_late(ticket, now),
        circle=circle(ticket, person),
        whereabouts=whereabouts(ticket, history, terms),
        closes_at=queries.closes_at(ticket),
        doings=doings(ticket, person, now, history),
        came=came,
    )


def since(timeline: Timeline, came: datetime | None, now: datetime) -> Timeline:
    """The timeline without the clocks that ended before the request came here."""
    if came is None:
        return timeline
    ends = ((clock, outcome(clock, now)) for clock in timeline.clocks)
    return replace(timeline, clocks=tuple(clock for clock, how in ends if how is None or how.at > came))


def _goes_on(ticket: Ticket, person: Person, teller: Teller) -> str:
    """Where the matter of a merged request or a duplicate goes on, as a link; empty where the reader takes no part in that."""
    other = queries.going_on(ticket, person)
    return teller.tickets.get(other.pk, "") if other != ticket else ""


def _promises(timeline: Timeline, terms: Terms, now: datetime) -> list[Explained]:
    """What was missed first, then what is promised now in the order in which it is due, and what was kept last."""

    def place(clock: Clock) -> tuple[bool, bool, bool, datetime]:
        missed = clock.state(now) is State.MISSED and not clock.goal
        return not missed, clock.ended is not None, clock.due is None, clock.due or clock.began

    return [_explained(clock, timeline, terms, now) for clock in sorted(timeline.present, key=place)]


def _missed(timeline: Timeline, terms: Terms, now: datetime) -> list[Explained]:
    """The promises that others have followed and that were not kept, the latest first."""
    past = [clock for clock in timeline.clocks if clock not in timeline.present]
    missed = [clock for clock in past if clock.state(now) is State.MISSED and not clock.goal]
    return [_explained(clock, timeline, terms, now) for clock in reversed(missed)]


def _explained(clock: Clock, timeline: Timeline, terms: Terms, now: datetime) -> Explained:
    told = steps.lines(clock, timeline, terms, now)
    return Explained(promise=promise(clock, now, timeline.waiting_for or ""), steps=told)


def for_customers(ticket: Ticket, person: Person) -> list[Item]:
    """The conversation as a customer reads it, also where the reader works for the vendor too."""
    return [item for item in queries.conversation(ticket, person) if queries.for_customers(item.recorded)]


def status(ticket: Ticket) -> Status:
    """Where the ticket stands, in words for its customer."""
    for_reader = ticket.status == Ticket.Status.WAITING and ticket.waiting_for == "customer"
    text = _("Waiting for your answer") if for_reader else str(STATUSES[ticket.status])
    return Status(text=text, tone="soon" if for_reader else STATUS_TONES[ticket.status])


def _entries(ticket: Ticket, items: Sequence[Item], teller: Teller) -> list[Entry]:
    """The conversation in the order in which it took place, each message with what came along."""
    in_time, mailed = sorted(items, key=lambda item: item.recorded.at), mails_of(ticket)
    told = [replace(_entry(item, teller), attachments=listed(item.body, ticket.reference)) for item in in_time]
    return [
        replace(entry, mailed=True, appointments=appointments.told(mailed[entry.seq])) if entry.seq in mailed else entry
        for entry in told
    ]


def _entry(item: Item, teller: Teller) -> Entry:
    event = item.recorded
    match event.fact:
        case said.Opened():
            return _written(item, teller, "customer")
        case said.Message() as fact:
            return _written(item, teller, fact.side)
        case _:
            return Entry(kind="happened", seq=event.seq, at=event.at, sentence=teller.sentence(event))


def _written(item: Item, teller: Teller, kind: str) -> Entry:
    return Entry(
        kind=kind,
        seq=item.recorded.seq,
        at=item.recorded.at,
        recorded_at=noted_later(item.recorded),
        author=teller.speaker(item.recorded),
        text=written(item),
        look=look(item.body.html, item.body.text) if item.body else None,
    )
