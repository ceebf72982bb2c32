"""What people change about teams: who is in them and what they hold, their shifts, and who is absent when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.teams.models import Absence, Departure, Shift, Team, TeamMember
from parola.desk.teams.queries import answers_for, deputies_of, workers_of


class NotAllowed(Exception):
    """The person may not change that."""


class NameTaken(ValueError):
    """The brand has a team of that name already."""


class NotOfTheBrand(ValueError):
    """Somebody who is to be in the team does not work on the brand's tickets, or a shift's person is not in the team."""


class EndsBeforeItStarts(ValueError):
    """An absence, or a shift's days, end before they start."""


class NobodysDeputy(ValueError):
    """The deputy is the person, or works for none of the person's brands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A team as somebody wants it. `leads` are in it, whether `members` names them or not."""

    name: str
    tiers: Sequence[int] = ()
    products: Sequence[str] = ()
    members: Sequence[Person] = ()
    leads: Sequence[Person] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A shift as somebody wants it; see `models.Shift`."""

    person: Person | None = None
    weekdays: Sequence[int]
    start: time
    end: time
    timezone: str
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An absence as somebody wants it."""

    kind: str
    start: datetime
    end: datetime
    deputy: Person | None = None


@transaction.atomic
def save_team(*, brand: Brand, wanted: Wanted, by: Person, now: datetime, team: Team | None = None) -> Team:
    """A new team, or what becomes of `team`. Who leaves it keeps their tickets, and their own shifts in it end.

    Raises NotAllowed, NameTaken, NotOfTheBrand.
    """
    require(may(by, Act.CONFIGURE, brand))
    people = {person.pk: person for person in (*wanted.members, *wanted.leads)}
    refuse_strangers(brand, team, people)
    if brand.teams.filter(name=wanted.name).exclude(pk=team.pk if team else 0).exists():
        raise NameTaken(wanted.name)
    before = told_of(team) if team else None
    made = team or Team(brand=brand)
    made.name, made.tiers, made.products = wanted.name, sorted(set(wanted.tiers)), sorted(set(wanted.products))
    made.save()
    set_members(made, people.keys(), {person.pk for person in wanted.leads})
    audit.record(by=by, brand=brand, matter="team", key=made.pk, before=before, after=told_of(made), now=now)
    return made


def refuse_strangers(brand: Brand, team: Team | None, people: Iterable[int]) -> None:
    """Raise NotOfTheBrand if somebody would join who does not work on the brand's tickets. Who is in the team may stay."""
    known = set(workers_of(brand).values_list("pk", flat=True))
    if team is not None:
        known |= set(team.members.values_list("person_id", flat=True))
    if set(people) - known:
        raise NotOfTheBrand


def set_members(team: Team, people: Iterable[int], leads: set[int]) -> None:
    """Those and no others are in the team. Who left is remembered until those who lead have been told."""
    wanted = set(people)
    gone = team.members.exclude(person__in=wanted)
    Departure.objects.bulk_create([Departure(team=team, person_id=member.person_id) for member in gone])
    team.shifts.filter(person__in=gone.values("person")).delete()
    gone.delete()
    for person in sorted(wanted):
        TeamMember.objects.update_or_create(team=team, person_id=person, defaults={"lead": person in leads})
    Departure.objects.filter(team=team, person__in=wanted).delete()


@transaction.atomic
def remove_team(*, team: Team, by: Person, now: datetime) -> None:
    """The team is no more; tickets stay whose they are, and are held by the teams that are left. Raises NotAllowed."""
    require(may(by, Act.CONFIGURE, team.brand))
    audit.record(by=by, brand=team.brand, matter="team", key=team.pk, before=told_of(team), after=None, now=now)
    team.delete()


def told_of(team: Team) -> dict[str, audit.Plain]:
    """The team as the audit log tells it: people by their keys alone."""
    members = list(team.members.order_by("person_id").values_list("person_id", "lead"))
    return {
        "name": team.name,
        "tiers": list(team.tiers),
        "products": list(team.products),
        "members": [person for person, _lead in members],
        "leads": [person for person, lead in members if lead],
    }


