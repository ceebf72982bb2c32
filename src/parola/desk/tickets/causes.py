"""Why a promise was missed, as far as the record tells it, and what would have kept it. The desk proposes; a person decides. Pure.

What the record says outright comes first: an answer was there in time and was held; the ticket got its priority late; a resolution did
not hold. Else the time decides that counted until the promise was due: each stretch of it belongs to the first of these that is
true of it, and what most of it was spent on is the cause.

1. Nobody was on shift who holds such tickets.
2. It had come to a tier, and nobody there had taken it.
3. Nobody had it.
4. It was set to wait for something that does not stop the time.
5. Somebody had it. Where it came back from another tier meanwhile, it was passed around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from parola.desk.teams.reach import holders
from parola.desk.teams.rota import Roster, covered
from parola.desk.tickets.kinds.misses import Cause
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.passing import takes
from parola.desk.tickets.vocabulary import (
    Assigned,
    Escalated,
    Fact,
    Message,
    PriorityChanged,
    Recorded,
    Reopened,
    ReplyHeld,
    ReplyReleased,
    Resumed,
    Waiting,
)
from parola.sla.agreement import Metric, Plan
from parola.sla.clock import RESTORING, Clock
from parola.sla.spans import Span, intersect, subtract, total
from parola.sla.tiers import holder

ANSWERED = frozenset({Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE})
"""What a message to the customer is the doing of."""
BY_TIME = (Cause.NOBODY_THERE, Cause.NOT_TAKEN, Cause.NOT_ASSIGNED, Cause.WAITED, Cause.HANDLED_LATE)
PROPOSED = (Cause.REPLY_HELD, Cause.PRIORITY_LATE, Cause.REOPENED, Cause.PASSED_AROUND, *BY_TIME)
"""What the desk proposes."""
UNHELD = (Cause.NOT_TAKEN, Cause.NOT_ASSIGNED)
"""While these hold, nobody has the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a ticket is: with which tier and whom, whether that tier has taken it, and for what it waits (empty: for nothing)."""

    tier: int
    person: int | None = None
    taken: bool = True
    waiting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the time that counted, and what became of it."""

    span: Span
    cause: Cause
    standing: Standing

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.span.end - self.span.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The cause that the desk proposes, from when to when it held, and how much of the time that counted was spent on it (None: none was).

    `standing`: where the ticket was then.
    """

    cause: Cause
    since: datetime
    until: datetime
    length: timedelta | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What would have kept a promise: its doing at `by`, at the latest. `done`: when it was done after all; `late`: how much
    working time after.

    `unheld_until`: where nobody had the ticket for a while, when somebody took it (`taken_by`); None with `unheld`: nobody did.
    """

    by: datetime
    done: datetime | None
    late: timedelta
    unheld: bool
    unheld_until: datetime | None
    taken_by: int | None


def proposed(history: Sequence[Recorded], clock: Clock, parts: Sequence[Part]) -> Proposal | None:
    """What the record of a missed clock speaks for, by its parts. None where it was due at once, and no time was to be spent."""
    said = outright(history, clock, parts)
    if said is not None or not parts:
        return said
    cause, own = _most(parts)
    if cause is Cause.HANDLED_LATE and any(isinstance(event.fact, SentBack) for event in _within(history, clock)):
        cause = Cause.PASSED_AROUND
    length = total(part.span for part in own)
    longest = max(own, key=attrgetter("length"))
    return Proposal(
        cause=cause, since=own[0].span.start, until=own[-1].span.end, length=length, standing=longest.standing
    )


def outright(history: Sequence[Recorded], clock: Clock, parts: Sequence[Part]) -> Proposal | None:
    """What the record says by itself, however the time was spent."""
    for event in _within(history, clock):
        found = _said(event, history, clock)
        if found is not None:
            standing = next((part.standing for part in parts if event.at <= part.span.end), Standing(tier=0))
            return Proposal(cause=found, since=event.at, until=_due(clock), length=None, standing=standing)
    return None


def _said(event: Recorded, history: Sequence[Recorded], clock: Clock) -> Cause | None:
    match event.fact:
        case ReplyHeld() if clock.metric in ANSWERED and not _released(history, event.seq, _due(clock)):
            return Cause.REPLY_HELD
        case PriorityChanged() if event.at == clock.ruled_since and _half_gone(clock):
            return Cause.PRIORITY_LATE
        case Reopened() if clock.metric in RESTORING:
            return Cause.REOPENED
        case _:
            return None


def _released(history: Iterable[Recorded], held: int, until: datetime) -> bool:
    return any(isinstance(each.fact, ReplyReleased) and each.fact.held == held and each.at <= until for each in history)


