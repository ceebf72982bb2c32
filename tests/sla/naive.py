"""A second implementation of the clocks, written from the rules alone: it lives through a ticket tick by tick.

The rules are those of docs/clocks.md and of the design. It shares no code with the fold. Slow, and made for windows of a
few hundred ticks; a tick may be a second or a minute. This file has the clocks, `naive_ticket.py` the ticket.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

FAR = 2_000
"""Every promise is used up by then, on any of the small calendars."""


def opening(hours: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
    """For each tick whether it is open, from stretches `[start, end)`; open for ever after the last of them."""
    last = max((end for _, end in hours), default=0)
    return tuple(tick >= last or any(start <= tick < end for start, end in hours) for tick in range(FAR + 1))


@dataclass(frozen=True)
class When:
    """What the facts of a ticket must be, and what they must not be."""

    wanted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unwanted: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fits(self, facts: Mapping[str, str]) -> bool:
        for name, values in self.wanted.items():
            if facts.get(name, "") not in values:
                return False
        return all(facts.get(name, "") not in values for name, values in self.unwanted.items())


@dataclass(frozen=True, eq=False)
class Cell:
    """A row of the plan's table: so many ticks (None: best effort) of open hours, for the tickets that fit."""

    metric: str
    priority: int
    ticks: int | None
    open: Sequence[bool] = field(repr=False)
    when: When = When()
    threshold: str = ""
    goal: bool = False
    starts: str = "opening"
    everywhere: bool = False
    """In force at every priority: what both sides agreed on where the plan promises nothing."""

    @property
    def kind(self) -> str:
        return f"{self.metric}/{self.threshold}" if self.threshold else self.metric

    def holds(self, priority: int) -> bool:
        """Whether it is in force at that priority of the ticket."""
        return self.everywhere or self.priority >= priority

    def __deepcopy__(self, memo: object) -> Cell:
        return self


NO_ROW = Cell("", 0, None, ())
"""Shown of a cycle that both sides agreed on and that no row ever fitted."""


@lru_cache
def measured(cell: Cell) -> Cell:
    """The same for a ticket that the agreement excludes: never due."""
    return cell if cell.ticks is None else replace(cell, ticks=None)


@dataclass(frozen=True)
class Row:
    """What a clock shows."""

    state: str
    priority: int
    due: int | None
    started: int
    ended: int | None
    used: int


