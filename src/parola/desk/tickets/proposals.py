"""Proposals to lower a priority: which one stands, and what a person decides. A proposal decides nothing by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger, projection, queries, replies
from parola.desk.tickets.dues import Preview
from parola.desk.tickets.forecasting import forecast
from parola.desk.tickets.kinds.courses import LoweringProposed, ProposalDeclined
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, require
from parola.desk.tickets.prompting import reason as clause_as_reason
from parola.desk.tickets.vocabulary import PriorityChanged, Recorded
from parola.sla.clauses import clause as clause_of
from parola.sla.hours import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A lower priority that the desk proposes by a clause, and what it would do to the next due time as things stand."""

    seq: int
    at: datetime
    fact: LoweringProposed
    text: Text
    preview: Preview


def standing(*, ticket: Ticket, now: datetime, history: Sequence[Recorded] | None = None) -> Proposal | None:
    """The proposal that waits for a decision, if one does; `history` where it was read already."""
    history = queries.history(ticket) if history is None else history
    if not any(isinstance(event.fact, LoweringProposed) for event in history):
        return None
    terms = queries.terms(ticket)
    found = projection.standing_proposal(history, projection.timeline(history, terms), terms)
    if found is None:
        return None
    seq, fact = found
    return Proposal(
        seq=seq,
        at=history[seq - 1].at,
        fact=fact,
        text=clause_of(terms.agreement, fact.clause),
        preview=forecast(ticket, fact.priority, now, history),
    )


def accept(*, ticket: Ticket, by: Person, proposal: int, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The priority is lowered as event `proposal` proposed, and the customer told by which clause. Raises BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_PRIORITY, present)
        found = undecided(present, proposal, now)
        fact = PriorityChanged(
            priority=found.fact.priority,
            before=present.priority,
            reason=clause_as_reason(present, queries.terms(present), found.fact.clause),
            due_before=found.preview.before,
            due_after=found.preview.after,
            clause=found.fact.clause,
        )
        mails = [Mail(template="priority_changed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def decline(
    *, ticket: Ticket, by: Person, proposal: int, now: datetime, reason: str = "", expected_seq: int | None = None
) -> Ticket:
    """The priority stays: the proposal of that event is off the table for this occasion. Raises BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_PRIORITY, present)
        undecided(present, proposal, now)
        fact = ProposalDeclined(proposal=proposal, reason=ledger.speakable(reason.strip()))
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def undecided(ticket: Ticket, proposal: int, now: datetime) -> Proposal:
    """The proposal of that event. Raises BadState where it was decided, or an answer or a change has taken it back."""
    found = standing(ticket=ticket, now=now)
    if found is None or found.seq != proposal:
        raise BadState("proposal")
    return found
