"""What both sides know and agree on: facts of the request that changed, and a due time in place of the plan's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import dues, ledger, projection, queries, replies
from parola.desk.tickets.corrections import NotThen
from parola.desk.tickets.dues import Change
from parola.desk.tickets.kinds.turns import FactsChanged, PromiseAgreed
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, NotAllowed, refuse_closed, require, worded
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Metric
from parola.sla.clock import Clock

FARTHEST = timedelta(days=731)
"""Nobody agrees on a later due time; a year that was mistyped would make each reckoning of the ticket slow."""


def known_facts(history: Sequence[Recorded]) -> dict[str, str]:
    """What is known of the request by now, beside its channel."""
    known = dict(projection.opening(history).facts)
    for event in history:
        if isinstance(event.fact, FactsChanged):
            known |= event.fact.facts
    return {name: value for name, value in known.items() if value}


def preview_facts(*, ticket: Ticket, facts: Mapping[str, str], now: datetime) -> tuple[Change, ...]:
    """What the clocks would show otherwise; nothing is written."""
    history = queries.history(ticket)
    return dues.forecast(history, changed(history, facts, ""), queries.terms(ticket), now)


def change_facts(
    *, ticket: Ticket, by: Person, facts: Mapping[str, str], reason: str, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """What is known of the request is otherwise, for a reason that the customer is told. An empty value: not known.

    Raises ReasonNeeded, and BadState where nothing is otherwise.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_FACTS, present)
        refuse_closed(present)
        history, terms = queries.history(present), queries.terms(present)
        fact = changed(history, facts, worded(reason))
        if not fact.facts:
            raise BadState(present.status)
        due = dues.preview(history, fact, terms, now)
        fact = fact.model_copy(update={"due_before": due.before, "due_after": due.after})
        entry = Entry(fact=fact, at=now, by=by)
        mails = [Mail(template="facts_changed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[entry], now=now, mails=mails, history=history)


def changed(history: Sequence[Recorded], facts: Mapping[str, str], reason: str) -> FactsChanged:
    """The facts that are otherwise than what is known."""
    known = known_facts(history)
    told = {ledger.speakable(name): ledger.speakable(value.strip()) for name, value in facts.items()}
    new = {name: value for name, value in told.items() if value != known.get(name, "")}
    before = {name: known.get(name, "") for name in new}
    return FactsChanged(facts=new, before=before, reason=reason, due_before=None, due_after=None)


def agree(
    *,
    ticket: Ticket,
    by: Person,
    metric: Metric,
    due: datetime,
    agreed_with: Person,
    reason: str,
    now: datetime,
    threshold: str = "",
    expected_seq: int | None = None,
) -> Ticket:
    """Both sides agreed that the present cycle of the metric is due at `due`. The customer is told; a miss stays a miss.

    Raises ReasonNeeded, NotThen for what lies behind or too far ahead, NotAllowed where the other is not on the customer's side, and
    BadState where no such clock runs.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.AGREE, present)
        refuse_closed(present)
        refuse_due(due, now)
        if not queries.is_customer_of(agreed_with, present):
            raise NotAllowed(Act.AGREE)
        clock = next(
            (one for one in agreeable(present, now) if (one.metric, one.threshold) == (metric, threshold)), None
        )
        if clock is None:
            raise BadState(metric)
        fact = PromiseAgreed(
            metric=metric.value,
            threshold=threshold,
            due=due,
            due_before=clock.due,
            agreed_with=agreed_with.pk,
            reason=worded(reason),
        )
        mails = [Mail(template="promise_agreed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def refuse_due(due: datetime, now: datetime) -> None:
    """Raise NotThen for an instant on which nobody can agree any more, or yet."""
    if not now < due <= now + FARTHEST:
        raise NotThen(due)


def agreeable(ticket: Ticket, now: datetime) -> list[Clock]:
    """The clocks on whose due time both sides could agree: those that nothing has ended."""
    return [clock for clock in queries.timeline(ticket).at(now).clocks if clock.ended is None]
