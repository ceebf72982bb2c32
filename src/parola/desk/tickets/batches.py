"""The same deed for several tickets, one after the other: each in a turn of its own, by the rights and the rules of that ticket.

What could not be done to one does not keep it from the others, and is told of it. For a while a batch can be undone: by new acts, which set
back what nobody has touched since. The history keeps both, and what was mailed stays mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from parola.desk.accounts.models import Person
from parola.desk.tickets import joining, operations, queries
from parola.desk.tickets.kinds import searches
from parola.desk.tickets.kinds.courses import LoweringProposed
from parola.desk.tickets.kinds.misses import MissExplained
from parola.desk.tickets.models import Batch, Ticket, TicketEvent
from parola.desk.tickets.opening import UnknownPriority
from parola.desk.tickets.operations import BadState, ChangedMeanwhile, NotAllowed, ReasonNeeded
from parola.desk.tickets.vocabulary import AlarmFired

MOST = 200
"""Tickets at once."""
UNDONE_WITHIN = timedelta(minutes=10)
KEPT = timedelta(days=1)
NO_NEWS = [AlarmFired.kind, LoweringProposed.kind, MissExplained.kind, *(fact.kind for fact in searches.FACTS)]
"""What happens to a ticket by itself does not keep anybody from doing what they wanted to it."""


class Deed(StrEnum):
    """What is done to each."""

    ASSIGN = "assign"
    PRIORITY = "priority"
    WAIT = "wait"
    RESOLVE = "resolve"
    CLOSE = "close"
    MERGE = "merge"
    SPAM = "spam"


MAILED = frozenset({Deed.PRIORITY, Deed.RESOLVE, Deed.MERGE})
"""Of these the customers are told."""


class Why(StrEnum):
    """Why it was not done to a ticket."""

    ALREADY = "already"
    NOT_ALLOWED = "not_allowed"
    CHANGED = "changed"
    STATE = "state"
    PRIORITY = "priority"
    APART = "apart"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be done. `assignee`: None gives it to nobody. `reason`: of a change of priority; what is waited for."""

    deed: Deed
    assignee: Person | None = None
    priority: str = ""
    reason: str = ""

    def told(self) -> dict[str, Any]:
        """What is told of it afterwards."""
        return {"assignee": self.assignee.pk if self.assignee else None, "priority": self.priority}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one. `why` is empty where it was done; `seq`: its last event then; the rest: how it stood before."""

    reference: str
    why: str = ""
    seq: int = 0
    status: str = ""
    waiting_for: str = ""
    priority: str = ""
    assignee: int | None = None


class NothingPicked(ValueError):
    """No ticket, or more than MOST."""


class CannotUndo(Exception):
    """The batch is somebody else's, was undone, or is too old."""


def carry_out(*, picked: Mapping[str, int], wanted: Wanted, by: Person, now: datetime) -> Batch:
    """Do it to each of the picked, by reference and the last event that was seen of it. Who is not visible is passed over.

    Raises NothingPicked.
    """
    tickets, told = _tickets(picked, by), wanted.told()
    if wanted.deed is Deed.MERGE and tickets:
        oldest, *tickets = tickets
        told["into"] = oldest.reference
        do = _merging(oldest, by, now)
    else:
        do = _doing(wanted, by, now)
    if not tickets or len(picked) > MOST:
        raise NothingPicked
    news = _news({ticket.pk: picked[ticket.reference] for ticket in tickets})
    results = [_result(ticket, Why.CHANGED) if ticket.pk in news else _tried(ticket, do) for ticket in tickets]
    Batch.objects.filter(by=by, at__lt=now - KEPT).delete()
    became = [asdict(result) for result in results]
    return Batch.objects.create(by=by, at=now, deed=wanted.deed, told=told, results=became)


def undo(*, batch: int, by: Person, reason: str, now: datetime) -> Batch:
    """Set back what the batch did, where nothing has happened since. `reason`: that of a priority which is set back. Raises CannotUndo."""
    found = Batch.objects.filter(pk=batch, by=by, undone_at=None, at__gt=now - UNDONE_WITHIN).first()
    if found is None or not Batch.objects.filter(pk=found.pk, undone_at=None).update(undone_at=now):
        raise CannotUndo
    done = {result.reference: result for result in results(found) if not result.why}
    tickets = _tickets(done, by)
    news = _news({ticket.pk: done[ticket.reference].seq for ticket in tickets})

    def back(ticket: Ticket) -> Ticket:
        given = {"ticket": ticket, "by": by, "now": now, "expected_seq": ticket.last_event_seq}
        return _set_back(Deed(found.deed), done[ticket.reference], reason, given)

    undone = [_result(ticket, Why.CHANGED) if ticket.pk in news else _tried(ticket, back) for ticket in tickets]
    found.undone_at, found.undone = now, [asdict(result) for result in undone]
    found.save(update_fields=["undone_at", "undone"])
    return found