def _half_gone(clock: Clock) -> bool:
    """Whether the promise came to rule with less than half of its time left."""
    spans = [*clock.strand.counted(_due(clock))]
    left = intersect(spans, [Span(clock.ruled_since, _due(clock))]) if clock.ruled_since < _due(clock) else ()
    return 2 * total(left) < total(spans)


def parted(history: Sequence[Recorded], clock: Clock, plan: Plan, product: str, roster: Roster) -> list[Part]:
    """The time that counted until the clock was due, in order, with what became of each stretch."""
    counted, parts = [*clock.strand.counted(_due(clock))], list[Part]()
    for stretch, standing in _course(history, plan, Span(clock.started, max(clock.started, _due(clock)))):
        own = intersect(counted, [stretch])
        teams = holders(roster, standing.tier, product)
        there = covered(roster, teams, stretch.start, stretch.end) if own and teams else (stretch,)
        parts += [Part(span=span, cause=Cause.NOBODY_THERE, standing=standing) for span in subtract(own, there)]
        parts += [Part(span=span, cause=_spent(standing), standing=standing) for span in intersect(own, there)]
    return sorted(parts, key=attrgetter("span.start"))


def _spent(standing: Standing) -> Cause:
    """What the time is spent on while somebody is there."""
    if not standing.taken:
        return Cause.NOT_TAKEN
    if standing.person is None:
        return Cause.NOT_ASSIGNED
    return Cause.WAITED if standing.waiting else Cause.HANDLED_LATE


def _most(parts: Sequence[Part]) -> tuple[Cause, list[Part]]:
    """On what most of the time was spent, and its parts; of equals the first of BY_TIME."""
    spent = {cause: [part for part in parts if part.cause is cause] for cause in BY_TIME}
    cause = max(BY_TIME, key=lambda each: total(part.span for part in spent[each]))
    return cause, spent[cause]


def _course(history: Sequence[Recorded], plan: Plan, whole: Span) -> Iterator[tuple[Span, Standing]]:
    """Where the ticket was from the start of the span to its end, in stretches."""
    standing, since = Standing(tier=min(plan.tiers)), whole.start
    for event in sorted(history, key=attrgetter("at")):
        at = min(max(event.at, whole.start), whole.end)
        moved = _after(standing, event.fact, plan)
        if moved != standing and at > since:
            yield Span(since, at), standing
            since = at
        standing = moved if event.at <= whole.end else standing
    if since < whole.end:
        yield Span(since, whole.end), standing


def _after(standing: Standing, fact: Fact, plan: Plan) -> Standing:
    match fact:
        case Escalated() if holder(plan, fact.tier) != standing.tier:
            return replace(standing, tier=holder(plan, fact.tier), taken=False)
        case SentBack():
            return replace(standing, tier=holder(plan, fact.tier), taken=True)
        case Waiting():
            return replace(standing, waiting=fact.reason)
        case Resumed() | Message(side="customer"):
            return replace(standing, waiting="")
        case Assigned():
            return replace(standing, person=fact.assignee, taken=standing.taken or takes(fact))
        case _:
            return replace(standing, taken=True) if takes(fact) else standing


def keeping(history: Sequence[Recorded], clock: Clock, parts: Iterable[Part]) -> Keeping:
    """What would have kept the promise, and when somebody took the ticket, if nobody had it for a while."""
    due, done = _due(clock), clock.done
    unheld = [part for part in parts if part.cause in UNHELD]
    taken = _taken(history, unheld[-1].span.end, done) if unheld else None
    return Keeping(
        by=due,
        done=done,
        late=clock.calendar.between(due, done) if done is not None and done > due else timedelta(),
        unheld=bool(unheld),
        unheld_until=taken.at if taken else None,
        taken_by=taken.actor if taken and not isinstance(taken.fact, Assigned) else _assignee(taken),
    )


def _taken(history: Iterable[Recorded], since: datetime, until: datetime | None) -> Recorded | None:
    """By which event somebody took it from then on, as long as it had still to be done."""
    found = (event for event in sorted(history, key=attrgetter("at")) if takes(event.fact) and event.at >= since)
    taken = next(found, None)
    return taken if taken and (until is None or taken.at <= until) else None


def _assignee(taken: Recorded | None) -> int | None:
    return taken.fact.assignee if taken and isinstance(taken.fact, Assigned) else None


def _within(history: Iterable[Recorded], clock: Clock) -> list[Recorded]:
    """What happened while it ran, in the order of time."""
    some = [event for event in history if clock.began < event.at <= _due(clock)]
    return sorted(some, key=attrgetter("at"))


def _due(clock: Clock) -> datetime:
    """When it was due: a miss has a due time."""
    if clock.due is None:
        raise ValueError(f"{clock.metric} was never due")
    return clock.due
