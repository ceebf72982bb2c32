"""What the agreement's rules ask the desk to do over time: propose a lower priority, lower it, remind the customer, close.

Each is an act, at the time it is done, once by its prompt's key. One is done at a time, so that nothing rests on what the
one before has changed. The next step of a closing sequence keeps its distance from when the reminder before it really left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parola.desk.accounts.models import Person
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import projection, queries, replies
from parola.desk.tickets.forecasting import forecast
from parola.desk.tickets.kinds.courses import CustomerReminded, LoweringProposed
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Closed, Fact, PriorityChanged, Recorded
from parola.policy.words import speak
from parola.sla.agreement import Terms
from parola.sla.clauses import clause as clause_of
from parola.sla.prompts import RESOLVED, Prompt, prompts
from parola.sla.timeline import Timeline

LOOK_AGAIN = timedelta(minutes=2)
REMINDER = "customer_reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken, with its mails; or none, and `put_off`: one is due that cannot be taken yet."""

    entries: Sequence[Entry] = ()
    mails: Sequence[Mail] = ()
    put_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A ticket, as it stands at `now`."""

    ticket: Ticket
    history: Sequence[Recorded]
    timeline: Timeline
    terms: Terms
    now: datetime


def take(
    ticket: Ticket, history: Sequence[Recorded], timeline: Timeline, told: Sequence[Person], now: datetime
) -> Taken:
    """Take the first step that is due and can be taken; `told` are the people at the desk who hear of a proposal."""
    matter = Matter(ticket=ticket, history=history, timeline=timeline, terms=queries.terms(ticket), now=now)
    due = [prompt for prompt in projection.pending_prompts(history, timeline, matter.terms) if prompt.at <= now]
    for prompt in due:
        if prompt.step in ("propose", "lower") or may_write(matter, prompt):
            return taken(matter, prompt, told)
    return Taken(put_off=bool(due))


def taken(matter: Matter, prompt: Prompt, told: Sequence[Person]) -> Taken:
    """The step's event and what it sends."""
    customers = replies.customers(matter.ticket)
    match prompt.step:
        case "propose":
            return step(matter, prompt, proposal(matter, prompt), "lowering_proposed", told)
        case "lower":
            return step(matter, prompt, lowered(matter, prompt), "priority_changed", customers)
        case "remind":
            return step(matter, prompt, reminded(matter, prompt), REMINDER, customers)
        case "close":
            silent = prompt.rule != RESOLVED  # who knows that it was resolved was told then when it closes
            return step(matter, prompt, Closed(clause=prompt.rule), "closed", customers if silent else ())


def step(matter: Matter, prompt: Prompt, fact: Fact, template: str, people: Sequence[Person]) -> Taken:
    """An act of the desk's own."""
    entry = Entry(fact=fact, at=matter.now, alarm_key=prompt.key)
    return Taken(entries=[entry], mails=[Mail(template=template, to=person) for person in people])


def proposal(matter: Matter, prompt: Prompt) -> LoweringProposed:
    """What a person is to decide."""
    preview = forecast(matter.ticket, prompt.lower_to, matter.now, matter.history)
    return LoweringProposed(
        key=prompt.key,
        clause=prompt.rule,
        priority=prompt.lower_to,
        before=matter.ticket.priority,
        due_before=preview.before,
        due_after=preview.after,
    )


def lowered(matter: Matter, prompt: Prompt) -> PriorityChanged:
    """The agreement says that nobody is asked."""
    preview = forecast(matter.ticket, prompt.lower_to, matter.now, matter.history)
    return PriorityChanged(
        priority=prompt.lower_to,
        before=matter.ticket.priority,
        reason=reason(matter.ticket, matter.terms, prompt.rule),
        due_before=preview.before,
        due_after=preview.after,
        clause=prompt.rule,
    )


def reason(ticket: Ticket, terms: Terms, clause: str) -> str:
    """The clause as a reason, in the ticket's language."""
    return speak(ticket.language).text(clause_of(terms.agreement, clause))


def reminded(matter: Matter, prompt: Prompt) -> CustomerReminded:
    """That the ticket waits, and when it will be closed if that goes on."""
    done = {**projection.prompts_done(matter.history), prompt.key: matter.now}
    ahead = prompts(matter.timeline, matter.terms, done)
    closes_at = next(each.at for each in ahead if each.rule == prompt.rule and each.step == "close")
    return CustomerReminded(key=prompt.key, clause=prompt.rule, step=prompt.number, closes_at=closes_at)


def may_write(matter: Matter, prompt: Prompt) -> bool:
    """Whether the customer may be written to now, and the reminder before this step has left long enough ago."""
    if not prompt.number:
        return True
    writes = prompt.step == "remind" or prompt.rule != RESOLVED
    if writes and replies.opens_at(matter.ticket, matter.now) > matter.now:
        return False
    left = when_left(matter)
    if prompt.after and prompt.after not in left:
        return False
    again = prompts(matter.timeline, matter.terms, left)
    return next(each.at for each in again if each.key == prompt.key) <= matter.now


def when_left(matter: Matter) -> Mapping[str, datetime]:
    """When each reminder really left the desk, by the keys of the prompts. One that has not is not there."""
    found: dict[str, datetime] = {}
    for event in matter.history:
        if isinstance(event.fact, CustomerReminded):
            rows = OutboxRow.objects.filter(key__startswith=f"{matter.ticket.pk}:{event.seq}:{REMINDER}:")
            sent = list(rows.values_list("sent_at", flat=True))
            left = [at for at in sent if at is not None]
            if left or not sent:  # nobody could be written to: the portal alone has said it
                found[event.fact.key] = max(event.at, min(left, default=event.at))
    return found
