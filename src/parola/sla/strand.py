"""One priority's account inside a clock (design, section 4, "Priority changes").

A strand counts the working time of its target while the ticket is at its priority or at a more severe one. Otherwise it
is not in force: it stands still and goes on where it stood when it comes back into force. It also stands still while the
ticket is closed, or waits for something that the agreement says stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from .agreement import Target
from .calendar import Calendar
from .spans import Span, subtract

Cause = Literal["priority", "waiting", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stretch `[start, end)` in which a strand stood still; `end=None`: it still does.

    `detail` is what `cause` needs to be told: the less severe priority that the ticket had, or what it waited for.
    """

    start: datetime
    end: datetime | None
    cause: Cause
    detail: str = ""

    def until(self, instant: datetime) -> Span:
        """The stretch as it is known at `instant`."""
        return Span(self.start, self.end or max(self.start, instant))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """What a clock promises at one priority, and how much of it is used. Instants are aware UTC datetimes.

    `started` is where counting began: the clock's own start, or the first raise to this priority. `since` is the instant
    from which it last counted for the ticket (None: it never did). `due` never lies before `since`, so that no change by
    itself puts a due time into the past; while the strand stands still it is what `due` would be if it went on at the
    last change. `due` is None for best effort.
    """

    severity: int
    target: Target
    calendar: Calendar
    started: datetime
    from_opening: bool = False
    since: datetime | None = None
    in_force: bool = False
    stops: tuple[Stop, ...] = ()
    due: datetime | None = None

    @property
    def still(self) -> bool:
        """Whether it stands still."""
        return any(stop.end is None for stop in self.stops)

    def pauses(self, until: datetime) -> tuple[Span, ...]:
        """The stretches that do not count, as known at `until`."""
        return tuple(stop.until(until) for stop in self.stops)

    def elapsed(self, until: datetime) -> timedelta:
        """The working time that counted, up to `until`."""
        return self.calendar.between(self.started, max(self.started, until), pauses=self.pauses(until))

    def counted(self, until: datetime) -> Iterator[Span]:
        """The stretches whose total is `elapsed(until)`, in order."""
        working = tuple(self.calendar.spans(self.started, max(self.started, until)))
        yield from subtract(working, self.pauses(until))

    def under(self, severity: int, priority: str, at: datetime) -> Strand:
        """The strand after the ticket took a priority of that severity."""
        in_force = severity <= self.severity
        if in_force == self.in_force:
            return self
        return self._enforced(at) if in_force else self._released(priority, at)

    def _enforced(self, at: datetime) -> Strand:
        """Back in force; the first time, counting begins here, unless the agreement counts from the opening."""
        strand = replace(self, in_force=True)
        if self.since is None and not self.from_opening:
            open_stops = tuple(replace(stop, start=at) for stop in self.stops if stop.end is None)
            strand = replace(strand, started=at, stops=open_stops)
        return strand.going_on("priority", at).reckoned(at)

    def _released(self, priority: str, at: datetime) -> Strand:
        """Out of force: the promise is free until the priority comes back."""
        strand = replace(self, in_force=False)
        return strand if self.from_opening else strand.standing_still("priority", priority, at)

    def standing_still(self, cause: Cause, detail: str, at: datetime) -> Strand:
        """The strand as it stands still from `at` on."""
        return replace(self, stops=(*self.stops, Stop(start=at, end=None, cause=cause, detail=detail)))

    def going_on(self, cause: Cause, at: datetime) -> Strand:
        """The strand with what stopped it for this cause at its end; `due` is as it was."""
        ended = (replace(stop, end=at) if _open(stop, cause) else stop for stop in self.stops)
        return replace(self, stops=tuple(stop for stop in ended if stop.end is None or stop.start < stop.end))

    def reckoned(self, at: datetime) -> Strand:
        """The strand counting for the ticket from `at` on, with its due instant."""
        if self.target.promise is None:
            return replace(self, since=at)
        due = self.calendar.due(self.started, self.target.promise, pauses=self.pauses(at))
        return replace(self, since=at, due=max(due, at))


def _open(stop: Stop, cause: Cause) -> bool:
    return stop.end is None and stop.cause == cause