def results(batch: Batch, *, undone: bool = False) -> list[Result]:
    """What became of each ticket; of the undoing, where that is asked."""
    return [Result(**each) for each in (batch.undone if undone else batch.results)]


def can_undo(batch: Batch, now: datetime) -> bool:
    """Whether it can still be undone, as far as time goes."""
    return batch.undone_at is None and now < batch.at + UNDONE_WITHIN and any(not each.why for each in results(batch))


def _tickets(references: Iterable[str], by: Person) -> list[Ticket]:
    """Those that the person works on, the oldest first."""
    tickets = queries.with_relations(queries.worked_on_by(by).filter(reference__in=list(references)))
    return list(tickets.order_by("opened_at", "pk"))


def _news(seen: Mapping[int, int]) -> set[int]:
    """Those to which something happened after the event that was seen, in one query."""
    later = TicketEvent.objects.filter(ticket__in=seen, seq__gt=min(seen.values(), default=0)).exclude(kind__in=NO_NEWS)
    return {key for key, seq in later.values_list("ticket_id", "seq") if seq > seen[key]}


REFUSED: Mapping[type[Exception], Why] = {
    NotAllowed: Why.NOT_ALLOWED,
    ChangedMeanwhile: Why.CHANGED,
    UnknownPriority: Why.PRIORITY,
    BadState: Why.STATE,
    ReasonNeeded: Why.STATE,
    joining.Apart: Why.APART,
    joining.Shown: Why.SHOWN,
}
"""What the operations say, and what is told of the ticket."""


def _tried(ticket: Ticket, do: Callable[[Ticket], Ticket | None]) -> Result:
    try:
        done = do(ticket)
    except tuple(REFUSED) as refused:
        return _result(ticket, REFUSED[type(refused)])
    return _result(ticket, Why.ALREADY) if done is None else _result(ticket, seq=done.last_event_seq)


def _result(before: Ticket, why: str = "", seq: int = 0) -> Result:
    return Result(
        reference=before.reference,
        why=why,
        seq=seq,
        status=before.status,
        waiting_for=before.waiting_for,
        priority=before.priority,
        assignee=before.assignee_id,
    )


def _doing(wanted: Wanted, by: Person, now: datetime) -> Callable[[Ticket], Ticket | None]:
    """Each as it is wanted; None where it stands so already."""
    act = _act(wanted)

    def do(ticket: Ticket) -> Ticket | None:
        already = {
            Deed.ASSIGN: ticket.assignee_id == (wanted.assignee.pk if wanted.assignee else None),
            Deed.PRIORITY: ticket.priority == wanted.priority,
            Deed.WAIT: ticket.waiting_for == wanted.reason,
        }
        if already.get(wanted.deed):
            return None
        return act(ticket=ticket, by=by, now=now, expected_seq=ticket.last_event_seq)

    return do


def _act(wanted: Wanted) -> Callable[..., Ticket]:
    acts: Mapping[Deed, Callable[..., Ticket]] = {
        Deed.ASSIGN: partial(operations.assign, assignee=wanted.assignee),
        Deed.PRIORITY: partial(operations.change_priority, priority=wanted.priority, reason=wanted.reason),
        Deed.WAIT: partial(operations.wait, reason=wanted.reason),
        Deed.RESOLVE: operations.resolve,
        Deed.CLOSE: operations.close,
        Deed.SPAM: joining.mark_spam,
    }
    return acts[wanted.deed]


def _merging(oldest: Ticket, by: Person, now: datetime) -> Callable[[Ticket], Ticket | None]:
    """Each of the others into the oldest."""

    def do(ticket: Ticket) -> Ticket:
        joining.merge(ticket=ticket, other=oldest, by=by, now=now, expected_seq=ticket.last_event_seq)
        return queries.again(ticket)

    return do


def _set_back(deed: Deed, was: Result, reason: str, given: Mapping[str, Any]) -> Ticket:
    """One ticket as it stood before, by new acts."""
    waited = was.status == Ticket.Status.WAITING
    if deed is Deed.ASSIGN:
        assignee = Person.objects.filter(pk=was.assignee or 0).first()
        return operations.assign(assignee=assignee, **given)
    if deed is Deed.PRIORITY:
        return operations.change_priority(priority=was.priority, reason=reason, **given)
    if deed is Deed.WAIT:
        return operations.wait(reason=was.waiting_for, **given) if waited else operations.resume(**given)
    if was.status not in queries.AT_WORK:
        raise BadState(was.status)  # what was resolved before would be told to its customer again
    again = operations.reopen(**given)
    if waited:
        later = {**given, "ticket": again, "expected_seq": again.last_event_seq}
        again = operations.wait(reason=was.waiting_for, **later)
    return again
