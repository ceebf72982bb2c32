"""The life of a ticket, tick by tick: the second half of the second implementation (see `naive.py`)."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.sla.naive import Cell, Cycle, Row, When

CUSTOMERS = frozenset({"customer"})
"""What the customer does counts when it was done, however late it is told."""


@dataclass(frozen=True)
class Policy:
    """What a vendor promises. `pauses` are what each metric may wait for; no ticket that an exclusion fits is ever due."""

    cells: Sequence[Cell]
    from_opening: bool = False
    pauses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tiers: Sequence[int] = (1, 2)
    highest: int = 3
    """The vendor's highest tier."""
    exclusions: Sequence[When] = ()

    def __deepcopy__(self, memo: object) -> Policy:
        return self


@dataclass(frozen=True)
class Happening:
    """`kind` happened at tick `at` and was told at `told`; `value` is the priority, the tier, or what it waits for."""

    at: int
    kind: str
    value: int | str = 0
    told: int = -1

    @property
    def known(self) -> int:
        return max(self.at, self.told)


@dataclass
class Ticket:
    """A ticket, and for each metric that its plan promises the cycles so far."""

    policy: Policy
    priority: int
    facts: Mapping[str, str] = field(default_factory=dict)
    now: int = 0
    status: str = "open"
    tier: int = 0
    highest: int = 0
    waits: str = ""
    answered: bool = False
    asked: int | None = None
    """When the customer wrote while the ticket was at its end."""
    counts: bool = True
    """Whether it is a ticket at all, and no duplicate of another or spam."""
    cycles: dict[str, list[Cycle]] = field(default_factory=dict)

    def open(self) -> None:
        self.tier = self.highest = min(self.policy.tiers)
        for metric in ("first_response", "update", "resolution"):
            self.begin(metric)
        self.escalate()

    def chosen(self, metric: str) -> dict[int, Cell]:
        """The first row for each priority that fits the ticket."""
        found: dict[int, Cell] = {}
        excluded = any(when.fits(self.facts) for when in self.policy.exclusions)
        for cell in self.policy.cells:
            if cell.metric == metric and cell.priority not in found and cell.when.fits(self.facts):
                found[cell.priority] = replace(cell, ticks=None) if excluded else cell
        return found

    def begin(self, metric: str, since: int | None = None) -> None:
        known = self.cycles.setdefault(metric, [])
        if known and known[-1].shown is None:
            known.pop()
        if cells := self.chosen(metric):
            cycle = Cycle(cells, self.policy.from_opening, self.priority, self.now if since is None else since)
            while cycle.now < self.now:
                cycle.count()
            for cell in cycle.in_force():
                cycle.started[cell] = cycle.began
            cycle.look_ahead()
            cycle.waits = self.stops(metric)
            known.append(cycle)

    def stops(self, metric: str) -> bool:
        """Whether what it waits for stops the metric; a first response never stands still."""
        return metric != "first_response" and self.waits in self.policy.pauses.get(metric, ())

    def present(self, *metrics: str) -> Iterable[Cycle]:
        return [known[-1] for metric, known in self.cycles.items() if known and metric in (metrics or self.cycles)]

    def runs(self, metric: str) -> bool:
        return any(cycle.ended is None for cycle in self.present(metric))

    def happen(self, kind: str, value: int | str) -> None:  # noqa: C901, PLR0912  # one flat table of kinds
        at_work = self.status in ("open", "waiting")
        if kind == "priority":
            self.priority = int(value)
            for cycle in self.present():
                cycle.priority = self.priority
        elif kind == "support" and self.status != "closed":
            self.answer(at_work)
        elif kind == "customer" and self.answered and not self.runs("next_response"):
            if at_work:
                self.begin("next_response")
            elif self.asked is None:
                self.asked = self.now
        elif kind == "tier":
            self.arrive(int(value), at_work)
        elif kind == "wait" and at_work:
            self.stand("waiting", str(value))
        elif kind == "resume" and self.status == "waiting":
            self.stand("open")
        elif kind == "resolve" and at_work:
            self.resolve()
        elif kind in ("close", "void"):
            self.stand("closed")
            self.counts = self.counts and kind == "close"
            for cycle in self.present():
                cycle.end("void", resumable=True)
        elif kind == "reopen" and not at_work:
            self.reopen()
        for cycle in self.present():
            cycle.look_ahead()

    def answer(self, at_work: bool) -> None:
        for cycle in self.present("first_response", "next_response", "update"):
            cycle.do()
        self.answered, self.asked = True, None
        if at_work:
            self.begin("update")

    def arrive(self, tier: int, at_work: bool) -> None:
        self.tier = tier
        if tier > self.highest:
            self.highest = tier
            for cycle in self.present("escalation"):
                cycle.do()
            if at_work:
                self.escalate()

    def escalate(self) -> None:
        """The time at a tier of the plan counts if the vendor has one above it."""
        if self.highest in self.policy.tiers and self.highest < max(self.policy.highest, *self.policy.tiers):
            self.begin("escalation")

    def stand(self, status: str, waits: str = "") -> None:
        self.status, self.waits = status, waits
        for metric, known in self.cycles.items():
            for cycle in known[-1:]:
                cycle.waits = self.stops(metric) and cycle.ended is None

    def resolve(self) -> None:
        for cycle in self.present("escalation", "resolution"):
            cycle.do(resumable=True)
        for cycle in self.present("update", "next_response"):
            cycle.end("void", resumable=True)
        self.stand("resolved")

    def reopen(self) -> None:
        self.stand("open")
        self.counts = True
        for cycle in self.present():
            cycle.now = self.now
            cycle.go_on()
        if not self.runs("update"):
            self.begin("update")
        if not self.runs("escalation"):
            self.escalate()
        if self.asked is not None and not self.runs("next_response"):
            self.begin("next_response", since=self.asked)
        self.asked = None

    def live_until(self, tick: int) -> None:
        while self.now < tick:
            for metric, known in self.cycles.items():
                if known and known[-1].ended is None:
                    self.pass_tick(metric, known[-1])
            self.now += 1
        for cycle in self.present():
            cycle.now = self.now

    def pass_tick(self, metric: str, cycle: Cycle) -> None:
        if cycle.late():
            cycle.missed = True
            if metric == "update":
                cycle.ended = self.now
                self.begin("update")
                cycle = self.cycles[metric][-1]
        cycle.count()

    def at(self, tick: int) -> Ticket:
        """What becomes of it by then if nothing happens."""
        later = copy.deepcopy(self)
        later.live_until(tick)
        return later

    def rows(self) -> dict[tuple[str, int], Row]:
        """What its clocks show, by metric and cycle."""
        return {
            (metric, number): cycle.row() if self.counts else replace(cycle.row(), state="void")
            for metric, known in self.cycles.items()
            for number, cycle in enumerate(known, start=1)
            if cycle.shown is not None
        }


def live(ticket: Ticket, happened: Sequence[Happening]) -> Ticket:
    """The ticket, opened in tick 0, after all this."""
    alive = copy.deepcopy(ticket)
    alive.open()
    for happening in sorted(happened, key=lambda happening: happening.at):
        alive.live_until(max(0, happening.at))
        alive.happen(happening.kind, happening.value)
    return alive


def believed(ticket: Ticket, happened: Sequence[Happening]) -> list[Happening]:
    """What happened, each at the tick at which it counts: what is told late takes back no miss that was known by then."""
    known: list[Happening] = []
    for happening in sorted(happened, key=lambda happening: happening.known):
        if happening.known > happening.at and happening.kind not in CUSTOMERS:
            with_it = misses(ticket, [*known, happening], happening.known)
            if not misses(ticket, known, happening.known) <= with_it:
                known.append(replace(happening, at=happening.known))
                continue
        known.append(happening)
    return known


def misses(ticket: Ticket, happened: Sequence[Happening], tick: int) -> set[tuple[str, int, int | None]]:
    alive = live(ticket, happened)
    alive.live_until(tick)
    return {(metric, row.priority, row.due) for (metric, _), row in alive.rows().items() if row.state == "missed"}
