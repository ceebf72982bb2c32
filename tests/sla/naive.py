"""A second implementation of the first-response clock, written from the rules alone: it lives through a ticket second by second.

It shares no code with the fold. Slow, and made for windows of a few minutes.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FAR = 2_000
"""Every promise is used up by then, on any of the small calendars."""


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
class Ticket:
    """A ticket at the second `now` of its life. Priorities are numbers, 0 the most severe."""

    promises: Mapping[int, Promised]
    from_opening: bool
    priority: int
    now: int = 0
    used: dict[int, int] = field(default_factory=dict)
    shown: int | None = None
    """The priority whose promise the clock shows, and when that is due."""
    due: int | None = None
    missed: bool = False
    closed: bool = False
    ended: int | None = None
    verdict: str = ""

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

    def happen(self, kind: str, priority: int) -> None:
        if kind == "priority":
            self.priority = priority
        elif kind == "answer" and not self.closed:
            self.end("met" if self.due is not None else "best_effort" if self.in_force() else "void")
        elif kind == "close":
            self.closed = True
            self.end("closed")
        elif kind == "reopen" and self.closed:
            self.closed = False
            if self.verdict == "closed":
                self.ended, self.verdict = None, ""
        if self.ended is None and not self.missed:
            self.look_ahead()

    def end(self, verdict: str) -> None:
        if self.ended is None:
            self.ended, self.verdict = self.now, verdict

    def look_ahead(self) -> None:
        """Show the promise that would be missed first if nothing happened any more."""
        ahead = copy.copy(self)
        ahead.used = dict(self.used)
        while (first := ahead.expired()) is None and ahead.now < FAR:
            ahead.pass_second()
        self.due = None if first is None else ahead.now
        if self.in_force():
            self.shown = self.in_force()[0] if first is None else first

    def pass_second(self) -> None:
        """Live through the second that begins at `now`."""
        for priority, promise in self.promises.items():
            counts = priority == self.shown if self.missed else self.from_opening or priority >= self.priority
            if counts and promise.open(self.now):
                self.used[priority] = self.used.get(priority, 0) + 1
        self.now += 1

    def live_until(self, second: int) -> None:
        while self.now < second:
            if self.ended is not None:
                self.now = second
                return
            self.missed = self.missed or self.expired() is not None
            self.pass_second()

    def state(self) -> str:
        if self.missed:
            return "missed"
        if self.verdict:
            return "void" if self.verdict == "closed" else self.verdict
        if not self.in_force():
            return "void"
        return "best_effort" if self.due is None else "running"


def live(
    promises: Mapping[int, Promised],
    from_opening: bool,
    priority: int,
    events: Sequence[tuple[int, str, int]],
    now: int,
) -> Row | None:
    """The clock of a ticket opened in second 0, after these events `(second, kind, priority)`, at `now`."""
    ticket = Ticket(promises, from_opening, priority)
    ticket.look_ahead()
    for second, kind, other in events:
        ticket.live_until(second)
        ticket.happen(kind, other)
    ticket.live_until(now)
    if ticket.shown is None:
        return None
    return Row(ticket.state(), ticket.shown, ticket.due, ticket.ended, ticket.used.get(ticket.shown, 0))
