"""What people do to tickets. Each is one turn of the ledger and gives the ticket as it stands after.

`now` is the instant of the act; `expected_seq` is the ticket's `last_event_seq` as the person saw it, and makes an act
fail with `ChangedMeanwhile` where somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets import following, follows, ledger, opening, queries, replies, vocabulary
from parola.desk.tickets.attaching import File as File  # noqa: PLC0414  # part of what an operation takes
from parola.desk.tickets.dues import Preview as Preview  # noqa: PLC0414  # part of what an operation gives
from parola.desk.tickets.forecasting import forecast
from parola.desk.tickets.ledger import ChangedMeanwhile as ChangedMeanwhile  # noqa: PLC0414  # part of what an operation raises
from parola.desk.tickets.ledger import Entry, Mail
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Fact

Status = Ticket.Status
FROM: Mapping[type[Fact], frozenset[str]] = {
    vocabulary.Waiting: frozenset({Status.OPEN, Status.WAITING}),
    vocabulary.Resumed: frozenset({Status.WAITING}),
    vocabulary.Resolved: frozenset({Status.OPEN, Status.WAITING}),
    vocabulary.Reopened: frozenset({Status.RESOLVED, Status.CLOSED}),
    vocabulary.Closed: frozenset({Status.OPEN, Status.WAITING, Status.RESOLVED}),
}
"""From which statuses each of these leads on."""


class NotAllowed(Exception):
    """The person may not do this to this ticket."""


class BadState(Exception):
    """The ticket's state does not allow it."""


class ReasonNeeded(ValueError):
    """A reason must be given, in words."""


class UnknownRight(ValueError):
    """The agreement gives the vendor no such right to change a priority, or not in that direction."""


def open_ticket(
    *,
    brand: Brand,
    requester: Person,
    subject: str,
    text: str,
    channel: str,
    submitted_at: datetime,
    now: datetime,
    priority: str | None = None,
    facts: Mapping[str, str] | None = None,
    html: str = "",
    attachments: Sequence[File] = (),
    source_id: str = "",
    organization: Organization | None = None,
    by: Person | None = None,
    acknowledge: bool = True,
    undertook: bool = False,
) -> Ticket:
    """A customer's request becomes a ticket. `by` opens it in the requester's name (a call); None: the requester.

    `submitted_at` is when the request reached the vendor's system; all clocks start there. What was made from `source_id`
    once is not made again. `undertook`: they said to know what the priority that they chose asks of them.
    Raises NotAllowed, NotPublished, OutOfUse, UnknownPriority, PriorityRefused.
    """
    if not brand.in_use:
        raise opening.OutOfUse(brand.name)
    if by is not None and by != requester and not may(by, Act.OPEN_FOR, brand):
        raise NotAllowed(Act.OPEN_FOR)
    at = min(submitted_at, now)
    told = {ledger.speakable(name): ledger.speakable(value) for name, value in (facts or {}).items() if value}
    start = opening.decide(
        brand=brand,
        requester=requester,
        organization=organization,
        channel=channel,
        priority=priority,
        facts=told,
        at=at,
    )
    with ledger.turn():
        known = queries.made_from(source_id) if source_id else None
        if known is not None:
            return known
        body = ledger.write_body(text=text, html=html, subject=subject, attachments=attachments)
        fact = opening.opened(
            opening.counted(start, at), number=ledger.next_number(brand), body=body, undertook=undertook
        )
        entry = Entry(fact=fact, at=at, by=by or requester, source_id=source_id or None)
        mails = [Mail(template="acknowledgement", to=requester)] if acknowledge else []
        return ledger.append(ticket=None, entries=[entry], now=now, mails=mails)


