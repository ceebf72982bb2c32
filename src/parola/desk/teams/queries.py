"""What is asked about teams: all who work for a brand, as the rules see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.accounts.queries import brands_of
from parola.desk.teams import models, rota
from parola.desk.teams.rota import Roster
from parola.sla.spans import Span


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


def answers_for(by: Person, person: Person) -> bool:
    """Whether `by` may say when the person is away: themselves, who leads a team of theirs, who manages a brand of theirs."""
    if by == person:
        return by.is_active and by.is_support
    return answered_for(by).filter(pk=person.pk).exists()


def answered_for(by: Person) -> QuerySet[Person]:
    """The others of whom `by` may say when they are away."""
    if not by.is_active:
        return Person.objects.none()
    others = Person.objects.filter(is_active=True).exclude(pk=by.pk).order_by("name", "pk")
    if by.is_superuser:
        return others.filter(Exists(Post.objects.filter(person=OuterRef("pk"))))
    led = models.TeamMember.objects.filter(person=by, lead=True, team__brand__in=brands_of(by, Act.REPLY))
    members = models.TeamMember.objects.filter(team__in=led.values("team")).values("person")
    managed = Post.objects.filter(brand__in=brands_of(by, Act.CONFIGURE)).values("person")
    return others.filter(Q(pk__in=members) | Q(pk__in=managed))


def deputies_of(person: Person) -> QuerySet[Person]:
    """Who can stand in for the person: the others who work on tickets of a brand of theirs."""
    working = Post.objects.filter(role__in=roles_that_may(Act.REPLY))
    brands = working.filter(person=person).values("brand")
    others = Person.objects.filter(is_active=True, pk__in=working.filter(brand__in=brands).values("person"))
    return others.exclude(pk=person.pk).order_by("name", "pk")


def unattended(brands: QuerySet[Brand], now: datetime) -> QuerySet[Brand]:
    """Those of the brands in force for whom nobody works who is not away."""
    away = models.Absence.objects.filter(person=OuterRef("person"), start__lte=now, end__gt=now)
    present = Post.objects.filter(brand=OuterRef("pk"), person__is_active=True, role__in=roles_that_may(Act.REPLY))
    return brands.filter(~Exists(present.filter(~Exists(away))), versions__isnull=False).distinct()


def absences_of(people: Iterable[Person], now: datetime) -> dict[int, list[models.Absence]]:
    """The absences of people that have not ended, by the person's key."""
    found: dict[int, list[models.Absence]] = {}
    absences = models.Absence.objects.filter(person__in=list(people), end__gt=now).select_related("deputy", "person")
    for each in absences.order_by("start", "pk"):
        found.setdefault(each.person_id, []).append(each)
    return found


def teams_of(brand: Brand) -> list[models.Team]:
    """The brand's teams by name, with members and shifts."""
    found = models.Team.objects.filter(brand=brand).order_by("name", "pk")
    return list(found.prefetch_related("members__person", "shifts"))


def teams_in(brands: Iterable[int]) -> dict[int, tuple[rota.Team, ...]]:
    """What the teams of these brands hold, by the brand's key: without their people, from one query."""
    found: dict[int, tuple[rota.Team, ...]] = {}
    for team in models.Team.objects.filter(brand__in=list(brands)).order_by("name", "pk"):
        seen = rota.Team(key=team.pk, name=team.name, tiers=frozenset(team.tiers), products=frozenset(team.products))
        found[team.brand_id] = (*found.get(team.brand_id, ()), seen)
    return found


def memberships_of(person: Person) -> frozenset[int]:
    """The keys of the teams that the person is in."""
    return frozenset(models.TeamMember.objects.filter(person=person).values_list("team_id", flat=True))


def hours_of(person: Person, now: datetime, length: timedelta) -> tuple[Span, ...]:
    """When the person is there in the `length` of time from now on, by all shifts of theirs, whatever the brand."""
    teams = models.Team.objects.filter(members__person=person).prefetch_related("shifts")
    roster = Roster(
        roles={},
        teams=tuple(
            rota.Team(key=team.pk, members=(person.pk,), shifts=tuple(shift_of(shift) for shift in team.shifts.all()))
            for team in teams
        ),
        absences=_absences([person.pk], now),
    )
    return rota.presence(roster, person.pk, now, now + length)


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
