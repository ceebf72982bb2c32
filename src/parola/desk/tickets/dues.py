"""Each due time as it changes: how the clocks stand after each event of a history, what an event changed, and what one would. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from parola.desk.tickets import projection
from parola.desk.tickets.kinds.fact import Fact
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Metric, Terms
from parola.sla.clock import State
from parola.sla.timeline import Timeline


class Key(NamedTuple):
    """What makes a clock one of its kind on its ticket."""

    metric: Metric
    threshold: str
    cycle: int


class Standing(NamedTuple):
    """How a clock stands: when it is due (None: at no time, or it stands still), and what is true of it."""

    due: datetime | None
    state: State


Standings = Mapping[Key, Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A clock that stands otherwise than before. None: there was, or is, no such clock."""

    clock: Key
    before: Standing | None
    after: Standing | None


def along(history: Sequence[Recorded], terms: Terms) -> list[Standings]:
    """How the clocks stood as each event was recorded, by all that was known by then."""
    timelines = projection.timelines(history, terms)
    return [standings(known, max(event.at, event.recorded_at)) for event, known in zip(history, timelines, strict=True)]


def standings(timeline: Timeline, now: datetime) -> Standings:
    """How the clocks stand at `now`."""
    return {
        Key(clock.metric, clock.threshold, clock.cycle): Standing(
            None if (state := clock.state(now)) is State.VOID else clock.due, state
        )
        for clock in timeline.at(now).clocks
    }


def changes(before: Standings, after: Standings) -> tuple[Change, ...]:
    """What stands otherwise, in the order of the clocks."""
    return tuple(
        Change(clock=key, before=before.get(key), after=after.get(key))
        for key in dict.fromkeys([*after, *before])
        if before.get(key) != after.get(key)
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do to the next due time; None: nothing is due."""

    before: datetime | None
    after: datetime | None


def preview(history: Sequence[Recorded], fact: Fact, terms: Terms, now: datetime, new: Terms | None = None) -> Preview:
    """The next due time before and after, if that happened now; `new` are the terms that it would put in force."""
    before = projection.next_due(projection.timeline(history, terms).at(now))
    after = projection.next_due(projection.as_recorded(projection.supposing(history, fact, now), new or terms))
    return Preview(before=before.due if before else None, after=after.due if after else None)


def forecast(history: Sequence[Recorded], fact: Fact, terms: Terms, now: datetime) -> tuple[Change, ...]:
    """What each clock would show otherwise if that happened now."""
    before = standings(projection.timeline(history, terms), now)
    return changes(before, standings(projection.timeline(projection.supposing(history, fact, now), terms), now))
