"""What a step of the sample desk's script does: each by the desk's own operation of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from parola.desk.accounts.models import Person
from parola.desk.tickets import (
    agreeing,
    corrections,
    escalating,
    explaining,
    joining,
    milestones,
    moving,
    operations,
    queries,
    rating,
)
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Message
from parola.sla.agreement import Metric

from . import script


def do(
    step: script.Step, ticket: Ticket, at: datetime, people: Mapping[str, Person], others: Mapping[str, Ticket]
) -> None:
    """Do the step at that instant. `others` are the tickets by the key that the script has for them."""
    who: Any = {"ticket": ticket, "by": people[step.by], "now": at}
    deeds: dict[str, Callable[[], Ticket]] = {
        "reply": lambda: operations.reply(**who, text=step.text, wait=step.wait),
        "customer": lambda: operations.customer_message(
            **who, text=step.text, channel=written(ticket), submitted_at=at
        ),
        "note": lambda: operations.note(**who, text=step.text),
        "assign": lambda: operations.assign(**who, assignee=people[step.to]),
        "priority": lambda: operations.change_priority(**who, priority=step.priority, reason=step.reason),
        "wait": lambda: operations.wait(**who, reason=step.reason),
        "resolve": lambda: operations.resolve(**who),
        "close": lambda: operations.close(**who),
        "workaround": lambda: milestones.reach(
            **who, milestone="workaround", text=step.text, at_once_reason=step.reason
        ),
        "agree": lambda: agree(step, who, people),
        "call": lambda: call(step, who, people),
        "merge": lambda: joining.merge(**who, other=others[step.other], share=True),
        "duplicate": lambda: joining.mark_duplicate(**who, of=others[step.other]),
        "spam": lambda: joining.mark_spam(**who),
        "split": lambda: joining.split(**who, message=latest(ticket), subject=step.subject),
        "escalate": lambda: hand_over(step, who),
        "send_back": lambda: escalating.send_back(**who, question=step.text),
        "terms": lambda: change_terms(step, who),
        "explain": lambda: explain(step, who),
        "rate": lambda: rating.rate(
            **who, score=rating.GOOD if step.good else rating.BAD, words=step.text, through="mail"
        ),
    }
    deeds[step.do]()


def explain(step: script.Step, who: Mapping[str, Any]) -> Ticket:
    """Why the first promise that was missed was missed."""
    ticket, now = who["ticket"], who["now"]
    clock = explaining.missed(ticket, queries.history(ticket), now)[0]
    misses = [explaining.miss_of(ticket, clock)]
    return explaining.explain(**who, misses=misses, cause=Cause(step.cause), note=step.text)


def written(ticket: Ticket) -> str:
    """The channel by which a customer goes on: who called writes a mail."""
    return "email" if ticket.channel == "phone" else ticket.channel


def agree(step: script.Step, who: Mapping[str, Any], people: Mapping[str, Person]) -> Ticket:
    """The next update by another instant, agreed with somebody on the customer's side."""
    due = who["now"] + step.within
    return agreeing.agree(**who, metric=Metric.UPDATE, due=due, agreed_with=people[step.to], reason=step.reason)


def call(step: script.Step, who: Mapping[str, Any], people: Mapping[str, Person]) -> Ticket:
    """A call of somebody on our side that took place earlier and is noted now."""
    at = who["now"] - step.earlier
    return corrections.note_call(**who, caller=people[step.to], from_customer=False, text=step.text, at=at)


def latest(ticket: Ticket) -> int:
    """The place of the customer's latest message in the history."""
    said = [
        event.seq
        for event in queries.history(ticket)
        if isinstance(event.fact, Message) and event.fact.side == "customer"
    ]
    return said[-1]


def hand_over(step: script.Step, who: Mapping[str, Any]) -> Ticket:
    """To the next tier, with what the record says, and what the script says is missing."""
    ticket = queries.again(who["ticket"])
    drafted = escalating.from_record(ticket, queries.history(ticket), queries.terms(ticket), who["by"])
    return escalating.escalate(**who, summary=replace(drafted, missing=step.text))


def change_terms(step: script.Step, who: Mapping[str, Any]) -> Ticket:
    """Another plan than the contract's, by a manager's decision."""
    present = queries.again(who["ticket"])
    wanted = moving.Wanted(version=present.version, contract=present.contract, plan=step.plan)
    return moving.change_terms(**who, wanted=wanted, reason=step.reason)
