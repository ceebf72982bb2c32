"""Customers of a problem's incidents are told: of the workaround, of the solution, of how it stands. Each once, in their language.

A person has it told (`order`); it is carried out ticket by ticket (`carry_out`), each in a turn of its own, by the worker where they are
many. It is a message of that person's on the ticket, under a source that names problem, kind and words: the ledger takes each source once,
so that neither a crash in the middle nor two people at once tell anybody twice. Outside its contact window a ticket's turn waits.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import InterfaceError, OperationalError
from django.db.models import Exists, OuterRef, QuerySet

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_of, may
from parola.desk.problems import operations, record, vocabulary
from parola.desk.problems.models import Addressee, MajorIncident, Problem, Telling
from parola.desk.problems.operations import ChangedMeanwhile, NotAllowed
from parola.desk.problems.wordings import Worded, kept, worded
from parola.desk.tickets import ledger, milestones, queries, replies
from parola.desk.tickets.kinds.turns import WorkaroundGiven
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.operations import asks_rating
from parola.desk.tickets.vocabulary import Recorded, Resolved

STEP = 20
"""Tickets in one step: a second or so."""
RETRIES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
TOGETHER = "solved_together"
"""The mail that says both: the words, and that the request is resolved."""
What, State = Telling.What, Addressee.State

logger = logging.getLogger(__name__)


class Why(StrEnum):
    """Why a customer is not told."""

    LEFT_OUT = "left_out"
    ALREADY = "already"
    """They were told the same words before."""
    DONE = "done"
    """Their request is resolved or closed."""
    VOID = "void"
    """It counts for nothing: merged, a duplicate, spam."""
    SUPERSEDED = "superseded"
    """While it waited, something newer was told, which takes its place."""
    UNLINKED = "unlinked"
    """It has nothing to do with the problem after all."""
    NOT_ALLOWED = "not_allowed"
    """Whoever had it told may not answer customers any more."""


class NothingToSay(ValueError):
    """There is no text in any language."""


def may_tell(person: Person, problem: Problem) -> bool:
    """Whether the person has this problem's customers told: its owner, who leads, who informs of a major incident."""
    acts = acts_of(person, problem.brand)
    if Act.REPLY not in acts:
        return False
    informs = MajorIncident.objects.filter(problem=problem, informer=person, ended_at=None)
    return problem.owner_id == person.pk or Act.LEAD_PROBLEMS in acts or informs.exists()


def next_number(problem: Problem) -> int:
    """The number of what is told next; a form keeps it, so that of two people who tell at once the second looks again."""
    last = Telling.objects.filter(problem=problem).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def incidents(problem: Problem) -> QuerySet[Ticket]:
    """The tickets that are linked to the problem, the first opened first."""
    return queries.with_relations(Ticket.objects.filter(problem=problem.pk)).order_by("opened_at", "pk")


def order(
    *,
    problem: Problem,
    what: str,
    texts: Mapping[str, str],
    number: int,
    by: Person,
    now: datetime,
    left_out: Collection[int] = (),
    resolves: bool = False,
    at_once_reason: str = "",
    next_at: datetime | None = None,
) -> Telling:
    """Have the customers of all incidents at work told, but for the tickets `left_out`; `carry_out` does it.

    Raises NotAllowed, NothingToSay, and ChangedMeanwhile where `number` was told by somebody else.
    """
    if not may_tell(by, problem):
        raise NotAllowed(Act.LEAD_PROBLEMS)
    said = kept(texts)
    if not said:
        raise NothingToSay
    with ledger.turn():
        if number != next_number(problem):
            raise ChangedMeanwhile(problem.reference)
        telling = Telling.objects.create(
            problem=problem,
            number=number,
            what=what,
            texts=said,
            resolves=resolves and what == What.SOLUTION,
            at_once_reason=ledger.speakable(at_once_reason.strip()),
            by=by,
            at=now,
            next_at=next_at,
        )
        at_work = list(incidents(problem).filter(status__in=queries.AT_WORK).values_list("pk", flat=True))
        _address(telling, at_work, by, now, left_out)
        _note(telling, [key for key in at_work if key not in set(left_out)], by, now)
    return telling


def latest(problem: Problem, what: str) -> Telling | None:
    """What was told last of that kind."""
    return Telling.objects.filter(problem=problem, what=what).order_by("-number").first()


def untold(telling: Telling) -> QuerySet[Ticket]:
    """The incidents at work that were linked, or taken up again, after it was told: they can be told the same."""
    theirs = Addressee.objects.filter(telling=telling, ticket=OuterRef("pk"))
    return incidents(telling.problem).filter(~Exists(theirs), status__in=queries.AT_WORK)


def tell_later(*, telling: Telling, by: Person, now: datetime) -> int:
    """Have those told the same that were linked since; gives how many they are. Raises NotAllowed."""
    if not may_tell(by, telling.problem):
        raise NotAllowed(Act.LEAD_PROBLEMS)
    with ledger.turn():
        keys = list(untold(telling).values_list("pk", flat=True))
        _address(telling, keys, by, now)
        if keys:
            _note(telling, keys, by, now)
    return len(keys)


def _address(
    telling: Telling, tickets: Sequence[int], by: Person, now: datetime, left_out: Collection[int] = ()
) -> None:
    out = set(left_out)
    Addressee.objects.bulk_create(
        Addressee(telling=telling, ticket_id=key, by=by, state=State.PASSED, why=Why.LEFT_OUT, at=now)
        if key in out
        else Addressee(telling=telling, ticket_id=key, by=by, due_at=now)
        for key in tickets
    )