@dataclass
class Cycle:
    """One cycle of a metric, at the tick `now` of the ticket's life. Priorities are numbers, 0 the most severe."""

    cells: Mapping[int, Cell]
    from_opening: bool
    priority: int
    now: int
    began: int = 0
    waits: bool = False
    used: dict[Cell, int] = field(default_factory=dict)
    started: dict[Cell, int] = field(default_factory=dict)
    lived: list[int] = field(default_factory=list)
    """The ticks in which it did not stand still."""
    agreed: int | None = None
    """The tick on which both sides agreed."""
    shown: Cell | None = None
    """The row whose promise the clock shows, and when that is due."""
    due: int | None = None
    missed: bool = False
    measuring: Sequence[Cell] = ()
    """What is measured on after a miss: the promise that was missed, but for one on which only both sides agreed."""
    ended: int | None = None
    verdict: str = ""
    resumable: bool = False
    """Whether the end of the ticket ended it."""
    alone: Cell | None = None
    """What is measured where only both sides agreed on something, and no row of the plan fits."""
    had: int = 0
    """The priority that the ticket had then."""
    facts: object = None
    """For which facts of the ticket it counts."""

    def __post_init__(self) -> None:
        self.began = self.now
        self.alone = next((cell for cell in self.cells.values() if cell.everywhere), None)

    def in_force(self) -> list[Cell]:
        """The rows whose promise holds: the present priority's and the less severe ones', the most severe first."""
        return [self.cells[priority] for priority in sorted(self.cells) if self.cells[priority].holds(self.priority)]

    def expired(self) -> Cell | None:
        """The row whose promise is used up, if one in force is."""
        for cell in self.in_force():
            if cell.ticks is not None and self.used.get(cell, 0) >= cell.ticks:
                return cell
        return None

    def look_ahead(self) -> None:
        """Show the promise that would be missed first if all went on from here and nothing happened any more."""
        if self.ended is not None or self.missed:
            return
        for cell in self.in_force():
            self.started.setdefault(cell, self.began if self.from_opening else self.now)
        if self.agreed is not None:
            self.shown, self.due = self.shown or next(iter(self.cells.values()), NO_ROW), self.agreed
            return
        ahead = self.ahead()
        hopeless = all(cell.ticks is None for cell in self.in_force())
        while not hopeless and (first := ahead.expired()) is None and ahead.now < FAR:
            ahead.count()
        self.due = None if hopeless or first is None else ahead.now
        if self.in_force():
            self.shown = self.in_force()[0] if self.due is None else first

    def ahead(self) -> Cycle:
        """The cycle as it goes on, to be lived ahead."""
        ahead = copy.copy(self)
        ahead.used, ahead.lived, ahead.waits = dict(self.used), [], False
        return ahead

    def warnings(self, shares: Sequence[float]) -> list[tuple[float, str]]:
        """When so much of what is used at the due tick will be used, and the due tick itself: those still to come."""
        if self.ended is not None or self.due is None or self.shown is None:
            return []
        if self.agreed is not None:  # of the way to it the plan says nothing
            return [(float(self.due), "due")] if self.due > self.now else []
        if self.waits:
            return []
        ahead, used = self.ahead(), [self.used.get(self.shown, 0)]
        while ahead.now < self.due:
            ahead.count()
            used.append(ahead.used.get(self.shown, 0))
        found = [(float(self.due), "due")] if self.due > self.now else []
        for share in shares:
            goal = used[-1] * share
            place = next(place for place, amount in enumerate(used) if amount >= goal)
            at = self.now + place - (used[place] - goal)
            if self.now < at < self.due:
                found.append((at, f"warning-{share * 100:g}"))
        return found

    def choose(self, cells: Mapping[int, Cell]) -> None:
        """Other rows fit the ticket from here on. One that is new counts from here, or from the opening."""
        self.cells = cells if cells or self.alone is None else {self.alone.priority: self.alone}
        if self.from_opening:
            for cell in self.cells.values():
                self.used[cell] = sum(cell.open[tick] for tick in self.lived)

    def count(self) -> None:
        """Live through the tick that begins at `now`."""
        if not self.waits:
            self.lived.append(self.now)
            for cell in self.counting():
                self.used[cell] = self.used.get(cell, 0) + cell.open[self.now]
        self.now += 1

    def counting(self) -> Iterable[Cell]:
        if self.missed:
            return self.measuring
        return self.cells.values() if self.from_opening else self.in_force()

    def miss(self) -> None:
        self.measuring = [cell for cell in self.counting() if cell is self.shown]
        self.missed = True

    def late(self) -> bool:
        """Whether it is missed if this tick, too, passes."""
        if self.ended is not None or self.missed:
            return False
        if self.agreed is not None:
            return self.now >= self.agreed
        return not self.waits and self.expired() is not None

    def end(self, verdict: str, resumable: bool = False) -> None:
        if self.ended is None:
            self.waits = False
            self.look_ahead()
            self.ended, self.verdict, self.resumable = self.now, verdict, resumable
            self.had = self.priority

    def do(self, resumable: bool = False) -> None:
        """What was promised is done."""
        if self.ended is not None and self.resumable:  # after the end of the ticket: it does not go on with it any more
            self.resumable = False
            self.ended = self.ended if self.verdict == "met" and not self.missed else self.now
        self.end("met" if self.due is not None else "best_effort" if self.in_force() else "void", resumable)

    def go_on(self) -> None:
        if self.resumable:
            self.ended, self.verdict, self.resumable = None, "", False

    def row(self) -> Row:
        assert self.shown is not None
        state = self.state()
        if self.agreed is not None:  # no row of the plan rules
            return Row(state, -1, self.due, 0, self.ended, 0)
        due = None if state == "paused" else self.due
        used = 0 if state == "void" else self.used.get(self.shown, 0)
        return Row(state, self.shown.priority, due, self.started[self.shown], self.ended, used)

    def state(self) -> str:
        if self.missed:
            return "missed"
        if self.verdict:
            return self.verdict
        if self.agreed is not None:
            return "running"
        if not self.in_force():
            return "void"
        if self.due is None:
            return "best_effort"
        return "paused" if self.waits else "running"
