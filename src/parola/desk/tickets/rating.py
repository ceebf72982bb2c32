"""How the help was, asked of the requester once for a ticket: on the portal, and by a link in the mail that says it is resolved.

The link is signed and names ticket and person. It opens a page that says no more than the subject, and takes the answer by a button:
programs that look at every link of a mail rate nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.tickets import ledger, queries
from parola.desk.tickets.kinds.voices import Rated
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.operations import BadState, NotAllowed
from parola.desk.tickets.vocabulary import Recorded, Resolved

OPEN = timedelta(days=30)
"""For how long after the last resolution one may rate, and say it otherwise."""
LONGEST = 2000
Score = Literal[0, 1]
GOOD: Score = 1
BAD: Score = 0


class NoSuchLink(LookupError):
    """There is no such link, or it leads nowhere any more: which of them is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What was said last: the words are empty where none were, or they have been erased."""

    score: Score
    words: str
    at: datetime
    by: int | None


def open_until(ticket: Ticket, history: Sequence[Recorded]) -> datetime | None:
    """Until when the requester may say it; None where nobody asked, or the ticket is none."""
    if ticket.asked_at is None or ticket.void:
        return None
    return max(event.at for event in history if isinstance(event.fact, Resolved)) + OPEN


def may_rate(person: Person, ticket: Ticket, now: datetime, history: Sequence[Recorded]) -> bool:
    """Whether the person may say now how the help was."""
    until = open_until(ticket, history)
    return until is not None and now <= until and person.is_active and person.pk == ticket.requester_id


def given(history: Sequence[Recorded]) -> Rating | None:
    """What was said last, with the words: one query where there are any."""
    for event in reversed(history):
        if isinstance(event.fact, Rated):
            words = Body.objects.filter(pk=event.fact.body).values_list("text", flat=True).first() or ""
            return Rating(score=event.fact.score, words=words, at=event.at, by=event.actor)
    return None


def rate(
    *,
    ticket: Ticket,
    by: Person,
    score: Score,
    words: str,
    through: Literal["portal", "mail"],
    now: datetime,
) -> Ticket:
    """The requester says how the help was, or says it otherwise; the same again, with no other words, changes nothing.

    Raises NotAllowed for who did not ask, BadState where nobody asks, or any more.
    """
    with ledger.changing(ticket) as present:
        history = queries.history(present)
        if not queries.is_customer_of(by, present) or by.pk != present.requester_id:
            raise NotAllowed("rate")
        if not may_rate(by, present, now, history):
            raise BadState("rate")
        text, last = ledger.speakable(words.strip()[:LONGEST]), given(history)
        if last is not None and last.score == score and text in {"", last.words}:
            return present
        body = ledger.write_body(text=text)
        fact = Rated(score=score, body=str(body.pk), digest=body.digest, through=through)
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, history=history)


def link(ticket: Ticket, score: Score) -> str:
    """Where the requester says it without signing in."""
    return ticket.brand.door + reverse("rate", args=[token(ticket, ticket.requester), score])


def token(ticket: Ticket, person: Person) -> str:
    """What the link names, signed."""
    return _signer().sign(f"{ticket.pk}.{person.pk}")


def behind(signed: str, now: datetime) -> tuple[Ticket, Person]:
    """Ticket and person of a link, as long as that one may say it. Raises NoSuchLink."""
    try:
        ticket_key, person_key = _signer().unsign(signed).split(".")
    except (BadSignature, ValueError) as error:
        raise NoSuchLink from error
    ticket = queries.with_relations(Ticket.objects.all()).filter(pk=int(ticket_key)).first()
    if ticket is None or ticket.requester_id != int(person_key):
        raise NoSuchLink
    if not queries.is_customer_of(ticket.requester, ticket):
        raise NoSuchLink
    if not may_rate(ticket.requester, ticket, now, queries.history(ticket)):
        raise NoSuchLink
    return ticket, ticket.requester


def _signer() -> Signer:
    return Signer(salt="parola.rating")
