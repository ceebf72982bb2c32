"""Why a clock says what it says: its due time, step by step, as facts without words.

The steps are read off the fold's own result: the stretches are those that the ruling strand counted, the due instant is
the clock's. `parola.policy.words` puts them into a language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from .agreement import Exclusion, Metric, Plan, Priority, Start, Target, Terms
from .clock import Clock, State
from .hours import Text
from .spans import Span, subtract
from .strand import Cause, Strand
from .timeline import Timeline

Reason = Literal[
    "closed", "holiday", "closure", "special", "priority", "facts", "waiting", "ticket_resolved", "ticket_closed"
]
REASONS: Mapping[Cause, Reason] = {
    "priority": "priority",
    "facts": "facts",
    "waiting": "waiting",
    "resolved": "ticket_resolved",
    "closed": "ticket_closed",
}
"""Why a strand stood still, as it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The ruling strand began to count at `at`: with the clock, which began with `start`; when the ticket was raised to its
    priority (`raised`); or when its facts came to ask for the target (`refitted`).
    """

    at: datetime
    metric: Metric
    cycle: int
    raised: bool
    refitted: bool = False
    start: Start = "opening"
    threshold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What the agreement says. `target.promise` is the promise, `target.calendar` its calendar, `target.clause` the place."""

    plan: Plan
    priority: Priority
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The ticket came under these terms at `at`; the clock counts under them since its own start."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedOn:
    """Both sides agreed at `at` that it is due at `due`, in place of the plan's promise; `by` says who noted it."""

    at: datetime
    due: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlasted:
    """The ticket's own, more severe priority promises something due later (`at`), or nothing that is due (None).

    So the promise of a less severe priority holds.
    """

    priority: Priority
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """The agreement promises no due time to tickets like this one."""

    exclusion: Exclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLimited:
    """At this priority the customer is contacted only while the calendar of that id is open."""

    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A stretch that counted."""

    span: Span

    @property
    def length(self) -> timedelta:
        """Its length."""
        return self.span.end - self.span.start


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """A stretch that did not count, and why.

    `closed`, `holiday`, `closure`, `special`: the calendar was closed, for the reason called `name`. `priority`: the ticket
    had the less severe priority `detail`. `facts`: by its facts another target applied, since `detail`. `waiting`: it waited
    for `detail`. `ticket_resolved`, `ticket_closed`: it was.
    """

    span: Span
    reason: Reason
    name: Text = field(default_factory=dict)
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDays:
    """Many stretches that counted, `length` together, with nothing but closed hours between them; see `in_short`."""

    span: Span
    stretches: int
    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The sum of the stretches that counted."""

    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The due instant. `by_change`: the time was used up already when the clock came to count for the ticket, so it is due then.

    `goal`: it is aimed at, and not promised.
    """

    at: datetime
    by_change: bool
    goal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverDue:
    """Best effort: the time is measured, and nothing is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """What is true of the clock at `at`, and the working time used by then."""

    at: datetime
    state: State
    elapsed: timedelta