def reply(
    *,
    ticket: Ticket,
    by: Person,
    text: str,
    now: datetime,
    html: str = "",
    attachments: Sequence[File] = (),
    at_once_reason: str = "",
    wait: bool = False,
    expected_seq: int | None = None,
) -> Ticket:
    """Answer the customer. Outside the contact window the reply is held until that opens, unless there is a reason to
    send it at once. `wait`: from then on the ticket waits for the customer.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REPLY, present)
        refuse_closed(present)
        body = ledger.write_body(text=text, html=html, attachments=attachments)
        release_at = replies.opens_at(present, now)
        if release_at > now and not at_once_reason.strip():
            entries = replies.hold(body, by=by, release_at=release_at, reason="contact_window", wait=wait, now=now)
        else:
            reason = ledger.speakable(at_once_reason.strip()) if release_at > now else ""
            entries = replies.say(body, by=by, at_once_reason=reason, wait=wait, now=now)
        return ledger.append(ticket=present, entries=entries, now=now, mails=replies.mails(present, entries))


def release_reply(
    *, ticket: Ticket, by: Person, held: int, reason: str, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """Send the reply held by event `held` before its time. Raises ReasonNeeded, replies.NoSuchReply."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.REPLY, present)
        why = worded(reason)
        entries = replies.release(queries.history(present), held, by=by, reason=why, now=now)
        return ledger.append(ticket=present, entries=entries, now=now, mails=replies.mails(present, entries))


def customer_message(
    *,
    ticket: Ticket,
    by: Person,
    text: str,
    channel: str,
    submitted_at: datetime,
    now: datetime,
    html: str = "",
    attachments: Sequence[File] = (),
    source_id: str = "",
) -> Ticket:
    """The customer wrote (or spoke). It ends a waiting for the customer and reopens what was resolved or closed.

    What is written to a merged ticket or a duplicate goes to the one that goes on, if its writer takes part in that too; what
    was closed longer ago than the agreement reopens is followed by another. The ticket that took it is given. What was made
    from `source_id` once is not made again. Raises NotAllowed for who is not on the customer's side.
    """
    with ledger.changing(ticket) as named:
        if not queries.is_customer_of(by, named):
            raise NotAllowed("customer_message")
        if source_id and (known := queries.made_from(source_id)) is not None:
            return known
        present = queries.going_on(named, by)
        at = min(submitted_at, now)
        if following.is_too_late(present, at):
            said = following.Said(
                by=by, text=text, html=html, attachments=attachments, channel=channel, at=at, source_id=source_id
            )
            return follow_up(present, said, now)
        body = ledger.write_body(text=text, html=html, attachments=attachments)
        fact = vocabulary.Message(side="customer", public=True, channel=channel, body=str(body.pk), digest=body.digest)
        entries = [Entry(fact=fact, at=at, by=by, source_id=source_id or None)]
        return ledger.append(ticket=present, entries=[*entries, *awakening(present, by, now)], now=now)


def follow_up(ticket: Ticket, said: following.Said, now: datetime) -> Ticket:
    """The ticket that goes on with what was said too late for this one: the one that follows it already, or a new one."""
    later = following.successor(ticket, said.by)
    if later is not None:
        return customer_message(
            ticket=later,
            by=said.by,
            text=said.text,
            html=said.html,
            attachments=said.attachments,
            channel=said.channel,
            submitted_at=said.at,
            now=now,
            source_id=said.source_id,
        )
    opened = open_ticket(
        brand=ticket.brand,
        requester=said.by,
        subject=ticket.subject,
        text=said.text,
        html=said.html,
        attachments=said.attachments,
        channel=said.channel,
        submitted_at=said.at,
        now=now,
        facts=following.lasting_facts(ticket),
        source_id=said.source_id,
        organization=ticket.organization,
    )
    return following.tie(ticket, opened, said.by, now)


def awakening(ticket: Ticket, by: Person, now: datetime) -> list[Entry]:
    """What a customer's message does to the state of the ticket: the desk's own act, at the time it is done.

    Spam is kept, and stays spam.
    """
    if ticket.void == "spam":
        return []
    if ticket.status in {Status.RESOLVED, Status.CLOSED}:
        return [Entry(fact=vocabulary.Reopened(), at=now, by=by)]
    if ticket.status == Status.WAITING and ticket.waiting_for == "customer":
        return [Entry(fact=vocabulary.Resumed(), at=now, by=by)]
    return []


