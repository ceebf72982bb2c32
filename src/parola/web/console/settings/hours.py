"""When a brand's calendars are open: their weeks in words, the days of the coming year that are others, and when clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from parola.policy.timezones import zone_name
from parola.policy.weekly import hours, hours_lines
from parola.sla.agreement import Agreement, CalendarTemplate
from parola.sla.hours import Closure, SpecialHours, YearlyClosure
from parola.sla.zones import Offset, next_change, zone_of
from parola.web.console.settings.holidays import region_name
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A stretch of days with other hours than the week's. `hours` is empty where they are closed."""

    days: str
    name: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar in words. `timezone` and `holidays` are empty where they are the contract's; `line`: where it stands in the file."""

    id: str
    name: str
    week: list[str]
    timezone: str
    holidays: str
    own_holidays: bool
    others: list[Other]
    contracts: int
    """How many contracts chose it, or left it at that."""
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The next change of the clocks somewhere: the instant and the distances from UTC before and after; empty where there is none."""

    zone: str
    at: str
    before: str
    after: str


def others(calendar: CalendarTemplate, first: date, last: date) -> list[Other]:
    """The days between that are others than the week says, in their order."""
    found = [*_closed(calendar, first, last), *_special(calendar, first, last)]
    return [other for _start, other in sorted(found, key=lambda each: each[0])]


def _closed(calendar: CalendarTemplate, first: date, last: date) -> Iterator[tuple[date, Other]]:
    for closure in calendar.closures:
        for start, end in _spans(closure, first, last):
            yield start, Other(days=_days(start, end), name=words().text(closure.name), hours="")


def _special(calendar: CalendarTemplate, first: date, last: date) -> Iterator[tuple[date, Other]]:
    for special in calendar.special:
        if special.first <= last and special.last >= first:
            yield special.first, _other(special)


def _other(special: SpecialHours) -> Other:
    told = words().listed(hours(words(), interval) for interval in special.intervals) if special.intervals else ""
    return Other(days=_days(special.first, special.last), name=words().text(special.name), hours=told)


def _spans(closure: Closure | YearlyClosure, first: date, last: date) -> Iterator[tuple[date, date]]:
    """When it is closed, of what touches the days between."""
    if isinstance(closure, Closure):
        spans = [(closure.first, closure.last)]
    else:
        across = closure.last < closure.first
        years = range(first.year - 1, last.year + 1)
        spans = [(_date(year, closure.first), _date(year + across, closure.last)) for year in years]
    return ((start, end) for start, end in spans if start <= last and end >= first)


def _date(year: int, day: tuple[int, int]) -> date:
    """That day of a year; of 29 February the 28th, where there is none."""
    try:
        return date(year, *day)
    except ValueError:
        return date(year, 2, 28)


def _days(first: date, last: date) -> str:
    told = words().date(first, short=True)
    if first == last:
        return told
    return words().gettext("%(start)s to %(end)s") % {"start": told, "end": words().date(last, short=True)}


def told(
    agreement: Agreement, calendar: CalendarTemplate, *, others: list[Other], contracts: int, line: int | None
) -> Calendar:
    """A calendar in words."""
    fixed = calendar.holidays not in (None, "contract")
    return Calendar(
        id=calendar.id,
        name=words().text(calendar.name),
        week=hours_lines(words(), calendar, agreement),
        timezone=zone_name(calendar.timezone) if calendar.timezone else "",
        holidays=region_name(str(calendar.holidays)) if fixed else "",
        own_holidays=calendar.holidays == "contract",
        others=others,
        contracts=contracts,
        line=line,
    )


def change(zone: str, now: datetime) -> Change:
    """The next change of the clocks in a zone, within a year."""
    second = int(now.timestamp())
    found = next_change(zone, second, second + int(timedelta(days=366).total_seconds()))
    if found is None:
        return Change(zone=zone_name(zone), at="", before="", after="")
    before, after = found
    at = datetime.fromtimestamp(after.start, UTC)
    wall = at + timedelta(seconds=before.seconds)
    parts = {"date": words().date(wall.date()), "time": words().time(wall.replace(tzinfo=None))}
    return Change(
        zone=zone_name(zone),
        at=words().gettext("%(date)s, %(time)s") % parts,
        before=_offset(before),
        after=_offset(after),
    )


def _offset(offset: Offset) -> str:
    hours_, minutes = divmod(abs(offset.seconds) // 60, 60)
    return f"UTC{'-' if offset.seconds < 0 else '+'}{hours_:02d}:{minutes:02d}"


def local_day(now: datetime, zone: str) -> date:
    """Which day it is there."""
    return now.astimezone(zone_of(zone)).date()
