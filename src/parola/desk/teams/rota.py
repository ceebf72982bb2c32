"""Who is there at an instant, by shifts and absences. Pure.

A shift is one stretch each time: from when the wall clock of its zone first shows its start to when it first shows its end, so
that one who takes over comes when the other goes, also in a night that a change of the clocks makes longer or shorter. Who
has no shift is there whenever they are not absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from parola.sla.dates import day_number
from parola.sla.hours import DAY
from parola.sla.spans import Span, subtract, union
from parola.sla.zones import first_instant, zone_of

MOMENT = timedelta.resolution
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Hours of each week, of one member (`person`) or of all; see `models.Shift`."""

    person: int | None = None
    weekdays: frozenset[int]
    start: time
    end: time
    timezone: str
    first_day: date = date.min
    last_day: date = date.max

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """When it is worked in `[start, end)`, in the order of time."""
        zone = zone_of(self.timezone)
        day = max(start.astimezone(zone).date() - ONE_DAY, self.first_day)
        while day <= min(end.astimezone(zone).date(), self.last_day):
            if day.weekday() in self.weekdays:
                worked = self._on(day)
                if worked.start < end and start < worked.end:
                    yield Span(max(worked.start, start), min(worked.end, end))
            day += ONE_DAY

    def _on(self, day: date) -> Span:
        ends = day + ONE_DAY if self.end <= self.start else day
        return Span(instant_of(day, self.start, self.timezone), instant_of(ends, self.end, self.timezone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away; `deputy` stands in for them."""

    start: datetime
    end: datetime
    deputy: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team as the rules see it; see `models.Team`. `members` are all who work in it, `leads` those of them who lead it."""

    key: int
    name: str = ""
    tiers: frozenset[int] = frozenset()
    products: frozenset[str] = frozenset()
    members: tuple[int, ...] = ()
    leads: tuple[int, ...] = ()
    shifts: tuple[Shift, ...] = ()

    def shifts_of(self, person: int) -> list[Shift]:
        """Those that are the person's, the whole team's too."""
        return [shift for shift in self.shifts if shift.person in {None, person}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All who work for a brand: each with the roles of their posts, the brand's teams, and who is away."""

    roles: Mapping[int, frozenset[str]]
    administrators: tuple[int, ...] = ()
    teams: tuple[Team, ...] = ()
    absences: Mapping[int, tuple[Absence, ...]]

    def of(self, *roles: str) -> tuple[int, ...]:
        """Those in any of the roles, the longest known first."""
        return tuple(sorted(person for person, held in self.roles.items() if held & set(roles)))


def absent(roster: Roster, person: int, at: datetime) -> Absence | None:
    """The absence in which the person is away then; of several the one that lasts longest."""
    found = [each for each in roster.absences.get(person, ()) if each.start <= at < each.end]
    return max(found, key=lambda each: each.end, default=None)


def back_at(roster: Roster, person: int, at: datetime) -> datetime | None:
    """When the person comes back, if they are away then: absences that follow one another count as one."""
    away = union(Span(each.start, each.end) for each in roster.absences.get(person, ()))
    return next((span.end for span in away if span.start <= at < span.end), None)


def there(roster: Roster, person: int, at: datetime) -> bool:
    """Whether the person is there at that instant, in any of their teams."""
    return bool(presence(roster, person, at, at + MOMENT))


def presence(roster: Roster, person: int, start: datetime, end: datetime) -> tuple[Span, ...]:
    """When the person is there in `[start, end)`, in any of their teams; who is in none, always."""
    own = [team for team in roster.teams if person in team.members]
    whole = () if own else (Span(start, end),)
    return _but_for_absences(roster, person, union([*whole, *_worked(own, person, start, end)]))


def presence_in(roster: Roster, team: Team, person: int, start: datetime, end: datetime) -> tuple[Span, ...]:
    """When a member is there for that team in `[start, end)`."""
    return _but_for_absences(roster, person, union(_worked([team], person, start, end)))


def _worked(teams: Iterable[Team], person: int, start: datetime, end: datetime) -> Iterator[Span]:
    for team in teams:
        shifts = team.shifts_of(person)
        if not shifts:
            yield Span(start, end)
        for shift in shifts:
            yield from shift.spans(start, end)


def _but_for_absences(roster: Roster, person: int, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    away = [Span(each.start, each.end) for each in roster.absences.get(person, ())]
    return subtract(spans, away) if away else spans


def covered(roster: Roster, teams: Iterable[Team], start: datetime, end: datetime) -> tuple[Span, ...]:
    """When anybody of the teams is there in `[start, end)`."""
    return union(
        span for team in teams for member in team.members for span in presence_in(roster, team, member, start, end)
    )


def instant_of(day: date, at: time, timezone: str) -> datetime:
    """The first instant at which the wall clock there shows that day and time, or later."""
    wall = day_number(day) * DAY + at.hour * 3600 + at.minute * 60 + at.second
    return datetime.fromtimestamp(first_instant(timezone, wall), UTC)
