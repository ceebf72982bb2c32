"""A ticket as a page: its conversation, its clocks, its customer, and what the reader may do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_of
from parola.desk.accounts.spelling import looks_like_another
from parola.desk.knowledge.models import Translation
from parola.desk.mail.models import Sent
from parola.desk.mail.returns import undeliverable
from parola.desk.problems.known_errors import told_to
from parola.desk.problems.models import Problem
from parola.desk.problems.queries import of_ticket
from parola.desk.tickets import held, projection, proposals, putting_by, queries, replies
from parola.desk.tickets.entitled import why_undue
from parola.desk.tickets.kinds import searches
from parola.desk.tickets.kinds.courses import LoweringProposed
from parola.desk.tickets.kinds.misses import MissExplained
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.proposals import Proposal
from parola.desk.tickets.vocabulary import AlarmFired, Fact, Recorded
from parola.policy.timezones import zone_name
from parola.sla.agreement import Terms
from parola.sla.clock import Clock, State
from parola.sla.hours import Text
from parola.sla.timeline import Timeline
from parola.sla.zones import zone_of
from parola.web import brief
from parola.web.console.acquaintance import Acquaintance, acquaintance
from parola.web.console.assignees import team_names
from parola.web.console.circle import Circle, circle
from parola.web.console.conversation import Entry, Folded, entries, fold
from parola.web.console.course import Draft, Tiers, draft, tiers
from parola.web.console.elsewhere import Lived, lived
from parola.web.console.handover import Handed, handed
from parola.web.console.known import Known, known
from parola.web.console.mails import mails
from parola.web.console.more.deeds import Deed, offers
from parola.web.console.updates import Update, update_due
from parola.web.due import Due, all_due, of_clock
from parola.web.entitled import Entitled, offers_calendars, panel
from parola.web.labels import STATUSES, VOIDS
from parola.web.marks import STATUS_TONES, PriorityMark, Status, priority_mark
from parola.web.sentences import Line, other_tickets, teller_of, waited_for
from parola.web.templatetags.parola import words

NO_NEWS: tuple[type[Fact], ...] = (AlarmFired, LoweringProposed, MissExplained, *searches.FACTS)
"""What changes nothing that is written: the desk's own alarms and proposals, and that somebody looked for a solution."""
LATEST_EVENTS = 20
"""So many are in the history beside the conversation; all of them have a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCard:
    """A clock, where it is looked up again, and where its explanation is. `ended`: when it was done; `zone`: the customer's."""

    due: Due
    zone: str
    cycle: int
    ended: datetime | None
    now: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The cycles that others of their metric have followed, the latest first, and how many of them were kept and missed."""

    clocks: list[ClockCard]
    kept: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Whose ticket it is, and whether they are at work now."""

    name: str
    email: str
    odd: bool
    """The address has letters that look like others."""
    unreachable: Sent | None
    organization: str
    organization_key: int | None
    timezone: str
    local_time: str
    has_hours: bool
    """Whether their contract chose hours, which run or do not."""
    is_open: bool
    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A button that moves the ticket on. `address`: where something is to be filled in first."""

    value: str
    text: str
    icon: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A lower priority that waits for a decision."""

    proposal: Proposal
    before: PriorityMark
    after: PriorityMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """What the reader may do here."""

    reply: bool
    note: bool
    assign: bool
    change_priority: bool
    change_terms: bool
    move: bool

    @property
    def any(self) -> bool:
        """Whether there is any action beside writing."""
        return self.assign or self.change_priority or self.move


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What of a long conversation a reader looks at: so many more of the earlier entries, or as far back as this event."""

    earlier: int = 0
    event: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the page says. `seq` is the last event it shows: what is sent from it says so."""

    reference: str
    seq: int
    subject: str
    brand: str
    opened_at: datetime
    zone: str
    """The customer's."""
    status: Status
    priority: PriorityMark
    assignee: str
    team: str
    tier: int
    informed: int | None
    """The tier that was informed of the ticket, where the plan has it not."""
    language: str
    hours: Text
    entitled: Entitled
    lived: Lived | None
    """Where it was before, if it was taken over from another desk."""
    undue: str
    clocks: list[ClockCard]
    past: Past
    entries: list[Entry]
    folded: Folded
    news: list[Line]
    """Of the latest events those that somebody who writes ought to know, but for the reader's own."""
    history: list[Line]
    """The latest events, of how many in all."""
    events: int
    customer: Customer
    can: Can
    moves: list[Move]
    more: list[Deed]
    instead: SafeString | str
    held_until: datetime | None
    draft: Draft | None
    tiers: Tiers | None
    handed: Handed | None
    proposal: Proposed | None
    update: Update | None
    """The update that the customer is to have soon."""
    known: Acquaintance
    solutions: Known | None
    circle: Circle
    closes_at: datetime | None
    """When the ticket closes by itself, if nobody answers."""
    caused: Problem | None
    """From which problem it comes."""
    known_error: Translation | None
    """What that problem's article says to the customer."""
    opens_problems: bool
    """Whether the reader may link it to one."""


