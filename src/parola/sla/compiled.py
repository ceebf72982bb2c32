"""Arithmetic of working time on compiled hours: a look-up each, however far apart the instants are.

`add` and `between` are asked for every clock of every ticket: they are written out in full, where the rest calls helpers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from .dates import FIRST_YEAR, LAST_YEAR, first_day
from .hours import Hours
from .spans import FOREVER, Span, union
from .table import EMPTY, SECOND, Table, widened
from .years import years_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = timedelta()
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400 * SECOND

_END = first_day(LAST_YEAR + 1) * DAY
"""The end of what a datetime can say."""
_CYCLE = 400
"""The Gregorian calendar repeats itself, weekdays included, after 400 years."""
_SETTLED = 2100
"""From here on every zone follows a yearly rule: the data's last single change of a clock (Morocco, Gaza) is in 2087."""


class NeverOpens(ValueError):
    """No working time can come any more: the hours never open again, or a pause has no end."""


class Compiled:
    """Compiled opening hours. Instants in and out are aware; those that come out are UTC.

    Years are compiled as they are asked for and kept. Instances may be shared by threads. A naive datetime is a
    TypeError, and an answer past the year 9999 an OverflowError, as everywhere with datetimes.
    """

    def __init__(self, hours: Hours) -> None:
        """Check the hours; nothing is compiled yet. ValueError or ZoneInfoNotFoundError if they cannot be."""
        self.hours = hours
        self.years = years_of(hours)
        self.timezone = self.years.timezone
        self._table = EMPTY

    def add(self, start: datetime, worked: timedelta, pauses: Sequence[Span] = ()) -> datetime:
        """The earliest instant by which `worked` of working time has passed since `start`, pauses not counted.

        Used up exactly at closing time, it is due at closing time. No time at all has passed at `start` itself.
        ValueError if `worked` is negative, NeverOpens if so much working time never comes.
        """
        if pauses:
            return self._add_paused(start, worked, pauses)
        since = start - EPOCH
        instant = since.days * DAY + since.seconds * SECOND + since.microseconds
        table = self._table
        if not table.start <= instant < table.end:
            table = self.covering(instant, instant)
        index = bisect_right(table.closes, instant)
        goal = table.worked[index] + worked.days * DAY + worked.seconds * SECOND + worked.microseconds
        if instant > table.opens[index]:
            goal += instant - table.opens[index]
        if worked <= NOTHING:
            return _unmoved(start, worked)
        if goal > table.worked[-1]:
            table = self.reaching(table, goal)
        index = bisect_left(table.worked, goal) - 1
        return EPOCH + MICROSECOND * (table.opens[index] + goal - table.worked[index])

    def between(self, start: datetime, end: datetime, pauses: Sequence[Span] = ()) -> timedelta:
        """The working time in `[start, end)`, pauses not counted; none if `end` is not after `start`."""
        if pauses:
            return self._between_paused(start, end, pauses)
        since = start - EPOCH
        first = since.days * DAY + since.seconds * SECOND + since.microseconds
        since = end - EPOCH
        last = since.days * DAY + since.seconds * SECOND + since.microseconds
        if last <= first:
            return NOTHING
        table = self._table
        if first < table.start or last >= table.end:
            table = self.covering(first, last)
        begun, ended = bisect_right(table.closes, first), bisect_right(table.closes, last)
        worked = table.worked[ended] - table.worked[begun]
        if first > table.opens[begun]:
            worked -= first - table.opens[begun]
        if last > table.opens[ended]:
            worked += last - table.opens[ended]
        return MICROSECOND * worked

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """The working stretches in `[start, end)`, in order."""
        first, last = micros(start), micros(end)
        if last <= first:
            return
        table = self.covering(first, last)
        for index in range(bisect_right(table.closes, first), bisect_left(table.opens, last)):
            yield Span(moment(max(first, table.opens[index])), moment(min(last, table.closes[index])))

    def is_open(self, instant: datetime) -> bool:
        """Whether `instant` is working time."""
        point = micros(instant)
        table = self.covering(point, point)
        return table.opens[bisect_right(table.closes, point)] <= point

    def next_opening(self, instant: datetime) -> datetime:
        """The first instant of working time that is not before `instant`: itself if open. NeverOpens if there is none."""
        point = micros(instant)
        table = self.covering(point, point)
        index = bisect_right(table.closes, point)
        if index == len(table.closes):
            table = self.reaching(table, table.worked[-1] + 1)
        return moment(max(point, table.opens[index]))

    def covering(self, first: int, last: int) -> Table:
        """The table, made wide enough for the instants `first` to `last` (microseconds)."""
        table = self._table
        if first < table.start or last >= table.end:
            table = self._keep(widened(table, self.years, moment(first).year, moment(last).year))
        return table

    def reaching(self, table: Table, goal: int) -> Table:
        """The table, made wide enough for its running total to reach `goal`. NeverOpens if it cannot.

        The years added double each time, so the whole costs little more than its last step.
        """
        more = 1
        while goal > table.worked[-1]:
            self._check_hope(table, goal - table.worked[-1])
            wanted = min(table.last_year + more, LAST_YEAR)
            table = self._keep(widened(table, self.years, table.first_year, wanted))
            more *= 2
        return table

    def _keep(self, table: Table) -> Table:
        kept = self._table
        if table.last_year - table.first_year > kept.last_year - kept.first_year:
            self._table = table
        return table

    def _check_hope(self, table: Table, missing: int) -> None:
        """Raise NeverOpens when no later year can open, which is certain once a whole cycle has passed.

        After the last date named, and once the zones follow their rules, every 400 years are alike: if none of them
        opens, none will. Hours that open on named dates only are over with the last of these.
        """
        if missing > _END - table.end:
            message = f"not so much working time until the year {LAST_YEAR}"
            raise OverflowError(message)
        last_open = moment(table.closes[-1]).year if table.closes else FIRST_YEAR
        if self.years.recurs:
            over = table.last_year >= max(last_open, self.years.last_year, _SETTLED, table.first_year) + _CYCLE + 1
        else:
            over = table.last_year > self.years.last_year
        if over:
            message = "these hours never open again"
            raise NeverOpens(message)

    def _add_paused(self, start: datetime, worked: timedelta, pauses: Iterable[Span]) -> datetime:
        for pause in union(pauses):
            before = self.between(start, pause.start)
            if worked <= before or worked <= NOTHING:
                break
            if pause.end >= FOREVER:
                message = "a pause without end"
                raise NeverOpens(message)
            worked -= before
            start = max(start, pause.end)
        return self.add(start, worked)

    def _between_paused(self, start: datetime, end: datetime, pauses: Iterable[Span]) -> timedelta:
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        paused = (self.between(max(start, pause.start), min(end, pause.end)) for pause in union(pauses))
        return self.between(start, end) - sum(paused, NOTHING)


def micros(instant: datetime) -> int:
    """Microseconds of UTC since 1970."""
    since = instant - EPOCH
    return since.days * DAY + since.seconds * SECOND + since.microseconds


def moment(instant: int) -> datetime:
    """The aware UTC datetime of so many microseconds since 1970."""
    return EPOCH + MICROSECOND * instant


def _unmoved(start: datetime, worked: timedelta) -> datetime:
    if worked < NOTHING:
        message = f"working time cannot be negative: {worked}"
        raise ValueError(message)
    return start.astimezone(UTC)
