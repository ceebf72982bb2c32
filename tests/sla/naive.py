"""A second implementation of the clocks, written from the rules alone: it lives through a ticket second by second.

It shares no code with the fold. Slow, and made for windows of a few minutes.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FAR = 2_000
"""Every promise is used up by then, on any of the small calendars."""
TIERS, HIGHEST = (1, 2), 3
"""The tiers of the plan, and the highest of the vendor."""


@dataclass(frozen=True)
class Promised:
    """So many seconds (None: best effort) on hours that are open in the seconds `[start, end)`."""

    seconds: int | None
    hours: Sequence[tuple[int, int]]

    def open(self, second: int) -> bool:
        return any(start <= second < end for start, end in self.hours)


@dataclass(frozen=True)
class Row:
    """What a clock shows."""

    state: str
    priority: int
    due: int | None
    ended: int | None
    used: int


@dataclass
class Cycle:
    """One cycle of a metric, at the second `now` of the ticket's life. Priorities are numbers, 0 the most severe."""

    promises: Mapping[int, Promised]
    from_opening: bool
    priority: int
    now: int
    waits: bool = False
    used: dict[int, int] = field(default_factory=dict)
    shown: int | None = None
    """The priority whose promise the clock shows, and when that is due."""
    due: int | None = None
    missed: bool = False
    ended: int | None = None
    verdict: str = ""
    resumable: bool = False
    """Whether the end of the ticket ended it."""

    def in_force(self) -> list[int]:
        """The priorities whose promise holds: the present one and the less severe."""
        return [priority for priority in sorted(self.promises) if priority >= self.priority]

    def expired(self) -> int | None:
        """The priority whose promise is used up, if one in force is."""
        for priority in self.in_force():
            seconds = self.promises[priority].seconds
            if seconds is not None and self.used.get(priority, 0) >= seconds:
                return priority
        return None

    def look_ahead(self) -> None:
        """Show the promise that would be missed first if all went on from here and nothing happened any more."""
        if self.ended is not None or self.missed:
            return
        ahead = copy.copy(self)
        ahead.used, ahead.waits = dict(self.used), False
        hopeless = all(self.promises[priority].seconds is None for priority in self.in_force())
        while not hopeless and (first := ahead.expired()) is None and ahead.now < FAR:
            ahead.count()
        self.due = None if hopeless or first is None else ahead.now
        if self.in_force():
            self.shown = self.in_force()[0] if self.due is None else first

    def count(self) -> None:
        """Live through the second that begins at `now`."""
        for priority, promise in self.promises.items():
            counts = priority == self.shown if self.missed else self.from_opening or priority >= self.priority
            if counts and promise.open(self.now) and not self.waits:
                self.used[priority] = self.used.get(priority, 0) + 1
        self.now += 1

    def late(self) -> bool:
        """Whether it is missed if this second, too, passes."""
        return self.ended is None and not self.missed and not self.waits and self.expired() is not None

    def end(self, verdict: str, resumable: bool = False) -> None:
        if self.ended is None:
            self.waits = False
            self.look_ahead()
            self.ended, self.verdict, self.resumable = self.now, verdict, resumable

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
        due = None if state == "paused" else self.due
        return Row(state, self.shown, due, self.ended, self.used.get(self.shown, 0))

    def state(self) -> str:
        if self.missed:
            return "missed"
        if self.verdict:
            return self.verdict
        if not self.in_force():
            return "void"
        if self.due is None:
            return "best_effort"
        return "paused" if self.waits else "running"


