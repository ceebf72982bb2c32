"""One target's account inside a clock (design, section 4, "Priority changes").

A strand counts the working time of its target while the ticket is at its priority or at a more severe one, and its facts
are such that the target applies. Otherwise it is not in force: it stands still and goes on where it stood when it comes
back into force. It also stands still while the ticket is resolved or closed, or waits for something that the agreement
says stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

from .agreement import Target
from .calendar import Calendar
from .compiled import NOTHING
from .durations import Stretch
from .spans import Span, subtract

Cause = Literal["priority", "facts", "waiting", "resolved", "closed"]
Outside = Literal["priority", "facts"]
"""Why a strand is not in force: the ticket has a less severe priority, or another target applies to it."""
OTHER: dict[Outside, Outside] = {"priority": "facts", "facts": "priority"}
UNPROMISED = 1 << 30
"""The severity of what no plan promises and both sides agreed on: less severe than all, so it counts at every priority."""


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


@dataclass(slots=True)
class Strand:
    """What a clock promises by one target, and how much of it is used. Instants are aware UTC datetimes.

    The fold changes it in place; those of a timeline stay as they are.

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
    used: timedelta = NOTHING
    over: tuple[Stop, ...] = ()
    lasting: tuple[Stop, ...] = ()
    due: datetime | None = None
    applies: bool = True
    came: Outside = "priority"

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All stretches in which it stood still, as they began."""
        return tuple(sorted((*self.over, *self.lasting), key=lambda stop: stop.start))

    @property
    def still(self) -> bool:
        """Whether it stands still."""
        return self.running_since is None

    def elapsed(self, until: datetime) -> timedelta:
        """The working time that counted up to `until`, which must not lie before the last stop or change."""
        if self.running_since is None or self.running_since == until:
            return self.used
        return self.used + self.calendar.between(self.running_since, until)

    def reaches(self, worked: timedelta) -> datetime | None:
        """When so much working time will have counted; None if it has already, or while the strand stands still."""
        if self.running_since is None or worked <= self.used:
            return None
        return self.calendar.add(self.running_since, worked - self.used)

    def pauses(self, until: datetime) -> tuple[Span, ...]:
        """The stretches in which it stood still, as known at `until`."""
        return tuple(stop.until(until) for stop in (*self.over, *self.lasting))

    def counted(self, until: datetime) -> Iterator[Span]:
        """The stretches whose total is `elapsed(until)`, in order."""
        working = self.calendar.spans(self.started, max(self.started, until))
        yield from subtract(working, self.pauses(until))

    def copied(self) -> Strand:
        """Another one that is the same for now."""
        return Strand(*_values(self))

    def under(self, severity: int, priority: str, at: datetime) -> None:
        """The ticket took a priority of that severity."""
        in_force = self.applies and severity <= self.severity
        if in_force and not self.in_force:
            self._enforce("priority", at)
        elif self.in_force and not in_force:
            self._release("priority", priority, at)

    def chosen(self, *, applies: bool, detail: str, severity: int, priority: str, at: datetime) -> None:
        """The ticket's facts changed, while it has a priority of that severity."""
        if applies == self.applies:
            return
        self.applies = applies
        if not applies:
            self._release("facts", detail, at)
        elif severity <= self.severity:
            self._enforce("facts", at)
        else:
            self._release("priority", priority, at)

    def stand_still(self, stop: Stop) -> None:
        """It stands still from the start of the stop on."""
        self.used, self.running_since = self.elapsed(stop.start), None
        self.lasting = (*self.lasting, stop)

    def stopped(self, *causes: Cause) -> bool:
        """Whether it stands still for one of these causes."""
        return bool(self.lasting) and any(stop.cause in causes for stop in self.lasting)

    def go_on(self, cause: Cause, at: datetime) -> None:
        """What stopped it for this cause is at its end; `due` is as it was."""
        if not self.lasting:
            return
        for stop in self._left_out(cause, at):
            if stop.start < at:
                self.over = (*self.over, Stop(stop.start, at, cause, stop.detail))

    def count_through(self, cause: Cause) -> None:
        """What stopped it for this cause never did so."""
        for stop in self.lasting:
            if stop.cause == cause:
                self._left_out(cause, stop.start)

    def _left_out(self, cause: Cause, at: datetime) -> list[Stop]:
        """Take out what stops it for this cause; it runs from `at` on unless something else stops it."""
        out = [stop for stop in self.lasting if stop.cause == cause]
        if out:
            self.lasting = tuple(stop for stop in self.lasting if stop.cause != cause)
            self.running_since = None if self.lasting else at
        return out

    def reckon(self, at: datetime) -> None:
        """It is in force and counts for the ticket from `at` on: find its due instant."""
        self.since, self.in_force = at, True
        promise = self.target.promise
        if promise is None:
            self.due = None
        elif isinstance(promise, Stretch):
            left = timedelta(seconds=promise.seconds) - self.elapsed(at)
            self.due = self.calendar.add(at, left) if left > NOTHING else at
        else:
            self.due = max(at, self.calendar.due(self.started, promise, pauses=self.pauses(at)))

    def anew(self, at: datetime) -> Strand:
        """A fresh account of the same target, begun at `at`, in force if this one is, and waiting for what this one waits for."""
        waiting = tuple(stop._replace(start=at) for stop in self.lasting if stop.cause == "waiting")
        fresh = Strand(
            severity=self.severity,
            target=self.target,
            calendar=self.calendar,
            started=at,
            running_since=None if waiting else at,
            from_opening=self.from_opening,
            applies=self.applies,
            lasting=waiting,
        )
        if self.in_force:
            fresh.reckon(at)
        return fresh

    def _enforce(self, by: Outside, at: datetime) -> None:
        """In force; the first time, counting begins here, unless the agreement counts from the opening."""
        if self.since is not None or self.from_opening:
            self.go_on("priority", at)
            self.go_on("facts", at)
        else:
            self.started, self.used, self.came = at, NOTHING, by
            self.over, self.lasting = (), tuple(stop._replace(start=at) for stop in self.lasting)
            self.running_since = None if self.lasting else at
        self.reckon(at)

    def _release(self, cause: Outside, detail: str, at: datetime) -> None:
        """Out of force: the promise is free until it comes back, for what took it out last."""
        if not self.from_opening and (self.in_force or self.since is not None):
            self.go_on(OTHER[cause], at)
            self.stand_still(Stop(at, None, cause, detail))
        self.in_force = False


_values = attrgetter(*(field.name for field in fields(Strand)))
