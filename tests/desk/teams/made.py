"""Teams, shifts and absences for tests, straight into the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from parola.desk.accounts.models import Brand, Person
from parola.desk.teams.models import Absence, Shift, Team, TeamMember

WORKDAYS = [0, 1, 2, 3, 4]


def team(brand: Brand, name: str, *members: Person, tiers: Sequence[int] = (), lead: Person | None = None) -> Team:
    """A team with these members; the lead is one of them."""
    made = Team.objects.create(brand=brand, name=name, tiers=list(tiers))
    for person in {*members, *([lead] if lead else [])}:
        TeamMember.objects.create(team=made, person=person, lead=person == lead)
    return made


def shift(of: Team, start: int, end: int, person: Person | None = None, zone: str = "Europe/Madrid") -> Shift:
    """On workdays, from one full hour to another."""
    return Shift.objects.create(
        team=of, person=person, weekdays=WORKDAYS, start=time(start), end=time(end), timezone=zone
    )


def away(person: Person, start: datetime, deputy: Person | None = None, **span: float) -> Absence:
    """Away from that instant on."""
    return Absence.objects.create(
        person=person, kind="holiday", start=start, end=start + timedelta(**span), deputy=deputy
    )
