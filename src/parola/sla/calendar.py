"""Calendars: opening hours compiled, so that any question about working time is a look-up.

Working time is what `parola.sla.hours` describes, counted in real elapsed seconds; `docs/working-time.md` tells it at length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from .businessdays import due_by_business_day
from .compiled import Compiled, NeverOpens, micros, moment
from .dayslater import due_by_date
from .durations import ByDate, Promise, Stretch
from .hours import WEEK, Hours, Interval, OpeningHours, Text
from .localdays import Reason
from .spans import Span
from .table import SECOND

__all__ = ["ALWAYS", "Calendar", "Gap", "NeverOpens", "Reason", "always", "compile_calendar"]


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

        A stretch counts working time outside the pauses; `businessdays` and `dayslater` say what targets by the day do.
        """
        if isinstance(promise, Stretch):
            return self.add(start, timedelta(seconds=promise.seconds), pauses)
        if isinstance(promise, ByDate):
            return due_by_date(self.timezone, start, promise, pauses)
        return due_by_business_day(self, start, promise, pauses)

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


@lru_cache(maxsize=256)
def always(timezone: str) -> Calendar:
    """The calendar that never closes; its days are those of the zone. ZoneInfoNotFoundError for an unknown one."""
    return compile_calendar(OpeningHours(timezone=timezone, week=(Interval(0, WEEK),)))


ALWAYS = always("UTC")
"""The calendar that never closes, where its days do not matter."""
