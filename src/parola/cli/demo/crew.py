"""The sample desk's teams, shifts and absences, by the desk's own operations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from parola.desk.accounts.models import Brand, Person
from parola.desk.teams import operations
from parola.desk.teams.operations import Away, Hours, Wanted
from parola.desk.teams.rota import instant_of
from parola.sla.zones import zone_of

from . import script

SET_UP = timedelta(days=395)


def set_up(
    brand: Brand, vendor: script.Vendor, people: Mapping[str, Person], administrator: Person, now: datetime
) -> None:
    """Make them as they stand at `now`: the teams were there before the first ticket."""
    for team in vendor.teams:
        made = operations.save_team(
            brand=brand,
            wanted=Wanted(
                name=team.name,
                tiers=team.tiers,
                members=[people[key] for key in team.members],
                leads=[people[key] for key in team.leads],
            ),
            by=administrator,
            now=now - SET_UP,
        )
        for shift in team.shifts:
            hours = Hours(
                person=people.get(shift.who),
                weekdays=shift.weekdays,
                start=shift.start,
                end=shift.end,
                timezone=shift.timezone,
            )
            operations.save_shift(team=made, hours=hours, by=administrator, now=now - SET_UP)
    for absence in vendor.absences:
        note(absence, people, now)


def note(absence: script.Absence, people: Mapping[str, Person], now: datetime) -> None:
    """Somebody said a while ago when they would be away."""
    person = people[absence.who]
    first = now.astimezone(zone_of(person.timezone)).date() - timedelta(days=absence.since)
    away = Away(
        kind=absence.kind,
        start=instant_of(first, time(), person.timezone),
        end=instant_of(first + timedelta(days=absence.days), time(), person.timezone),
        deputy=people.get(absence.deputy),
    )
    operations.save_absence(person=person, away=away, by=person, now=now - timedelta(days=absence.since + 1))