def note(
    *,
    ticket: Ticket,
    by: Person,
    text: str,
    now: datetime,
    attachments: Sequence[File] = (),
    mentioned: Sequence[Person] = (),
    expected_seq: int | None = None,
) -> Ticket:
    """An internal note: never shown to a customer, never sent. Whom it mentions follows the ticket from then on, if they may see it."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.NOTE, present)
        body = ledger.write_body(text=text, attachments=attachments)
        named = [each for each in mentioned if follows.may_follow(each, present)]
        for person in named:
            follows.follow(ticket=present, by=person, now=now)
        fact = vocabulary.Message(
            side="support",
            public=False,
            channel=replies.CHANNEL,
            body=str(body.pk),
            digest=body.digest,
            mentioned=tuple(each.pk for each in named),
        )
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def preview_priority(*, ticket: Ticket, priority: str, now: datetime) -> Preview:
    """What the change would do; nothing is written. Raises UnknownPriority."""
    return forecast(ticket, priority, now)


def change_priority(
    *,
    ticket: Ticket,
    by: Person,
    priority: str,
    reason: str,
    now: datetime,
    clause: str = "",
    expected_seq: int | None = None,
) -> Ticket:
    """Another priority, for a reason that the customer is told, beside the right of the agreement under `clause`, if named.

    Raises ReasonNeeded, UnknownPriority, UnknownRight, BadState.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CHANGE_PRIORITY, present)
        refuse_closed(present)
        if priority == present.priority:
            raise BadState(priority)
        preview = forecast(present, priority, now)
        if clause and clause not in {right.clause for right in queries.rights(present, priority)}:
            raise UnknownRight(clause)
        fact = vocabulary.PriorityChanged(
            priority=priority,
            before=present.priority,
            reason=worded(reason),
            due_before=preview.before,
            due_after=preview.after,
            clause=clause,
        )
        mails = [Mail(template="priority_changed", to=person) for person in replies.customers(present)]
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def assign(
    *,
    ticket: Ticket,
    by: Person,
    assignee: Person | None,
    now: datetime,
    why: Literal["", "left"] = "",
    expected_seq: int | None = None,
) -> Ticket:
    """Give the ticket to somebody who may answer it, or to nobody. `why`: whoever had it does not work here any more."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.ASSIGN, present)
        if assignee is not None:
            require(assignee, Act.REPLY, present)
        fact = vocabulary.Assigned(assignee=assignee.pk if assignee else None, why=why)
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def wait(*, ticket: Ticket, by: Person, reason: str, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket waits for `reason`: `customer`, or what else the agreement names."""
    return move(vocabulary.Waiting(reason=reason), ticket=ticket, by=by, now=now, expected_seq=expected_seq)


def resume(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket no longer waits."""
    return move(vocabulary.Resumed(), ticket=ticket, by=by, now=now, expected_seq=expected_seq)


def resolve(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The request is resolved; the customer is told."""
    with ledger.changing(ticket, expected_seq) as present:
        fact = vocabulary.Resolved(asks=asks_rating(present))
        return move(fact, ticket=present, by=by, now=now, expected_seq=None, template="resolved")


def asks_rating(ticket: Ticket) -> bool:
    """Whether the requester is asked how the help was, when the ticket is resolved now: once, and of no ticket that is none."""
    return ticket.brand.asks_rating and ticket.asked_at is None and not ticket.void and ticket.requester.is_active


def reopen(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """Work goes on after all."""
    return move(vocabulary.Reopened(), ticket=ticket, by=by, now=now, expected_seq=expected_seq)


def close(*, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket comes to its end."""
    return move(vocabulary.Closed(), ticket=ticket, by=by, now=now, expected_seq=expected_seq)


def move(
    fact: Fact, *, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None, template: str = ""
) -> Ticket:
    """From one status to another, where the table says that it leads there. Raises BadState."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.MOVE, present)
        if present.status not in FROM[type(fact)]:
            raise BadState(present.status)
        mails = [Mail(template=template, to=person) for person in replies.customers(present)] if template else []
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, mails=mails)


def require(person: Person, act: Act, ticket: Ticket) -> None:
    """Raise NotAllowed unless the person may do that for the ticket's brand."""
    if not may(person, act, ticket.brand):
        raise NotAllowed(act)


def refuse_closed(ticket: Ticket) -> None:
    """Raise BadState for a closed ticket."""
    if ticket.status == Status.CLOSED:
        raise BadState(ticket.status)


def worded(reason: str) -> str:
    """The reason, which must say something. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    return ledger.speakable(reason.strip())
