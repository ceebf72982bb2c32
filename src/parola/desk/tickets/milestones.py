"""What is reached on the way to the end: a workaround given, the service restored, the cause found; and what proved wrong.

It takes place when it took place: a workaround with the message that gave it, the others at an instant that may be told later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger, queries, replies
from parola.desk.tickets.corrections import NotThen, refuse_instant
from parola.desk.tickets.kinds.turns import REACHED, Milestone, MilestoneWithdrawn, Reached
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, ReasonNeeded, refuse_closed, require, worded
from parola.desk.tickets.vocabulary import Message, Recorded


class WordsNeeded(ValueError):
    """A workaround is given with words to the customer: new ones, or a message that was sent."""


def reach(
    *,
    ticket: Ticket,
    milestone: Milestone,
    by: Person,
    now: datetime,
    text: str = "",
    message: int | None = None,
    at: datetime | None = None,
    at_once_reason: str = "",
    expected_seq: int | None = None,
) -> Ticket:
    """The milestone was reached: told with `text`, or in the `message` at that place, or else at `at` (None: now).

    Raises WordsNeeded, ReasonNeeded where the words would leave outside the contact window, NotThen (also for what proved
    wrong since), BadState.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REACH, present)
        refuse_closed(present)
        history, late = queries.history(present), None
        if milestone in reached(history):
            raise BadState(milestone)
        if text.strip():
            words = said(present, text, at_once_reason, by=by, now=now)
            told = Entry(fact=REACHED[milestone](), at=now, by=by)
            late = ledger.behind(present, history, [*words, told], now)
            place = len(history) + len(late) + 1
            entries = [*words, replace(told, fact=REACHED[milestone](message=place))]
        else:
            when = told_at(history, message) if message is not None else at or now
            refuse_instant(present, when, now)
            refuse_withdrawn(history, milestone, when)
            entries = [Entry(fact=REACHED[milestone](message=message), at=when, by=by)]
        if milestone == "workaround" and not text.strip() and message is None:
            raise WordsNeeded
        mails = letters(present, entries, message)
        return ledger.append(ticket=present, entries=entries, now=now, mails=mails, history=history, late=late)


def reached(history: Sequence[Recorded]) -> set[Milestone]:
    """The milestones that stand."""
    standing: set[Milestone] = set()
    for event in history:
        if isinstance(event.fact, Reached):
            standing.add(event.fact.milestone)
        elif isinstance(event.fact, MilestoneWithdrawn):
            standing.discard(event.fact.milestone)
    return standing


def refuse_withdrawn(history: Sequence[Recorded], milestone: Milestone, at: datetime) -> None:
    """Raise NotThen for an instant at which, by what was found out later, the milestone had not been reached."""
    for event in history:
        if isinstance(event.fact, MilestoneWithdrawn) and event.fact.milestone == milestone and at < event.at:
            raise NotThen(at)


def told_at(history: Sequence[Recorded], seq: int) -> datetime:
    """When that message told the customer. Raises WordsNeeded where it is no message to the customer."""
    event = history[seq - 1] if 0 < seq <= len(history) else None
    if event is None or not (isinstance(event.fact, Message) and event.fact.public and event.fact.side == "support"):
        raise WordsNeeded
    return event.at


def said(ticket: Ticket, text: str, reason: str, *, by: Person, now: datetime) -> list[Entry]:
    """The message that tells of it. What is reached is not held back: outside the contact window it needs a reason."""
    outside = replies.opens_at(ticket, now) > now
    if outside and not reason.strip():
        raise ReasonNeeded
    why = ledger.speakable(reason.strip()) if outside else ""
    return replies.say(ledger.write_body(text=text), by=by, at_once_reason=why, wait=False, now=now)


def letters(ticket: Ticket, entries: Sequence[Entry], message: int | None) -> list[Mail]:
    """The words themselves; where there are none, a notice."""
    words = replies.mails(ticket, entries)
    if words or message is not None:
        return words
    return [Mail(template="milestone", to=person) for person in replies.customers(ticket)]


def withdraw(
    *, ticket: Ticket, milestone: Milestone, reason: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """What had been reached proved wrong, for a reason that the customer is told. Raises ReasonNeeded, BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REACH, present)
        refuse_closed(present)
        if milestone not in reached(queries.history(present)):
            raise BadState(milestone)
        entry = Entry(fact=MilestoneWithdrawn(milestone=milestone, reason=worded(reason)), at=now, by=by)
        mails = [Mail(template="milestone_withdrawn", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[entry], now=now, mails=mails)