def page(ticket: Ticket, person: Person, now: datetime, looking: Looking | None = None) -> Page:
    """The page of a ticket that the gate let through, with as much of its conversation as is looked at."""
    events, terms = queries.history(ticket), queries.terms(ticket)
    waiting = projection.held_replies(events)
    looking = looking or Looking()
    folded = fold(events, waiting, earlier=looking.earlier, within=looking.event)
    latest = events[-LATEST_EVENTS:]
    items = queries.items([*folded.events, *(event for event in latest if event not in folded.events)], waiting)
    timeline = projection.timeline(events, terms).at(now)
    teller = teller_of(ticket, items, now, other_tickets(items, person, "console:ticket"))
    can, gone, caused = _can(person, ticket), putting_by.on(ticket), of_ticket(person, ticket)
    return Page(
        reference=ticket.reference,
        seq=ticket.last_event_seq,
        subject=ticket.subject or _("(no subject)"),
        brand=ticket.brand.name,
        opened_at=ticket.opened_at,
        zone=terms.timezone,
        status=_status(ticket),
        priority=priority_mark(terms, ticket.priority),
        assignee=str(ticket.assignee or ""),
        team=team_names(held.teams_of([ticket])[ticket.pk]),
        tier=ticket.holder,
        informed=ticket.tier if ticket.tier not in terms.plan.tiers else None,
        language=dict(settings.LANGUAGES).get(ticket.language, ticket.language),
        hours=terms.plan.hours,
        entitled=panel(ticket, events, terms),
        lived=lived(events, timeline, terms, now),
        undue=why_undue(words(), events, timeline, terms, now),
        clocks=_cards(ticket, timeline.present, now),
        past=_past(ticket, timeline, now),
        entries=entries(ticket.reference, items, teller, mails(ticket, {event.seq for event in folded.events})),
        folded=folded,
        news=[
            teller.line(event) for event in latest if event.actor != person.pk and not isinstance(event.fact, NO_NEWS)
        ],
        history=[teller.line(event) for event in latest],
        events=len(events),
        customer=_customer(ticket, terms, now),
        can=can,
        moves=list(_moves(ticket, terms)) if can.move else [],
        more=list(offers(ticket, events, person)),
        instead=teller.tickets.get(ticket.instead_id or 0, ""),
        held_until=held_until(ticket, now),
        draft=draft(ticket, events, terms, timeline, now) if can.reply else None,
        tiers=tiers(events, terms, timeline, person, now),
        handed=handed(ticket, events, replies=can.reply, moves=can.move),
        proposal=_proposal(ticket, terms, events, now),
        update=update_due(timeline, gone, now) if can.reply else None,
        known=acquaintance(ticket, person),
        solutions=known(ticket, events, gone),
        circle=circle(ticket, person),
        closes_at=projection.closes_at(events, timeline, terms),
        caused=caused,
        known_error=told_to(ticket, caused) if caused else None,
        opens_problems=Act.OWN_PROBLEMS in acts_of(person, ticket.brand) and not ticket.void,
    )


def _proposal(ticket: Ticket, terms: Terms, events: Sequence[Recorded], now: datetime) -> Proposed | None:
    found = proposals.standing(ticket=ticket, now=now, history=events)
    if found is None:
        return None
    before, after = (priority_mark(terms, key) for key in (found.fact.before, found.fact.priority))
    return Proposed(proposal=found, before=before, after=after)


def clock_of(timeline: Timeline, kind: str, cycle: int) -> Clock | None:
    """The clock of that kind, as addresses have it, and cycle, if the ticket has it."""
    return next((clock for clock in timeline.clocks if kind_of(clock) == kind and clock.cycle == cycle), None)


def kind_of(clock: Clock) -> str:
    """The metric as addresses have it, with the threshold where there are several: `first_response.outer`."""
    return f"{clock.metric}.{clock.threshold}" if clock.threshold else clock.metric.value