def _note(telling: Telling, tickets: Sequence[int], by: Person, now: datetime) -> None:
    update = telling.texts if telling.what == What.UPDATE else {}
    texts = {language: record.keep(text) for language, text in update.items()}
    fact = vocabulary.Told(what=telling.what, tickets=tuple(tickets), texts=texts, next_at=telling.next_at)
    operations.add(telling.problem, fact, by=by, now=now)


def carry_out(*, now: datetime, telling: Telling | None = None, limit: int = STEP) -> bool:
    """Tell up to `limit` of those who are to be told by now, the longest due first. True: there may be more.

    One that cannot be told is tried again later, and never stops the others.
    """
    due = Addressee.objects.filter(due_at__lte=now)
    if telling is not None:
        due = due.filter(telling=telling)
    keys = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    for key in keys:
        try:
            tell(key, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("addressee %s cannot be told", key)
            _park(key, error, now)
    return len(keys) == limit


def _park(key: int, error: Exception, now: datetime) -> None:
    with ledger.turn():
        found = Addressee.objects.get(pk=key)
        found.state, found.error = State.FAILED, f"{type(error).__name__}: {error}"[:1000]
        found.due_at = now + RETRIES[min(found.failures, len(RETRIES) - 1)]
        found.failures += 1
        found.save()


def tell(key: int, now: datetime) -> None:
    """Tell one of them, or note why not, or until when it is held; nothing where that was done already."""
    with ledger.turn():
        found = Addressee.objects.select_related("telling__problem__brand", "telling__by", "by").get(pk=key)
        if found.due_at is None or found.due_at > now:
            return
        with ledger.changing(found.ticket) as present:
            words = worded(found.telling.texts, present.requester.language, present.brand)
            why, opens = refusal(found, present, words), replies.opens_at(present, now)
            if why:
                _settle(found, State.PASSED, now, why=why)
            elif opens > now and not found.telling.at_once_reason:
                Addressee.objects.filter(pk=key).update(state=State.HELD, due_at=opens)
            else:
                seq = _say(found, present, words, now, outside=opens > now)
                _settle(found, State.TOLD, now, seq=seq, language=words.language)


def _settle(found: Addressee, state: str, now: datetime, **values: object) -> None:
    Addressee.objects.filter(pk=found.pk).update(state=state, due_at=None, at=now, error="", **values)


def refusal(found: Addressee, ticket: Ticket, words: Worded) -> str:
    """Why the ticket's customer is not told; empty: they are."""
    telling = found.telling
    if ticket.problem != telling.problem_id:
        return Why.UNLINKED
    if not may(found.by, Act.REPLY, ticket.brand):
        return Why.NOT_ALLOWED
    if ticket.void:
        return Why.VOID
    if ticket.status not in queries.AT_WORK:
        return Why.DONE
    if superseded(found):
        return Why.SUPERSEDED
    source = source_of(telling.problem, telling.what, telling.number, words, ticket.pk)
    return Why.ALREADY if TicketEvent.objects.filter(source_id=source).exists() else ""


def superseded(found: Addressee) -> bool:
    """Whether they hear, or heard, something newer that says as much: the same kind, or the solution."""
    told = found.telling
    newer = Addressee.objects.filter(
        ticket=found.ticket,
        telling__problem=told.problem_id,
        telling__number__gt=told.number,
        telling__what__in=[told.what, What.SOLUTION],
    )
    return newer.exclude(state=State.PASSED).exists()


def source_of(problem: Problem, what: str, number: int, words: Worded, ticket: int) -> str:
    """Under which name a ticket is told this: the same words of a kind once, an update once for each that is sent."""
    named = f"{number}" if what == What.UPDATE else hashlib.sha256(words.said.encode()).hexdigest()[:32]
    return f"told:{problem.pk}:{what}:{named}:{ticket}"


def _say(found: Addressee, ticket: Ticket, words: Worded, now: datetime, *, outside: bool) -> int:
    """The message on the ticket, and what it does; gives its place."""
    telling, history = found.telling, queries.history(ticket)
    body = ledger.write_body(text=words.said)
    reason = telling.at_once_reason if outside else ""
    message = replace(
        replies.say(body, by=found.by, at_once_reason=reason, wait=False, now=now)[0],
        source_id=source_of(telling.problem, telling.what, telling.number, words, ticket.pk),
    )

    def entries_at(place: int) -> list[Entry]:
        return [message, *_effects(found, ticket, history, place, now)]

    late = ledger.behind(ticket, history, entries_at(0), now)
    place = len(history) + len(late) + 1
    entries = entries_at(place)
    mails = replies.mails(ticket, entries)
    if telling.resolves:
        mails = [replace(mail, template=TOGETHER) for mail in mails]
    ledger.append(ticket=ticket, entries=entries, now=now, mails=mails, history=history, late=late)
    return place


def _effects(found: Addressee, ticket: Ticket, history: Sequence[Recorded], place: int, now: datetime) -> list[Entry]:
    """What the words are beside words: the workaround given, the request resolved."""
    telling, by = found.telling, found.by
    if telling.what == What.WORKAROUND and "workaround" not in milestones.reached(history):
        return [Entry(fact=WorkaroundGiven(message=place), at=now, by=by)]
    if telling.resolves:
        return [Entry(fact=Resolved(asks=asks_rating(ticket)), at=now, by=by)]
    return []
