"""Calendars: opening hours compiled, so that any question about working time is a look-up.

Working time is what `parola.sla.hours` describes, counted in real elapsed seconds; `docs/working-time.md` tells it at length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .businessdays import due_by_day
from .compiled import Compiled, NeverOpens, micros, moment
from .durations import Promise, Stretch
from .hours import WEEK, Hours, Interval, OpeningHours, Text
from .localdays import Reason
from .spans import Span
from .table import SECOND

__all__ = ["ALWAYS", "Calendar", "Gap", "NeverOpens", "Reason", "compile_calendar"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that is not worked, and why; `name` is that of the holiday, the closure or the special hours."""

    span: Span
    reason: Reason
    name: Text


class Calendar(Compiled):
    """Compiled opening hours, with what is promised on them and why they are closed. See `Compiled` for the arithmetic."""

    def due(self, start: datetime, promise: Promise, pauses: Sequence[Span] = ()) -> datetime:
        """When a promise that starts to count at `start` is due. NeverOpens if it never is.

        A stretch counts working time outside the pauses; `businessdays` says what a target by the day does.
        """
        if isinstance(promise, Stretch):
            return self.add(start, timedelta(seconds=promise.seconds), pauses)
        return due_by_day(self, start, promise, pauses)

    def gaps(self, start: datetime, end: datetime) -> Iterator[Gap]:
        """The closed stretches in `[start, end)`, in order, each cut at the local midnights where the reason changes.

        A holiday is the reason for the whole of its local date where that would have been worked at all.
        """
        first, last = micros(start), micros(end)
        if last <= first:
            return
        for since, until, reason, name in self.years.closed(first // SECOND, -(-last // SECOND)):
            span = Span(moment(max(since * SECOND, first)), moment(min(until * SECOND, last)))
            yield Gap(span, reason, name)


def compile_calendar(hours: Hours) -> Calendar:
    """A calendar for the hours. ValueError if they contradict themselves, ZoneInfoNotFoundError for an unknown zone."""
    return Calendar(hours)


ALWAYS = compile_calendar(OpeningHours(timezone="UTC", week=(Interval(0, WEEK),)))
"""The calendar that never closes."""
