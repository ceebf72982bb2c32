"""Tickets at work of people who are away, who left a team, or who do not work here any more: seen, told once, handed over.

They stay whose they are until somebody decides. Who leads is told once of each absence, of each departure from a team, and of
somebody who left altogether; the rest is on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.accounts.queries import brands_of
from parola.desk.outbox.operations import enqueue
from parola.desk.teams import reach, rota
from parola.desk.teams.models import Absence, Departure
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.tickets import ledger, operations, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.notices import matter_of

Why = Literal["absent", "team", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Tickets of a brand at work that wait for a person: who is `absent` until `until`, in no `team` of it any more, or `left`."""

    brand: Brand
    person: Person
    why: Why
    until: datetime | None
    tickets: Sequence[Ticket]


def waiting_for(reader: Person, now: datetime) -> list[Waiting]:
    """What waits in the brands for which the reader assigns tickets."""
    found: list[Waiting] = []
    for brand in brands_of(reader, Act.ASSIGN):
        crew, tickets = crew_of(brand, now), at_work(brand).exclude(assignee=None)
        by_person: dict[Person, list[Ticket]] = {}
        for ticket in queries.with_relations(tickets).order_by(F("due_at").asc(nulls_last=True), "pk"):
            if ticket.assignee is not None:
                by_person.setdefault(ticket.assignee, []).append(ticket)
        for person, theirs in by_person.items():
            if (why := why_gone(crew, person.pk, now)) is not None:
                until = rota.back_at(crew.roster, person.pk, now) if why == "absent" else None
                found.append(Waiting(brand=brand, person=person, why=why, until=until, tickets=theirs))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Somebody is away, or goes, until an instant, and so many of their tickets fall due before the reader's hours end."""

    person: Person
    until: datetime
    tickets: int


def left_behind(reader: Person, until: datetime, now: datetime) -> list[Behind]:
    """Who of the reader's colleagues is away now with tickets that are due by `until`, and the reader, if they go by then. Two queries."""
    brands = brands_of(reader, Act.ASSIGN).order_by().values("pk")
    away = Q(start__lte=now) | Q(person=reader, start__lte=until)
    absences = Absence.objects.filter(away, end__gt=now).select_related("person").order_by("start", "pk")
    by_person = {each.person_id: each for each in absences}
    due = Q(due_at__lte=until) | Q(assignee=reader)
    tickets = Ticket.objects.filter(due, brand__in=brands, status__in=queries.AT_WORK, assignee__in=by_person)
    counts = tickets.values_list("assignee").annotate(count=Count("pk")).order_by("assignee")
    return [
        Behind(person=by_person[person].person, until=by_person[person].end, tickets=count) for person, count in counts
    ]


def why_gone(crew: Crew, person: int, now: datetime) -> Why | None:
    """Why somebody's tickets wait; None where they do not. Who manages the support is in no team, and need not be."""
    roster = crew.roster
    roles = roster.roles.get(person, frozenset())
    if person not in roster.administrators and not roles & roles_that_may(Act.REPLY):
        return "left"
    if rota.absent(roster, person, now) is not None:
        return "absent"
    outside = person in roster.administrators or Post.Role.MANAGER in roles
    in_team = any(person in team.members for team in roster.teams)
    return "team" if roster.teams and not in_team and not outside else None


def at_work(brand: Brand) -> QuerySet[Ticket]:
    """The brand's tickets at work."""
    return Ticket.objects.filter(brand=brand, status__in=queries.AT_WORK)


def hand_over(
    *, brand: Brand, person: Person, tickets: Iterable[str], to: Person | None, by: Person, now: datetime
) -> int:
    """Give those of the person's tickets to another, or to nobody, each as an assignment of its own; how many it were.

    What is not theirs any more is left alone. Raises NotAllowed.
    """
    with ledger.turn():
        theirs = queries.with_relations(at_work(brand)).filter(assignee=person, reference__in=list(tickets))
        left = to is None and why_gone(crew_of(brand, now), person.pk, now) == "left"
        found = list(theirs.order_by("pk"))
        for ticket in found:
            operations.assign(ticket=ticket, by=by, assignee=to, now=now, why="left" if left else "")
    return len(found)


def tell(*, now: datetime) -> None:
    """Tell who leads, once of each cause, of tickets that wait."""
    with transaction.atomic():
        for departure in Departure.objects.select_related("team__brand", "person").select_for_update():
            tell_of(departure.team.brand, departure.person, "team", f"team:{departure.pk}", now)
            departure.delete()
        begun = Absence.objects.filter(told=False, start__lte=now, end__gt=now).select_related("person")
        for absence in begun:
            key = f"absent:{absence.pk}:{int(absence.start.timestamp())}"
            for brand in Brand.objects.filter(posts__person=absence.person).distinct():
                tell_of(brand, absence.person, "absent", key, now)
            Absence.objects.filter(pk=absence.pk).update(told=True)
        for brand, person in left():
            tell_of(brand, person, "left", f"left:{person.pk}", now)


def left() -> list[tuple[Brand, Person]]:
    """Who has tickets of a brand at work and cannot answer there any more."""
    posts = Post.objects.filter(
        person=OuterRef("assignee"), brand=OuterRef("brand"), role__in=roles_that_may(Act.REPLY)
    )
    tickets = Ticket.objects.filter(status__in=queries.AT_WORK, assignee__isnull=False)
    works = tickets.filter(Exists(posts), assignee__is_active=True) | tickets.filter(
        assignee__is_superuser=True, assignee__is_active=True
    )
    gone = tickets.exclude(pk__in=works.values("pk")).order_by().values_list("brand", "assignee").distinct()
    pairs = [(brand, person) for brand, person in gone]
    brands = Brand.objects.in_bulk({brand for brand, _person in pairs})
    people = Person.objects.in_bulk({person for _brand, person in pairs})
    return [(brands[brand], people[person]) for brand, person in pairs]


def tell_of(brand: Brand, person: Person, why: Why, cause: str, now: datetime) -> None:
    """A mail to each who leads the teams that hold the person's tickets, if there are any."""
    theirs = list(at_work(brand).filter(assignee=person).order_by("pk"))
    if not theirs:
        return
    crew = crew_of(brand, now)
    leads = {
        told.person: None
        for ticket in theirs
        for told in reach.told(crew.roster, matter_of(ticket), ("lead",), now)
        if told.person != person.pk
    }
    for lead in leads:
        to = crew.people[lead]
        payload = {"template": "handover", "ticket": theirs[0].pk, "event": 1, "to": to.pk, "language": to.language}
        enqueue(
            key=f"handover:{brand.pk}:{cause}:{lead}",
            kind="mail",
            payload={**payload, "person": person.pk, "why": why},
            domain=brand.domain,
            now=now,
        )
