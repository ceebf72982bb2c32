"""What the other desk said of due times and of what was kept, beside what the fold says, with the reason where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from parola.desk.transfer.past.ticket import Past, Said
from parola.sla.agreement import Target, Terms
from parola.sla.clock import Clock, State
from parola.sla.explain import NotCounted, explain
from parola.sla.timeline import Timeline

TOLERANCE = timedelta(seconds=60)
"""So far apart two due times are the same one: many desks round to the minute."""
Kind = Literal["due", "verdict"]
Cause = Literal["nothing_promised", "best_effort", "void", "counted"]
KEPT = {State.MET: True, State.MISSED: False, State.RUNNING: True, State.PAUSED: True}
"""What has not ended yet was kept so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why it is so here: the target that counted from `started`, and what it did not count: closed hours, and the ticket's own pauses."""

    cause: Cause
    target: Target | None = None
    started: datetime | None = None
    closed: timedelta = timedelta()
    stood_still: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the two desks say otherwise of a ticket. Of a due time None is none, of a verdict that nothing is judged."""

    line: int
    ticket: str
    metric: str
    kind: Kind
    ours: datetime | bool | None
    theirs: datetime | bool
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One thing that both desks speak of; `difference`: where they do not agree."""

    kind: Kind
    difference: Difference | None


def compare(past: Past, timeline: Timeline, terms: Terms, now: datetime) -> Iterator[Judged]:
    """All that the other desk said of the ticket, each held against ours."""
    present = timeline.at(now)
    for said in past.said:
        clock = clock_of(said, present)
        state = clock.state(now) if clock else None
        due = clock.due if clock and state is not State.VOID else None
        if said.due is not None:
            agrees = due is not None and abs(due - said.due) <= TOLERANCE
            yield _judged(past, said, "due", due, said.due, agrees, clock, present, terms, now)
        if said.met is not None:
            kept = KEPT.get(state) if state else None
            yield _judged(past, said, "verdict", kept, said.met, kept is said.met, clock, present, terms, now)


def clock_of(said: Said, timeline: Timeline) -> Clock | None:
    """The clock of which the other desk spoke: of one that repeats, the last cycle."""
    found = [each for each in timeline.clocks if each.kind == (said.metric, "") and not each.goal]
    return found[-1] if found else None


def why(clock: Clock | None, timeline: Timeline, terms: Terms, now: datetime) -> Why:
    """Read off the explanation that the ticket's own page gives."""
    if clock is None:
        return Why(cause="nothing_promised")
    state = clock.state(now)
    if state in (State.VOID, State.BEST_EFFORT):
        return Why(cause="void" if state is State.VOID else "best_effort", target=clock.target, started=clock.started)
    left = [step for step in explain(clock, timeline, terms, now).steps if isinstance(step, NotCounted)]
    closed = [each for each in left if each.reason in ("closed", "holiday", "closure", "special")]
    stood = [each for each in left if each not in closed]
    return Why(
        cause="counted",
        target=clock.target,
        started=clock.started,
        closed=sum((each.span.end - each.span.start for each in closed), timedelta()),
        stood_still=sum((each.span.end - each.span.start for each in stood), timedelta()),
    )


def _judged(  # noqa: PLR0917  # both desks' words, and what ours rest on
    past: Past,
    said: Said,
    kind: Kind,
    ours: datetime | bool | None,  # noqa: FBT001  # a verdict is one
    theirs: datetime | bool,  # noqa: FBT001
    agrees: bool,  # noqa: FBT001
    clock: Clock | None,
    timeline: Timeline,
    terms: Terms,
    now: datetime,
) -> Judged:
    if agrees:
        return Judged(kind=kind, difference=None)
    reason = why(clock, timeline, terms, now)
    return Judged(
        kind=kind,
        difference=Difference(
            line=past.line,
            ticket=past.id,
            metric=said.metric.value,
            kind=kind,
            ours=ours,
            theirs=theirs,
            why=reason,
        ),
    )
