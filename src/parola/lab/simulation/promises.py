"""When what the simulated desk is asked is due: the core's calendars and targets, for many tickets at once.

What is reckoned here is what `sla.timeline.fold` makes of a ticket whose priority, facts and terms never change; a test holds it so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.sla import batch, lane
from parola.sla.agreement import Metric, Target
from parola.sla.attainment import Promised
from parola.sla.calendar import Calendar
from parola.sla.compiled import micros, moment
from parola.sla.durations import Stretch
from parola.sla.spans import Span
from parola.sla.table import NEVER, SECOND

from .demand import Kind
from .draws import Micros

METRICS = (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.RESOLUTION)
"""What is simulated; a desk of this kind writes no updates in between, and its tiers have no clocks of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """The targets of one clock that are in force at a ticket's priority, the most severe first, each with its calendar."""

    metric: Metric
    threshold: str
    targets: tuple[tuple[Target, Calendar], ...]

    @property
    def own(self) -> Promised:
        """What is promised at the ticket's own priority."""
        return promised_by(self.targets[0][0])

    @property
    def goal(self) -> bool:
        """Whether it is aimed at, and not promised."""
        return self.targets[0][0].goal

    def due(self, starts: Micros) -> tuple[Micros, NDArray[np.intp]]:
        """When each is due that starts then (`NEVER`: best effort), and the place of the target that rules it."""
        dues = np.stack([_due(target, calendar, starts) for target, calendar in self.targets])
        ruling = dues.argmin(axis=0)
        return np.take_along_axis(dues, ruling[None, :], axis=0)[0], ruling

    def due_again(self, start: int) -> int:
        """The same for one."""
        found = [
            micros(calendar.due(moment(start), target.promise))
            for target, calendar in self.targets
            if target.promise is not None
        ]
        return min(found, default=NEVER)


def promised_by(target: Target) -> Promised:
    """What a clock is counted with whose due time this target rules."""
    return Promised(target.metric, target.priority, target.threshold, target.goal)


def lanes_of(kind: Kind, opened: Micros) -> Iterator[tuple[NDArray[np.bool_], tuple[Lane, ...]]]:
    """The clocks of the tickets of a kind that opened then: for each group of them that is promised the same, which they are."""
    told = _told_by_clock(kind, opened)
    for combination in np.unique(told):
        chosen = told == combination
        yield chosen, lanes_at(kind, int(opened[chosen.argmax()]))


def lanes_at(kind: Kind, opened: int) -> tuple[Lane, ...]:
    """The clocks of a ticket of that kind that opened then."""
    terms, at = kind.terms, moment(opened)
    facts = {**({"product": kind.product} if kind.product else {}), **terms.told_by_clock(at)}
    severity = terms.severity(kind.priority)
    found = lane.chosen(terms, facts, excluded=terms.exclusion(facts, at) is not None)
    lanes = []
    for (metric, threshold), targets in found.items():
        own = tuple((target, terms.calendars[target.calendar]) for rank, target in targets.items() if rank >= severity)
        if own and metric in METRICS and own[0][0].starts == "opening":
            lanes.append(Lane(metric, threshold, own))
    return tuple(lanes)


def _told_by_clock(kind: Kind, opened: Micros) -> NDArray[np.int64]:
    """Which of the calendars that give facts by themselves were open then, a bit for each."""
    terms = kind.terms
    names = [fact.open_in for fact in terms.agreement.facts.values() if fact.open_in]
    starts, after = opened.view("M8[us]"), (opened + 1).view("M8[us]")
    told = np.zeros(len(opened), dtype=np.int64)
    for place, name in enumerate(names):
        worked = batch.between(terms.calendars[name], starts, after).view(np.int64)
        told |= (worked > 0).astype(np.int64) << place
    return told


def _due(target: Target, calendar: Calendar, starts: Micros) -> Micros:
    if target.promise is None:
        return np.full(len(starts), NEVER)
    if isinstance(target.promise, Stretch):
        worked = np.timedelta64(target.promise.seconds * SECOND, "us")
        return batch.add(calendar, starts.view("M8[us]"), worked).view(np.int64)
    promise = target.promise
    return np.array([micros(calendar.due(moment(start), promise)) for start in starts.tolist()], dtype=np.int64)


def due_paused(target: Target, calendar: Calendar, asked: Sequence[int], done: Sequence[int]) -> int:
    """When a clock is due that stood still between its turns: missed in the first turn that ended too late, else as the last left it."""
    due = NEVER
    for turn, until in enumerate(done):
        pauses = tuple(Span(moment(a), moment(b)) for a, b in zip(done[:turn], asked[1 : turn + 1], strict=True))
        promise = target.promise
        due = NEVER if promise is None else micros(calendar.due(moment(asked[0]), promise, pauses))
        due = max(due, asked[turn])
        if until > due:
            break
    return due