def held_until(ticket: Ticket, now: datetime) -> datetime | None:
    """When a reply written now would leave; None if at once."""
    opens_at = replies.opens_at(ticket, now)
    return opens_at if opens_at > now else None


def _cards(ticket: Ticket, clocks: Iterable[Clock], now: datetime) -> list[ClockCard]:
    return [clock_card(ticket, clock, due) for clock, due in all_due(clocks, now)]


def _past(ticket: Ticket, timeline: Timeline, now: datetime) -> Past:
    followed = [clock for clock in timeline.clocks if clock not in timeline.present]
    states = [clock.state(now) for clock in followed]
    latest = sorted(followed, key=lambda clock: clock.began, reverse=True)
    return Past(
        clocks=[clock_card(ticket, clock, of_clock(clock, now)) for clock in latest],
        kept=states.count(State.MET),
        missed=states.count(State.MISSED),
    )


def clock_card(ticket: Ticket, clock: Clock, due: Due) -> ClockCard:
    """The card of a clock that stands so."""
    place = [ticket.reference, kind_of(clock), clock.cycle]
    return ClockCard(
        due=due,
        zone=queries.terms(ticket).timezone,
        cycle=clock.cycle,
        ended=clock.done,
        now=reverse("console:clock", args=place),
        why=reverse("console:why", args=place),
    )


def _status(ticket: Ticket) -> Status:
    text = str(VOIDS.get(ticket.void) or STATUSES[ticket.status])
    if ticket.status == Ticket.Status.WAITING:
        text = _("Waiting for %(what)s") % {"what": waited_for(ticket.waiting_for)}
    return Status(text=text, tone=STATUS_TONES[ticket.status])


def _customer(ticket: Ticket, terms: Terms, now: datetime) -> Customer:
    hours = terms.calendars["contract"]
    is_open = hours.is_open(now)
    return Customer(
        name=str(ticket.requester),
        email="" if ticket.requester.erased_at else ticket.requester.email,
        odd=looks_like_another(ticket.requester.email),
        unreachable=undeliverable([ticket.requester]).get(ticket.requester.pk),
        organization=str(ticket.organization or ""),
        organization_key=ticket.organization_id,
        timezone=zone_name(terms.timezone),
        local_time=brief.clock_time(now, zone_of(terms.timezone)),
        has_hours=offers_calendars(terms),
        is_open=is_open,
        opens_at=None if is_open else hours.next_opening(now),
    )


def _can(person: Person, ticket: Ticket) -> Can:
    acts = acts_of(person, ticket.brand)
    closed = ticket.status == Ticket.Status.CLOSED
    return Can(
        reply=Act.REPLY in acts and not closed,
        note=Act.NOTE in acts,
        assign=Act.ASSIGN in acts and not closed,
        change_priority=Act.CHANGE_PRIORITY in acts and not closed,
        change_terms=Act.CHANGE_TERMS in acts and not closed,
        move=Act.MOVE in acts,
    )


def _moves(ticket: Ticket, terms: Terms) -> Iterator[Move]:
    if ticket.status == Ticket.Status.OPEN:
        for reason in waiting_reasons(terms):
            text = _("Wait for %(what)s") % {"what": waited_for(reason)}
            yield Move(value=f"wait:{reason}", text=text, icon="pause")
    if ticket.status == Ticket.Status.WAITING:
        yield Move(value="resume", text=_("Take up again"), icon="play")
    tier = queries.next_tier(ticket)
    if ticket.status in queries.AT_WORK and tier is not None:
        text = _("Escalate to tier %(tier)s") if tier in terms.plan.tiers else _("Inform tier %(tier)s")
        address = reverse("console:more", args=[ticket.reference, "escalate"])
        yield Move(value="", text=text % {"tier": words().number(tier)}, icon="users", address=address)
    if ticket.status in queries.AT_WORK:
        yield Move(value="resolve", text=_("Resolve"), icon="check")
    else:
        yield Move(value="reopen", text=_("Reopen"), icon="rotate-ccw")
    if ticket.status != Ticket.Status.CLOSED:
        yield Move(value="close", text=pgettext("to end a ticket", "Close"), icon="archive")


def waiting_reasons(terms: Terms) -> Sequence[str]:
    """For what a ticket can wait: the customer, and what else the agreement names."""
    named = {reason for reasons in terms.agreement.pauses.values() for reason in reasons}
    return ["customer", *sorted(named - {"customer"})]