@transaction.atomic
def save_shift(*, team: Team, hours: Hours, by: Person, now: datetime, shift: Shift | None = None) -> Shift:
    """A new shift of the team, or what becomes of one. Raises NotAllowed, NotOfTheBrand, EndsBeforeItStarts."""
    require(may(by, Act.CONFIGURE, team.brand))
    if hours.person is not None and not team.members.filter(person=hours.person).exists():
        raise NotOfTheBrand
    if hours.first_day and hours.last_day and hours.last_day < hours.first_day:
        raise EndsBeforeItStarts
    before = told_of_shift(shift) if shift else None
    made = shift or Shift(team=team)
    made.person, made.weekdays, made.timezone = hours.person, sorted(set(hours.weekdays)), hours.timezone
    made.start, made.end = hours.start, hours.end
    made.first_day, made.last_day = hours.first_day, hours.last_day
    made.save()
    audit.record(
        by=by, brand=team.brand, matter="shift", key=made.pk, before=before, after=told_of_shift(made), now=now
    )
    return made


@transaction.atomic
def remove_shift(*, shift: Shift, by: Person, now: datetime) -> None:
    """The shift is no more. Raises NotAllowed."""
    brand = shift.team.brand
    require(may(by, Act.CONFIGURE, brand))
    audit.record(by=by, brand=brand, matter="shift", key=shift.pk, before=told_of_shift(shift), after=None, now=now)
    shift.delete()


def told_of_shift(shift: Shift) -> dict[str, audit.Plain]:
    """The shift as the audit log tells it."""
    return {
        "team": shift.team.name,
        "person": shift.person_id,
        "weekdays": list(shift.weekdays),
        "hours": f"{shift.start:%H:%M}-{shift.end:%H:%M}",
        "timezone": shift.timezone,
        "first_day": shift.first_day.isoformat() if shift.first_day else None,
        "last_day": shift.last_day.isoformat() if shift.last_day else None,
    }


@transaction.atomic
def save_absence(*, person: Person, away: Away, by: Person, now: datetime, absence: Absence | None = None) -> Absence:
    """Somebody will be away, or otherwise than was said. Raises NotAllowed, EndsBeforeItStarts, NobodysDeputy."""
    require(answers_for(by, person))
    if away.end <= away.start:
        raise EndsBeforeItStarts
    if away.deputy is not None and not deputies_of(person).filter(pk=away.deputy.pk).exists():
        raise NobodysDeputy
    before = told_of_absence(absence) if absence else None
    made = absence or Absence(person=person)
    if made.start != away.start:
        made.told = False
    made.kind, made.start, made.end, made.deputy = away.kind, away.start, away.end, away.deputy
    made.save()
    record_absence(made, by, before, told_of_absence(made), now)
    return made


@transaction.atomic
def remove_absence(*, absence: Absence, by: Person, now: datetime) -> None:
    """They will be there after all. Raises NotAllowed."""
    require(answers_for(by, absence.person))
    record_absence(absence, by, told_of_absence(absence), None, now)
    absence.delete()


def record_absence(
    absence: Absence, by: Person, before: audit.Fields | None, after: audit.Fields | None, now: datetime
) -> None:
    """Into the audit log, for each brand that the person works for."""
    for brand in Brand.objects.filter(posts__person=absence.person).distinct():
        audit.record(by=by, brand=brand, matter="absence", key=absence.pk, before=before, after=after, now=now)


def told_of_absence(absence: Absence) -> dict[str, audit.Plain]:
    """The absence as the audit log tells it: what kind it is, is personal."""
    return {
        "person": absence.person_id,
        "start": absence.start.isoformat(),
        "end": absence.end.isoformat(),
        "deputy": absence.deputy_id,
    }


def require(allowed: bool) -> None:  # noqa: FBT001
    """Raise NotAllowed unless it is."""
    if not allowed:
        raise NotAllowed
