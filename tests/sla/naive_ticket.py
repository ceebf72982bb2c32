"""The life of a ticket, tick by tick: the second half of the second implementation (see `naive.py`)."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.sla.naive import FAR, Cell, Cycle, Row, When, measured

CUSTOMERS = frozenset({"customer"})
"""What the customer does counts when it was done, however late it is told."""
OPENING = ("acknowledgement", "first_response", "update", "workaround", "restoration", "resolution", "cause")
"""What starts with the opening."""
DONE_BY = {
    "automatic": ("acknowledgement",),
    "support": ("acknowledgement", "first_response", "next_response", "update"),
    "acknowledged": ("acknowledgement",),
    "workaround": ("workaround",),
    "restored": ("workaround", "restoration"),
    "cause_found": ("cause",),
}
STARTED_BY = {
    "automatic": ("acknowledgement",),
    "support": ("acknowledgement", "first_response"),
    "acknowledged": ("acknowledgement",),
    "workaround": ("workaround",),
    "restored": ("workaround", "restoration"),
    "cause_found": (),
}
"""What these do, and what other clocks may start with."""
MILESTONES = ("acknowledged", "workaround", "restored", "cause_found")
NEVER_WAITS = ("acknowledgement", "first_response")
BESIDE = ("acknowledgement", "first_response", "cause")
"""What a resolution neither does nor ends."""
BY_RESOLVING = ("escalation", "workaround", "restoration", "resolution")
RESTORING = ("workaround", "restoration", "resolution")


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
    through: bool = False
    """Whether the time since a resolution counts for what that had not done after all."""

    def __deepcopy__(self, memo: object) -> Policy:
        return self


@dataclass(frozen=True)
class Happening:
    """`kind` happened at tick `at` and was told at `told`; `value` is the priority, the tier, what it waits for..."""

    at: int
    kind: str
    value: Any = 0
    told: int = -1

    @property
    def known(self) -> int:
        return max(self.at, self.told)


@dataclass
class Ticket:
    """A ticket, and for each metric that its plan promises the cycles so far."""

    policy: Policy = field(repr=False)
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
    """By metric and threshold: `resolution`, `resolution/outer`."""
    undone: dict[str, int] = field(default_factory=dict)
    """Which metrics have still to be done, but for the end of the ticket, and since when."""
    begun: dict[str, int] = field(default_factory=dict)
    """What clocks start with, and when it took place."""

    def open(self) -> None:
        self.tier = self.highest = min(self.policy.tiers)
        self.begun["opening"] = 0
        for metric in OPENING:
            self.begin(metric)
        self.escalate()

    def kinds(self, metric: str) -> list[str]:
        promised = [cell.kind for cell in self.policy.cells if cell.metric == metric]
        return list(dict.fromkeys([*promised, *(kind for kind in self.cycles if metric_of(kind) == metric)]))

    def chosen(self, kind: str) -> dict[int, Cell]:
        """The first row for each priority that fits the ticket."""
        found: dict[int, Cell] = {}
        excluded = any(when.fits(self.facts) for when in self.policy.exclusions)
        for cell in self.policy.cells:
            if cell.kind == kind and cell.priority not in found and cell.when.fits(self.facts):
                found[cell.priority] = measured(cell) if excluded else cell
        return found

    def begin(self, metric: str, since: int | None = None) -> None:
        """It has to be done from here on; its clocks start, but for those that wait for something else."""
        self.undone.setdefault(metric, self.now if since is None else since)
        for kind in self.kinds(metric):
            cells = self.chosen(kind)
            if cells and self.start_of(cells) in self.begun:
                self.begin_clock(kind, cells, since)

    def start_of(self, cells: Mapping[int, Cell]) -> str:
        return next((cell.starts for cell in cells.values()), "opening")

    def begin_clock(self, kind: str, cells: Mapping[int, Cell], since: int | None = None) -> None:
        known = self.cycles.setdefault(kind, [])
        if known and known[-1].shown is None:
            known.pop()
        cycle = Cycle(cells, self.policy.from_opening, self.priority, self.now if since is None else since)
        cycle.facts = self.facts
        while cycle.now < self.now:
            cycle.count()
        for cell in cycle.in_force():
            cycle.started[cell] = cycle.began
        cycle.look_ahead()
        cycle.waits = self.stops(metric_of(kind))
        known.append(cycle)

    def stops(self, metric: str) -> bool:
        """Whether what it waits for stops the metric."""
        return metric not in NEVER_WAITS and self.waits in self.policy.pauses.get(metric, ())

    def present(self, *metrics: str) -> list[Cycle]:
        return [
            known[-1] for kind, known in self.cycles.items() if known and (not metrics or metric_of(kind) in metrics)
        ]

    def runs(self, metric: str) -> bool:
        return any(cycle.ended is None for cycle in self.present(metric))

    def do(self, metrics: Iterable[str]) -> None:
        for metric in metrics:
            self.undone.pop(metric, None)
            for cycle in self.present(metric):
                cycle.do()

    def take_place(self, starts: Iterable[str], metrics: Sequence[str] = ()) -> None:
        """Clocks start with this, the first time; with a resolution only those that it does not end, each time."""
        for start in starts:
            if start in self.begun:
                continue
            if not metrics:
                self.begun[start] = self.now
            for metric in metrics or list(self.undone):
                for kind in self.kinds(metric) if metric in self.undone else ():
                    cells = self.chosen(kind)
                    if cells and self.start_of(cells) == start and not self.cycles.get(kind):
                        self.begin_clock(kind, cells)

    def happen(self, kind: str, value: Any) -> None:  # noqa: C901, PLR0912, PLR0915  # one flat table of kinds
        at_work = self.status in ("open", "waiting")
        if kind == "priority":
            self.change_priority(int(value))
        elif kind in ("support", "automatic") and self.status != "closed":
            self.write(kind, at_work)
        elif kind in MILESTONES:
            self.do(DONE_BY[kind])
            self.take_place(STARTED_BY[kind])
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
        elif kind == "facts":
            self.change_facts(value)
        elif kind == "agreed":
            self.agree(*value)
        for cycle in self.present():
            cycle.look_ahead()

    def change_priority(self, priority: int) -> None:
        self.priority = priority
        for cycle in self.present():
            cycle.priority = priority

    def write(self, kind: str, at_work: bool) -> None:
        """To the customer."""
        self.do(DONE_BY[kind])
        self.take_place(STARTED_BY[kind])
        if kind == "support":
            self.answered, self.asked = True, None
            if at_work:
                self.begin("update")

    def change_facts(self, facts: Mapping[str, str]) -> None:
        """Other rows may fit from here on; what comes to be promised counts from here on."""
        self.facts = {name: value for name, value in {**self.facts, **facts}.items() if value}
        for cycle, kind in self.going():
            cycle.facts = self.facts
            cycle.choose(self.chosen(kind))
        for metric in list(self.undone):
            for kind in self.kinds(metric):
                if (cells := self.lacking(kind)) is not None:
                    self.begin_clock(kind, cells)

    def going(self) -> list[tuple[Cycle, str]]:
        return [(known[-1], kind) for kind, known in self.cycles.items() if known and known[-1].ended is None]

    def lacking(self, kind: str) -> dict[int, Cell] | None:
        """The rows of a clock that should run and does not."""
        metric, known, cells = metric_of(kind), self.cycles.get(kind), self.chosen(kind)
        going = self.status in ("open", "waiting") or (self.status == "resolved" and metric in BESIDE)
        there = known and (known[-1].ended is None or known[-1].resumable)
        due = going and not there and metric in self.undone and self.start_of(cells) in self.begun
        return cells if due and cells and (metric != "escalation" or self.escalates()) else None

    def agree(self, metric: str, threshold: str, due: int) -> None:
        """Both sides agreed on a tick for the present cycle; where the plan promises nothing, that is the promise."""
        kind = f"{metric}/{threshold}" if threshold else metric
        known = self.cycles.setdefault(kind, [])
        running = bool(known) and known[-1].ended is None
        if not running and self.status in ("open", "waiting") and metric in self.undone:
            cell = Cell(metric, self.priority, None, [True] * (FAR + 1), threshold=threshold, everywhere=True)
            self.begin_clock(kind, {self.priority: cell}, since=self.undone[metric])
            running = True
        if running and not known[-1].missed:
            known[-1].agreed = max(due, self.now)

    def arrive(self, tier: int, at_work: bool) -> None:
        self.tier = tier
        if tier > self.highest:
            self.highest = tier
            self.do(["escalation"])
            if at_work:
                self.escalate()
        elif tier < self.highest and self.highest in self.policy.tiers and "escalation" not in self.undone:
            self.highest = tier
            if at_work:
                self.escalate()

    def escalates(self) -> bool:
        """The time at a tier of the plan counts if the vendor has one above it."""
        return self.highest in self.policy.tiers and self.highest < max(self.policy.highest, *self.policy.tiers)

    def escalate(self) -> None:
        if self.escalates():
            self.begin("escalation")

    def stand(self, status: str, waits: str = "") -> None:
        self.status, self.waits = status, waits
        for kind, known in self.cycles.items():
            for cycle in known[-1:]:
                cycle.waits = self.stops(metric_of(kind)) and cycle.ended is None

    def resolve(self) -> None:
        """Which does what some promise, and ends others undone; who has a solution has the service restored."""
        for cycle in self.present(*BY_RESOLVING):
            cycle.do(resumable=True)
        for cycle in self.present("update", "next_response"):
            cycle.end("void", resumable=True)
        self.stand("resolved")
        self.take_place(STARTED_BY["restored"], metrics=BESIDE)

    def reopen(self) -> None:
        self.stand("open")
        self.counts = True
        for kind, known in self.cycles.items():
            for cycle in known[-1:]:
                self.take_up(cycle, kind)
        if not self.runs("update"):
            self.begin("update")
        if not self.runs("escalation"):
            self.escalate()
        if self.asked is not None and not self.runs("next_response"):
            self.begin("next_response", since=self.asked)
        self.asked = None

    def take_up(self, cycle: Cycle, kind: str) -> None:
        """Where it stood, or as if the end had never been; as the ticket and its terms are by now."""
        if not cycle.resumable:
            return
        ended = cycle.ended
        cycle.go_on()
        if self.policy.through and metric_of(kind) in RESTORING and ended is not None:
            cycle.now, cycle.priority = ended, cycle.had  # what changed since counts from the reopening
            while cycle.now < self.now:
                cycle.count()
        cycle.now = self.now
        cycle.priority = self.priority
        if cycle.agreed is not None and cycle.agreed < self.now and not cycle.missed:
            cycle.agreed, cycle.due = None, None
            cycle.shown = cycle.shown if cycle.shown in cycle.started else None
        if cycle.missed:
            return
        if self.facts != cycle.facts:
            cycle.choose(self.chosen(kind))

    def live_until(self, tick: int) -> None:
        while self.now < tick:
            for kind, known in self.cycles.items():
                if known and known[-1].ended is None:
                    self.pass_tick(kind, known[-1])
            self.now += 1
        for cycle in self.present():
            cycle.now = self.now

    def pass_tick(self, kind: str, cycle: Cycle) -> None:
        if cycle.late():
            cycle.miss()
            if metric_of(kind) == "update":
                cycle.ended = self.now
                self.begin_clock(kind, cycle.cells)
                self.cycles[kind][-1].alone = cycle.alone
                cycle = self.cycles[kind][-1]
        cycle.count()

    def at(self, tick: int) -> Ticket:
        """What becomes of it by then if nothing happens."""
        later = copy.deepcopy(self)
        later.live_until(tick)
        return later

    def rows(self) -> dict[tuple[str, int], Row]:
        """What its clocks show, by metric, threshold and cycle."""
        return {
            (kind, number): cycle.row() if self.counts else replace(cycle.row(), state="void", used=0)
            for kind, known in self.cycles.items()
            for number, cycle in enumerate(known, start=1)
            if cycle.shown is not None
        }


def metric_of(kind: str) -> str:
    return kind.partition("/")[0]


def live(ticket: Ticket, happened: Sequence[Happening]) -> Ticket:
    """The ticket, opened in tick 0, after all this. A milestone that proved wrong was never come to."""
    alive = copy.deepcopy(ticket)
    alive.open()
    ordered = sorted(happened, key=lambda happening: max(0, happening.at))
    for place, happening in enumerate(ordered):
        if any(later.kind == "withdrawn" and later.value == happening.kind for later in ordered[place:]):
            continue
        alive.live_until(max(0, happening.at))
        alive.happen(happening.kind, happening.value)
    return alive


def believed(ticket: Ticket, happened: Sequence[Happening]) -> list[Happening]:
    """What happened, each at the tick at which it counts: what is told late takes back no miss that was known by then."""
    known: list[Happening] = []
    for happening in sorted(happened, key=lambda happening: happening.known):
        before = known[-1] if known else happening
        if (before.kind, happening.kind) == ("wait", "resume") and before.known == happening.known:
            happening = replace(happening, at=max(before.at, happening.at))  # noqa: PLW2901  # no waiting ends before it began
        if happening.known > happening.at and happening.kind not in CUSTOMERS:
            with_it = misses(ticket, [*known, happening], happening.known)
            if not misses(ticket, known, happening.known) <= with_it:
                known.append(replace(happening, at=happening.known))
                continue
        known.append(happening)
    return known


def misses(ticket: Ticket, happened: Sequence[Happening], tick: int) -> set[tuple[str, int, int | None]]:
    """The promises missed by then; goals are none."""
    alive = live(ticket, happened)
    alive.live_until(tick)
    return {
        (kind, cycle.shown.priority, cycle.due)
        for kind, known in alive.cycles.items()
        for cycle in known
        if cycle.missed and cycle.shown is not None and not cycle.shown.goal and alive.counts
    }
