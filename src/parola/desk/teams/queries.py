"""What is asked about teams: all who work for a brand, as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.teams import models, rota
from parola.desk.teams.rota import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """All who work for a brand: as the rules see them, and the people by their keys."""

    roster: Roster
    people: Mapping[int, Person]


def crew_of(brand: Brand, since: datetime) -> Crew:
    """Who works for the brand, with the absences that end after `since`. As many queries, however many they are."""
    roles: dict[int, set[str]] = {}
    people: dict[int, Person] = {}
    for post in Post.objects.filter(brand=brand, person__is_active=True).select_related("person").order_by("pk"):
        roles.setdefault(post.person_id, set()).add(post.role)
        people[post.person_id] = post.person
    administrators = list(Person.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    people |= {person.pk: person for person in administrators}
    roster = Roster(
        roles={person: frozenset(held) for person, held in roles.items()},
        administrators=tuple(person.pk for person in administrators),
        teams=tuple(_teams(brand, {person for person, held in roles.items() if held & roles_that_may(Act.REPLY)})),
        absences=_absences(people, since),
    )
    return Crew(roster=roster, people=people)


def workers_of(brand: Brand) -> QuerySet[Person]:
    """The people with a post that works on tickets of the brand: who can be in a team of it."""
    working = Person.objects.filter(is_active=True, posts__brand=brand, posts__role__in=roles_that_may(Act.REPLY))
    return working.distinct().order_by("name", "pk")


def teams_of(brand: Brand) -> list[models.Team]:
    """The brand's teams by name, with members and shifts."""
    found = models.Team.objects.filter(brand=brand).order_by("name", "pk")
    return list(found.prefetch_related("members__person", "shifts"))


def _teams(brand: Brand, working: set[int]) -> Iterable[rota.Team]:
    for team in teams_of(brand):
        members = [member for member in team.members.all() if member.person_id in working]
        yield rota.Team(
            key=team.pk,
            name=team.name,
            tiers=frozenset(team.tiers),
            products=frozenset(team.products),
            members=tuple(sorted(member.person_id for member in members)),
            leads=tuple(sorted(member.person_id for member in members if member.lead)),
            shifts=tuple(shift_of(shift) for shift in team.shifts.all()),
        )


def shift_of(shift: models.Shift) -> rota.Shift:
    """The shift as the rules see it."""
    return rota.Shift(
        person=shift.person_id,
        weekdays=frozenset(shift.weekdays),
        start=shift.start,
        end=shift.end,
        timezone=shift.timezone,
        first_day=shift.first_day or date.min,
        last_day=shift.last_day or date.max,
    )


def _absences(people: Iterable[int], since: datetime) -> dict[int, tuple[rota.Absence, ...]]:
    found: dict[int, tuple[rota.Absence, ...]] = {}
    for each in models.Absence.objects.filter(person__in=list(people), end__gt=since).order_by("start", "pk"):
        away = rota.Absence(start=each.start, end=each.end, deputy=each.deputy_id)
        found[each.person_id] = (*found.get(each.person_id, ()), away)
    return found
