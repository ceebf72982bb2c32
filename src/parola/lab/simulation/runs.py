"""Several runs of the same desk, each with chances of its own: what is kept on average, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parola.sla.attainment import Promised, place
from parola.sla.objective import Objective
from parola.sla.table import NEVER

from .crews import Agent
from .demand import Stream, demand
from .engine import run
from .estimates import Estimate, Kept, estimate, kept
from .load import Load
from .outcomes import Prepared, Tally, ended, prepare, tally
from .roster import Skill, skills_of
from .week import HOURS, WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is simulated: what comes in, from an instant on, for so many weeks after those that fill the desk; and how often.

    `timezone` is the one whose hours the week is told in.
    """

    streams: tuple[Stream, ...]
    objectives: tuple[Objective, ...]
    timezone: str
    start: int
    weeks: int = 4
    warm: int = 1
    runs: int = 20
    seed: int = 1

    @property
    def since(self) -> int:
        """From when on it is counted."""
        return self.start + self.warm * WEEK

    @property
    def until(self) -> int:
        """Up to when."""
        return self.since + self.weeks * WEEK


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a roster makes of a scenario. `rows` have met and missed of all runs together, by what was promised."""

    kept: tuple[Kept, ...]
    rows: Mapping[Promised, tuple[int, int]]
    shares: Mapping[Promised, Estimate]
    asked_in: NDArray[np.int64]
    missed_in: NDArray[np.int64]
    people: NDArray[np.float64]
    tickets: float
    """How many came in a week."""
    busy: float
    """The part of the time there that people were at work."""
    open: float
    """Turns of work that stood unfinished at the end of a run, on average."""

    @property
    def holds(self) -> bool:
        """Whether every objective of which anything was counted is kept on average."""
        return all(each.holds for each in self.kept)

    @property
    def sure(self) -> bool:
        """The same by the lower ends of the intervals."""
        return all(each.sure for each in self.kept)


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A run's demand, drawn and with its due times: it can meet one roster after another."""

    prepared: Prepared
    skills: tuple[Skill, ...]
    load: Load


class People(Protocol):
    """Who works when, however it is known: `roster.Roster`, or the teams of a desk."""

    def agents(self, skills: Sequence[Skill], start: int, end: int) -> list[Agent]:
        """Everybody, with when they are there in `[start, end)` and which of these skills they have."""

    def people(self, timezone: str, start: int) -> NDArray[np.float64]:
        """How many are there on average in each hour of the local week, by the week from `start` on."""


Progress = Callable[[int, int], None]
"""Told how many of how many runs are done."""


def draw(scenario: Scenario, number: int) -> Ready:
    """The demand of a run: its number and the seed decide it, and nothing else."""
    seed = np.random.SeedSequence((scenario.seed, number))
    prepared = prepare(demand(scenario.streams, scenario.start, scenario.until, seed))
    skills, queues = skills_of(prepared.demand)
    return Ready(prepared, skills, prepared.load(queues))


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """One run's counts."""

    tally: Tally
    tickets: int
    busy: float
    open: int


def meet(ready: Ready, roster: People, scenario: Scenario) -> Ran:
    """Let a roster do a run's demand."""
    agents = roster.agents(ready.skills, scenario.start, scenario.until)
    course = run(ready.load, agents, scenario.until, ready.prepared.again())
    counted = tally(ended(ready.prepared, course), scenario.since, scenario.until, scenario.timezone)
    done = course.done < NEVER
    worked = int(ready.prepared.demand.works[done].sum())
    there = sum(end - start for agent in agents for start, end in agent.there)
    unfinished = int(((course.asked < NEVER) & ~done).sum())
    opened = ready.prepared.demand.opened
    tickets = int((opened >= scenario.since).sum())
    return Ran(counted, tickets, worked / there if there else 0.0, unfinished)


def simulate(scenario: Scenario, roster: People, told: Progress | None = None) -> Result:
    """Every run of the scenario with this roster."""
    ran = []
    for number in range(scenario.runs):
        ran.append(meet(draw(scenario, number), roster, scenario))
        if told:
            told(number + 1, scenario.runs)
    return result(scenario, roster, ran)


def result(scenario: Scenario, roster: People, ran: Sequence[Ran]) -> Result:
    """The runs put together."""
    kinds = sorted({kind for each in ran for kind in each.tally.met}, key=place)
    rows = {
        kind: (sum(each.tally.met[kind] for each in ran), sum(each.tally.missed[kind] for each in ran))
        for kind in kinds
    }
    shares = {kind: estimate([(each.tally.met[kind], each.tally.missed[kind]) for each in ran]) for kind in kinds}
    return Result(
        kept=kept(scenario.objectives, [each.tally for each in ran]),
        rows={kind: row for kind, row in rows.items() if any(row)},
        shares={kind: share for kind, share in shares.items() if share is not None},
        asked_in=sum((each.tally.asked_in for each in ran), np.zeros(HOURS, dtype=np.int64)),
        missed_in=sum((each.tally.missed_in for each in ran), np.zeros(HOURS, dtype=np.int64)),
        people=roster.people(scenario.timezone, scenario.since),
        tickets=fmean(each.tickets for each in ran) / scenario.weeks,
        busy=fmean(each.busy for each in ran),
        open=fmean(each.open for each in ran),
    )
