"""One target's account inside a clock (design, section 4, "Priority changes").

A strand counts the working time of its target while the ticket is at its priority or at a more severe one, and its facts
are such that the target applies. Otherwise it is not in force: it stands still and goes on where it stood when it comes
back into force. It also stands still while the ticket is resolved or closed, or waits for something that the agreement
says stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from .agreement import Target
from .calendar import Calendar
from .durations import Stretch
from .spans import Span, subtract

Cause = Literal["priority", "facts", "waiting", "resolved", "closed"]
Outside = Literal["priority", "facts"]
"""Why a strand is not in force: the ticket has a less severe priority, or another target applies to it."""
OTHER: dict[Outside, Outside] = {"priority": "facts", "facts": "priority"}


class Stop(NamedTuple):
    """A stretch `[start, end)` in which a strand stood still; `end=None`: it still does.

    `detail` is what `cause` needs to be told: the less severe priority that the ticket had, the facts that made another
    target apply, or what it waited for.
    """

    start: datetime
    end: datetime | None
    cause: Cause
    detail: str = ""

    def until(self, instant: datetime) -> Span:
        """The stretch as it is known at `instant`."""
        return Span(self.start, self.end or max(self.start, instant))


class Strand(NamedTuple):
    """What a clock promises by one target, and how much of it is used. Instants are aware UTC datetimes.

    `started` is where counting began: the clock's own start, or the change by which the target first came into force, which
    `came` names. `applies` says whether the ticket's facts ask for the target. `used` is the working
    time counted up to the last stop, to which what counts since `running_since` (None: it stands still) comes. `since` is the
    instant from which it last counted for the ticket (None: it never did). `due` never lies before `since`, so that no
    change by itself puts a due time into the past; while the strand stands still it is what `due` would be if it went on at
    the last change. `due` is None for best effort.
    """

    severity: int
    target: Target
    calendar: Calendar
    started: datetime
    running_since: datetime | None
    from_opening: bool = False
    since: datetime | None = None
    in_force: bool = False
    used: timedelta = timedelta()
    stops: tuple[Stop, ...] = ()
    due: datetime | None = None
    applies: bool = True
    came: Outside = "priority"

    @property
    def still(self) -> bool:
        """Whether it stands still."""
        return self.running_since is None

    def elapsed(self, until: datetime) -> timedelta:
        """The working time that counted up to `until`, which must not lie before the last stop or change."""
        if self.running_since is None:
            return self.used
        return self.used + self.calendar.between(self.running_since, until)

    def reaches(self, worked: timedelta) -> datetime | None:
        """When so much working time will have counted; None if it has already, or while the strand stands still."""
        if self.running_since is None or worked <= self.used:
            return None
        return self.calendar.add(self.running_since, worked - self.used)

    def pauses(self, until: datetime) -> tuple[Span, ...]:
        """The stretches in which it stood still, as known at `until`."""
        return tuple(stop.until(until) for stop in self.stops)

    def counted(self, until: datetime) -> Iterator[Span]:
        """The stretches whose total is `elapsed(until)`, in order."""
        working = self.calendar.spans(self.started, max(self.started, until))
        yield from subtract(working, self.pauses(until))

    def under(self, severity: int, priority: str, at: datetime) -> Strand:
        """The strand after the ticket took a priority of that severity."""
        in_force = self.applies and severity <= self.severity
        if in_force == self.in_force:
            return self
        return _enforced(self, "priority", at) if in_force else _released(self, "priority", priority, at)

    def chosen(self, *, applies: bool, detail: str, severity: int, priority: str, at: datetime) -> Strand:
        """The strand after the ticket's facts changed, while it has a priority of that severity."""
        if applies == self.applies:
            return self
        strand = self._replace(applies=applies)
        if not applies:
            return _released(strand, "facts", detail, at)
        if severity <= self.severity:
            return _enforced(strand, "facts", at)
        return _released(strand, "priority", priority, at)

    def standing_still(self, cause: Cause, detail: str, at: datetime) -> Strand:
        """The strand as it stands still from `at` on."""
        stops = (*self.stops, Stop(start=at, end=None, cause=cause, detail=detail))
        in_force = self.in_force and cause not in OTHER
        return self._replace(used=self.elapsed(at), running_since=None, stops=stops, in_force=in_force)

    def stopped(self, *causes: Cause) -> bool:
        """Whether it stands still for one of these causes."""
        return self.running_since is None and any(stop.end is None and stop.cause in causes for stop in self.stops)

    def going_on(self, cause: Cause, at: datetime) -> Strand:
        """The strand with what stopped it for this cause at its end; `due` is as it was."""
        if not self.stopped(cause):
            return self
        stops = tuple(
            stop if stop.end is not None or stop.cause != cause else stop._replace(end=at)
            for stop in self.stops
            if stop.start < at or stop.cause != cause
        )
        still = any(stop.end is None for stop in stops)
        return self._replace(stops=stops, running_since=None if still else at)

    def counting_through(self, cause: Cause) -> Strand:
        """The strand as if what stopped it for this cause had never done so."""
        start = next((stop.start for stop in self.stops if stop.end is None and stop.cause == cause), None)
        if start is None:
            return self
        stops = tuple(stop for stop in self.stops if stop.end is not None or stop.cause != cause)
        still = any(stop.end is None for stop in stops)
        return self._replace(stops=stops, running_since=None if still else start)

    def reckoned(self, at: datetime) -> Strand:
        """The strand in force and counting for the ticket from `at` on, with its due instant."""
        promise = self.target.promise
        if promise is None:
            due = None
        elif isinstance(promise, Stretch):
            left = timedelta(seconds=promise.seconds) - self.elapsed(at)
            due = self.calendar.add(at, left) if left > timedelta() else at
        else:
            due = max(at, self.calendar.due(self.started, promise, pauses=self.pauses(at)))
        return self._replace(since=at, in_force=True, due=due)

    def anew(self, at: datetime) -> Strand:
        """A fresh account of the same target, begun at `at`, in force if this one is, and waiting for what this one waits for."""
        waiting = tuple(stop._replace(start=at) for stop in self.stops if stop.end is None and stop.cause == "waiting")
        fresh = Strand(
            severity=self.severity,
            target=self.target,
            calendar=self.calendar,
            started=at,
            running_since=None if waiting else at,
            from_opening=self.from_opening,
            applies=self.applies,
            stops=waiting,
        )
        return fresh.reckoned(at) if self.in_force else fresh


def _enforced(strand: Strand, by: Outside, at: datetime) -> Strand:
    """In force; the first time, counting begins here, unless the agreement counts from the opening."""
    if strand.since is not None or strand.from_opening:
        return strand.going_on("priority", at).going_on("facts", at).reckoned(at)
    stops = tuple(stop._replace(start=at) for stop in strand.stops if stop.end is None)
    running_since = None if stops else at
    return strand._replace(started=at, running_since=running_since, used=timedelta(), stops=stops, came=by).reckoned(at)


def _released(strand: Strand, cause: Outside, detail: str, at: datetime) -> Strand:
    """Out of force: the promise is free until it comes back, for what took it out last."""
    if strand.from_opening:
        return strand._replace(in_force=False)
    if not strand.in_force and strand.since is None:
        return strand
    return strand.going_on(OTHER[cause], at).standing_still(cause, detail, at)
