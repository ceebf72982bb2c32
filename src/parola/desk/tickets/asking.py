"""Another priority, asked for by the customer: what can be asked, which asking stands, and what a person decides.

Asking changes nothing by itself: the classification is the vendor's to change, for a reason that the customer is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger, queries, replies
from parola.desk.tickets.agreeing import known_facts
from parola.desk.tickets.dues import Preview
from parola.desk.tickets.forecasting import forecast
from parola.desk.tickets.kinds.voices import PriorityAsked, PriorityDeclined
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import PriorityRefused
from parola.desk.tickets.operations import BadState, NotAllowed, awakening, require, worded
from parola.desk.tickets.settling import may_settle
from parola.desk.tickets.vocabulary import Message, PriorityChanged, Recorded
from parola.sla import priority as priorities


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A priority that the customer asks for and nobody has decided about, and what it would do to the next due time."""

    seq: int
    at: datetime
    by: int | None
    fact: PriorityAsked
    preview: Preview


def wanted(ticket: Ticket, *, priority: str, impact: str, urgency: str) -> str:
    """The priority that is asked for: the one named, else what the agreement's matrix makes of impact and urgency.

    Raises BadState where that is none, or the one that the ticket has; PriorityRefused with the agreement's words.
    """
    terms = queries.terms(ticket)
    given = priority or priorities.by_matrix(terms.agreement, impact, urgency)
    if not given or given == ticket.priority or given in terms.plan.not_offered or given not in names(ticket):
        raise BadState(given or "")
    told = known_facts(queries.history(ticket)) | {"channel": ticket.channel}
    told |= {name: value for name, value in (("impact", impact), ("urgency", urgency)) if value}
    if guard := priorities.refusing(terms.agreement, given, told):
        raise PriorityRefused(given, guard.text, guard.clause)
    return given


def names(ticket: Ticket) -> frozenset[str]:
    """The priorities of the ticket's agreement."""
    return frozenset(each.id for each in queries.terms(ticket).agreement.priorities)


def ask(
    *,
    ticket: Ticket,
    by: Person,
    text: str,
    channel: str,
    now: datetime,
    priority: str = "",
    impact: str = "",
    urgency: str = "",
    source_id: str = "",
) -> Ticket:
    """The customer asks for another priority, with their words as a message. Raises NotAllowed, BadState, PriorityRefused.

    What was made from `source_id` once is not made again.
    """
    with ledger.changing(ticket) as present:
        if not may_settle(by, present):
            raise NotAllowed("ask_priority")
        if source_id and (known := queries.made_from(source_id)) is not None:
            return known
        if present.status not in queries.AT_WORK:
            raise BadState(present.status)
        given = wanted(present, priority=priority, impact=impact, urgency=urgency)
        body = ledger.write_body(text=text)
        said = Message(side="customer", public=True, channel=channel, body=str(body.pk), digest=body.digest)
        late = ledger.behind(present, queries.history(present), [Entry(fact=said, at=now, by=by)], now)
        asked = PriorityAsked(
            message=present.last_event_seq + len(late) + 1,
            priority=given,
            before=present.priority,
            impact=impact,
            urgency=urgency,
        )
        entries = [Entry(fact=said, at=now, by=by, source_id=source_id or None), Entry(fact=asked, at=now, by=by)]
        return ledger.append(ticket=present, entries=[*entries, *awakening(present, by, now)], now=now, late=late)


def standing(ticket: Ticket, now: datetime, history: Sequence[Recorded] | None = None) -> Asking | None:
    """What the customer asks for, if somebody is to decide it."""
    events = history if history is not None else queries.history(ticket)
    found = undecided(ticket, events)
    if found is None or not isinstance(found.fact, PriorityAsked):
        return None
    preview = forecast(ticket, found.fact.priority, now, events)
    return Asking(seq=found.seq, at=found.at, by=found.actor, fact=found.fact, preview=preview)


def undecided(ticket: Ticket, history: Sequence[Recorded]) -> Recorded | None:
    """The last asking for another priority than the ticket has, while it is at work, that no change and no answer has followed."""
    if ticket.status not in queries.AT_WORK:
        return None
    for event in reversed(history):
        if isinstance(event.fact, PriorityChanged | PriorityDeclined):
            return None
        if isinstance(event.fact, PriorityAsked):
            return event if event.fact.priority != ticket.priority else None
    return None


def accept(
    *, ticket: Ticket, by: Person, asked: int, reason: str, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """The ticket has the priority that event `asked` asked for; the customer is told why. Raises ReasonNeeded, BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_PRIORITY, present)
        found = _standing(present, asked, now)
        fact = PriorityChanged(
            priority=found.fact.priority,
            before=present.priority,
            reason=worded(reason),
            due_before=found.preview.before,
            due_after=found.preview.after,
        )
        mails = [Mail(template="priority_changed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def decline(
    *, ticket: Ticket, by: Person, asked: int, reason: str, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """The priority stays, for a reason that the customer is told. Raises ReasonNeeded, BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_PRIORITY, present)
        found = _standing(present, asked, now)
        fact = PriorityDeclined(asked=found.seq, reason=worded(reason))
        mails = [Mail(template="priority_declined", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def _standing(ticket: Ticket, asked: int, now: datetime) -> Asking:
    found = standing(ticket, now)
    if found is None or found.seq != asked:
        raise BadState("asked")
    return found
