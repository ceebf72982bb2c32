"""Many plain histories at once: those of which arrays can say, by the core's own due times, what the fold would say one by one.

A history is plain that has an opening and at most an answer, a resolution and a closing. Of agreements that ask for more (updates
that come round again, tiers, clocks that something else starts, facts that the hour gives) only the fold can say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.lab.mapping import Happening
from parola.sla.agreement import Metric, Target, Terms
from parola.sla.attainment import Promised
from parola.sla.batch import Micros
from parola.sla.batchdays import due
from parola.sla.clock import State
from parola.sla.compiled import moment
from parola.sla.lane import Targets, chosen

from .columns import Group
from .dates import NONE
from .verdicts import OF_STATE, Kind, Verdict

PLAIN = frozenset[Happening]({"answered", "resolved", "closed"})
DONE_BY: Mapping[Metric, Happening | None] = {
    Metric.ACKNOWLEDGEMENT: "answered",
    Metric.FIRST_RESPONSE: "answered",
    Metric.WORKAROUND: "resolved",
    Metric.RESTORATION: "resolved",
    Metric.RESOLUTION: "resolved",
    Metric.CAUSE: None,
}
"""What of a plain history does what a metric promises."""
NEVER_BEGINS = Metric.NEXT_RESPONSE
"""In a plain history no customer asks a second time."""
STATES = (State.MET, State.MISSED, State.BEST_EFFORT, State.VOID, State.RUNNING)
VERDICTS = tuple(Verdict)
FAR = np.iinfo(np.int64).max
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plain:
    """When some tickets were opened, and what happened to them when, in the order in which the log names it."""

    opened: Micros
    happened: Mapping[Happening, Micros]

    def at(self, happening: Happening | None) -> Micros:
        """When it happened; NONE: it did not."""
        found = self.happened.get(happening) if happening else None
        return np.full(self.opened.shape, NONE) if found is None else found

    def done(self, happening: Happening | None) -> Micros:
        """The same, but for tickets that were closed by then. Of one instant, what the log names first came first."""
        done, closed, order = self.at(happening), self.at("closed"), list(self.happened)
        first = "closed" in order and happening in order and order.index("closed") < order.index(happening or "closed")
        too_late = (closed != NONE) & ((closed <= done) if first else (closed < done))
        return np.where(too_late, NONE, done)


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of one promise to many tickets. `ruling` is the place of the target that ruled, `state` that in STATES."""

    targets: Sequence[Target]
    ruling: Codes
    state: Codes
    ended: NDArray[np.bool_]

    @property
    def verdicts(self) -> Codes:
        """Places in VERDICTS."""
        own = np.array([VERDICTS.index(OF_STATE[state]) for state in STATES])[self.state]
        nothing = np.array([target.goal or target.promise is None for target in self.targets])[self.ruling]
        return np.where(nothing, VERDICTS.index(Verdict.UNPROMISED), own)

    def counts(self) -> Iterator[tuple[Promised, State, int]]:
        """How many of those that ended ended how."""
        codes = (self.ruling * len(STATES) + self.state)[self.ended]
        for code, count in enumerate(np.bincount(codes)):
            if count:
                place, state = divmod(code, len(STATES))
                target = self.targets[place]
                promised = Promised(target.metric, target.priority, target.threshold, target.goal)
                yield promised, STATES[state], int(count)


def lanes(terms: Terms, group: Group) -> dict[Kind, Targets] | None:
    """For each promise the targets in force for tickets of the group; None where only the fold can say."""
    agreement = terms.agreement
    if any(fact.open_in for fact in agreement.facts.values()) or any(rule.since for rule in agreement.exclusions):
        return None
    excluded = terms.exclusion(group.facts, moment(0)) is not None
    severity = terms.severity(group.priority)
    found: dict[Kind, Targets] = {}
    for kind, targets in chosen(terms, group.facts, excluded=excluded).items():
        if not _can_be_said(kind[0], targets):
            return None
        in_force = {level: target for level, target in targets.items() if severity <= level}
        if in_force and kind[0] is not NEVER_BEGINS:
            found[Kind(*kind)] = in_force
    return found


def _can_be_said(metric: Metric, targets: Targets) -> bool:
    if metric is NEVER_BEGINS:
        return True
    return metric in DONE_BY and all(target.starts == "opening" for target in targets.values())


def fates(terms: Terms, kind: Kind, targets: Targets, some: Plain, end: int) -> Fates:
    """What became of a promise to these tickets by `end` (microseconds). Raises NeverOpens."""
    dues = np.stack([_due(terms, target, some.opened) for target in targets.values()])
    ruling, due_at = dues.argmin(axis=0), dues.min(axis=0)
    done, closed = some.done(DONE_BY[kind.metric]), some.at("closed")
    never = due_at == FAR
    state = np.select(
        [done != NONE, closed != NONE],
        [
            np.where(
                never, _place(State.BEST_EFFORT), np.where(done <= due_at, _place(State.MET), _place(State.MISSED))
            ),
            np.where(due_at < closed, _place(State.MISSED), _place(State.VOID)),
        ],
        np.where(never, _place(State.BEST_EFFORT), np.where(due_at < end, _place(State.MISSED), _place(State.RUNNING))),
    )
    ended = (done != NONE) | (closed != NONE) | (state == _place(State.MISSED))
    return Fates(tuple(targets.values()), ruling, state, ended)


def _place(state: State) -> int:
    return STATES.index(state)


def _due(terms: Terms, target: Target, opened: Micros) -> Micros:
    if target.promise is None:
        return np.full(opened.shape, FAR)
    found: Micros = due(terms.calendars[target.calendar], opened.view("M8[us]"), target.promise).view(np.int64)
    return found