Step = (
    Started
    | Promised
    | Moved
    | AgreedOn
    | Outlasted
    | Excluded
    | ContactLimited
    | Counted
    | NotCounted
    | Total
    | Due
    | NeverDue
    | Stands
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The steps that lead to a clock's due time and to how it stands, in the order in which they are told, and its terms."""

    steps: tuple[Step, ...]
    terms: Terms


MANY = 6
"""So many stretches in a row are told as one."""


def in_short(explanation: Explanation) -> tuple[Step | CountedDays, ...]:
    """The steps as they are told: many stretches in a row, with nothing but closed hours between them, are one.

    A holiday, a pause or whatever else has a reason of its own stays a step by itself.
    """
    runs = groupby(explanation.steps, _ordinary)
    return tuple(step for ordinary, run in runs for step in (_shortened([*run]) if ordinary else run))


def _ordinary(step: Step) -> bool:
    return isinstance(step, Counted) or (isinstance(step, NotCounted) and step.reason == "closed")


def _shortened(run: Sequence[Step]) -> Sequence[Step | CountedDays]:
    counted = [step for step in run if isinstance(step, Counted)]
    if len(counted) < MANY:
        return run
    first, last = run.index(counted[0]), run.index(counted[-1])
    length = sum((step.length for step in counted), timedelta())
    span = Span(counted[0].span.start, counted[-1].span.end)
    return [*run[:first], CountedDays(span=span, stretches=len(counted), length=length), *run[last + 1 :]]


def explain(clock: Clock, timeline: Timeline, terms: Terms, now: datetime) -> Explanation:
    """Why the clock is due when it is, and how it stands at `now`. `terms` are the ticket's.

    The stretches reach to the due instant; where there is none, or the clock is void, to the clock's end or to `now`.
    """
    state = clock.state(now)
    due = None if state is State.VOID else clock.due
    until = due or clock.ended or now
    # What resolving kept is explained up to its due time, as every kept promise is: the end stops nothing.
    strand = clock.strand.copied()
    if clock.done is not None:
        strand.go_on("resolved", clock.done)
    counted = [Counted(span=span) for span in strand.counted(until)]
    stretches: list[Counted | NotCounted] = [*counted, *_not_counted(strand, until)]
    stretches.sort(key=lambda step: step.span.start)
    since, own = _terms_of(clock, timeline, terms)
    steps: tuple[Step, ...] = (
        *_promise(clock, timeline, own, since),
        *stretches,
        Total(length=sum((step.length for step in counted), timedelta())),
        *_due(clock, due),
        Stands(at=clock.ended or now, state=state, elapsed=clock.elapsed(now)),
    )
    return Explanation(steps=steps, terms=own)


def _terms_of(clock: Clock, timeline: Timeline, terms: Terms) -> tuple[datetime, Terms]:
    """The terms under which the clock was decided, or those of the ticket by now, and since when they were in force."""
    decided = clock.due if clock.decided is State.MISSED else clock.ended
    since = [timeline.opened, *(at for at, _ in timeline.moved if decided is None or at <= decided)]
    course = ((*terms.before, terms)[0], *(moved for _, moved in timeline.moved))
    place = len(since) - 1
    return since[place], replace(course[place], before=course[:place])


def _promise(clock: Clock, timeline: Timeline, terms: Terms, since: datetime) -> Iterator[Step]:
    yield _started(clock)
    priority = terms.priority(clock.priority)
    yield Promised(plan=terms.plan, priority=priority, target=clock.target)
    if since > clock.began:
        yield Moved(at=since)
    if clock.agreed is not None:
        yield AgreedOn(at=clock.agreed.at, due=clock.agreed.due, by=clock.agreed.by)
    own = next((strand for strand in clock.strands if strand.in_force), clock.strand)
    if own is not clock.strand and clock.agreed is None:
        yield Outlasted(priority=terms.priority(own.target.priority), at=own.due)
    if timeline.exclusion is not None and clock.target.promise is None:
        yield Excluded(exclusion=timeline.exclusion)
    if priority.contact is not None:
        yield ContactLimited(calendar=priority.contact)


def _started(clock: Clock) -> Started:
    later = clock.started > clock.began
    return Started(
        at=clock.started,
        metric=clock.metric,
        cycle=clock.cycle,
        raised=later and clock.strand.came == "priority",
        refitted=later and clock.strand.came == "facts",
        start=clock.target.starts if clock.cycle == 1 else "opening",
        threshold=clock.threshold,
    )


def _due(clock: Clock, due: datetime | None) -> Iterator[Step]:
    if clock.target.promise is None and clock.agreed is None:
        yield NeverDue()
    elif due is not None:
        at_once = due == clock.strand.since and due > clock.started and clock.agreed is None
        yield Due(at=due, by_change=at_once, goal=clock.goal)


def _not_counted(strand: Strand, until: datetime) -> Iterator[NotCounted]:
    """What lay between: first what the ticket's own course took out, then the calendar's closed hours beside it."""
    taken: tuple[Span, ...] = ()
    for stop in strand.stops:
        for span in _within(stop.until(until), until, taken):
            yield NotCounted(span=span, reason=REASONS[stop.cause], detail=stop.detail)
            taken = (*taken, span)
    for gap in strand.calendar.gaps(strand.started, max(strand.started, until)):
        for span in subtract((gap.span,), taken):
            yield NotCounted(span=span, reason=gap.reason, name=gap.name)


def _within(span: Span, until: datetime, taken: tuple[Span, ...]) -> tuple[Span, ...]:
    """What of the span lies before `until` and is not taken yet."""
    end = min(span.end, until)
    return subtract((Span(span.start, end),), taken) if span.start < end else ()