@dataclass
class Ticket:
    """A ticket, and for each metric that its plan promises the cycles so far."""

    plan: Mapping[str, Mapping[int, Promised]]
    from_opening: bool
    pausing: frozenset[str]
    """The metrics that waiting for the customer stops."""
    priority: int
    now: int = 0
    status: str = "open"
    tier: int = 1
    waits: bool = False
    answered: bool = False
    asked: int | None = None
    """When the customer wrote while the ticket was at its end."""
    cycles: dict[str, list[Cycle]] = field(default_factory=dict)

    def open(self) -> None:
        for metric in ("first_response", "update", "resolution", "escalation"):
            self.begin(metric)

    def begin(self, metric: str, since: int | None = None) -> None:
        known = self.cycles.setdefault(metric, [])
        if known and known[-1].shown is None:
            known.pop()
        if metric in self.plan:
            start = self.now if since is None else since
            cycle = Cycle(self.plan[metric], self.from_opening, self.priority, start)
            while cycle.now < self.now:
                cycle.count()
            cycle.look_ahead()
            cycle.waits = self.waits and metric in self.pausing
            known.append(cycle)

    def present(self, *metrics: str) -> Iterable[Cycle]:
        return [known[-1] for metric, known in self.cycles.items() if known and metric in (metrics or self.cycles)]

    def runs(self, metric: str) -> bool:
        return any(cycle.ended is None for cycle in self.present(metric))

    def happen(self, kind: str, priority: int) -> None:  # noqa: C901, PLR0912  # one flat table of kinds
        at_work = self.status in ("open", "waiting")
        if kind == "priority":
            self.priority = priority
            for cycle in self.present():
                cycle.priority = priority
        elif kind == "answer" and self.status != "closed":
            self.answer(at_work)
        elif kind == "customer" and self.answered and not self.runs("next_response"):
            if at_work:
                self.begin("next_response")
            elif self.asked is None:
                self.asked = self.now
        elif kind == "tier" and priority + 1 > self.tier:
            self.climb(priority + 1, at_work)
        elif kind in ("wait", "wait_otherwise") and at_work:
            self.stand("waiting", waits=kind == "wait")
        elif kind == "resume" and self.status == "waiting":
            self.stand("open")
        elif kind == "resolve" and at_work:
            self.resolve()
        elif kind == "close":
            self.stand("closed")
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

    def climb(self, tier: int, at_work: bool) -> None:
        self.tier = tier
        for cycle in self.present("escalation"):
            cycle.do()
        if at_work:
            self.escalate()

    def escalate(self) -> None:
        if self.tier in TIERS and self.tier < HIGHEST:
            self.begin("escalation")

    def stand(self, status: str, waits: bool = False) -> None:
        self.status, self.waits = status, waits
        for metric, known in self.cycles.items():
            for cycle in known[-1:]:
                cycle.waits = waits and metric in self.pausing and cycle.ended is None

    def resolve(self) -> None:
        for cycle in self.present("escalation", "resolution"):
            cycle.do(resumable=True)
        for cycle in self.present("update", "next_response"):
            cycle.end("void", resumable=True)
        self.stand("resolved")

    def reopen(self) -> None:
        self.stand("open")
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

    def live_until(self, second: int) -> None:
        while self.now < second:
            for metric in list(self.cycles):
                for cycle in self.present(metric):
                    self.pass_second(metric, cycle)
            self.now += 1
            for cycle in self.present():
                cycle.now = self.now

    def pass_second(self, metric: str, cycle: Cycle) -> None:
        if cycle.late():
            cycle.missed = True
            if metric == "update":
                cycle.ended = self.now
                self.begin("update")
        (cycle,) = self.present(metric)
        if cycle.ended is None:
            cycle.count()


def live(ticket: Ticket, events: Sequence[tuple[int, str, int]], now: int) -> dict[tuple[str, int], Row]:
    """The clocks of a ticket opened in second 0, after these events `(second, kind, priority)`, at `now`."""
    ticket.open()
    for cycle in ticket.present():
        cycle.look_ahead()
    for second, kind, other in events:
        ticket.live_until(second)
        ticket.happen(kind, other)
    ticket.live_until(now)
    return {
        (metric, number): cycle.row()
        for metric, known in ticket.cycles.items()
        for number, cycle in enumerate(known, start=1)
        if cycle.shown is not None
    }
