"""What customers said of the help: how many were asked, how many answered, how many of them well, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.reports.queries import NotAllowed
from parola.desk.teams import reach
from parola.desk.teams.queries import teams_in
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.kinds.voices import Rated
from parola.desk.tickets.models import Body, Ticket, TicketEvent

MOST_WORDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinions:
    """Of the tickets whose requesters were asked in a period: how many, how many said something, how many of them that it was good."""

    asked: int = 0
    rated: int = 0
    good: int = 0

    @property
    def share(self) -> float | None:
        """The share that was good; None where nobody said anything."""
        return self.good / self.rated if self.rated else None

    @property
    def answered(self) -> float | None:
        """The share of those asked who said something."""
        return self.rated / self.asked if self.asked else None

    def __add__(self, other: Opinions) -> Opinions:
        return Opinions(asked=self.asked + other.asked, rated=self.rated + other.rated, good=self.good + other.good)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What somebody said in words; the last that they said of the ticket."""

    reference: str
    subject: str
    score: int
    at: datetime
    text: str


def asked(
    person: Person, brand: Brand, first: datetime, last: datetime, organization: int | Organization | None = None
) -> QuerySet[Ticket]:
    """The tickets of the brand whose requesters were asked in `[first, last)`. Raises NotAllowed.

    Those of one organization may be counted by whoever may read these tickets.
    """
    if not may(person, Act.READ if organization else Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    found = Ticket.objects.filter(brand=brand, asked_at__gte=first, asked_at__lt=last, void="")
    return found.filter(organization=organization) if organization else found


def of(those: QuerySet[Ticket]) -> Opinions:
    """All of them together."""
    counts = those.aggregate(asked=Count("pk"), rated=Count("rating"), good=Count("pk", filter=Q(rating=1)))
    return Opinions(**counts)


def by_team(those: QuerySet[Ticket], brand: Brand) -> dict[tuple[str, ...], Opinions]:
    """By the names of the teams whose tickets they are, as the teams are now; two queries."""
    groups = those.order_by().values("holder", "product")
    rows = groups.annotate(asked=Count("pk"), rated=Count("rating"), good=Count("pk", filter=Q(rating=1)))
    teams, found = teams_in([brand.pk]).get(brand.pk, ()), dict[tuple[str, ...], Opinions]()
    for row in rows:
        names = tuple(team.name for team in reach.holding(teams, row["holder"], row["product"]))
        one = Opinions(asked=row["asked"], rated=row["rated"], good=row["good"])
        found[names] = found.get(names, Opinions()) + one
    return found


def in_words(those: QuerySet[Ticket]) -> Sequence[Word]:
    """What was said in words, the last first; three queries."""
    rated = those.filter(rated_at__isnull=False).select_related("opening").only("reference", "opening__subject")
    latest = list(rated.order_by("-rated_at", "-pk")[: MOST_WORDS * 4])
    rows = TicketEvent.objects.filter(ticket__in=latest, kind=Rated.kind).order_by("ticket", "seq")
    last = {row.ticket_id: tickets.recorded(row) for row in rows}
    bodies = Body.objects.in_bulk([tickets.body_id(event) for event in last.values()])
    texts = {str(key): body.text for key, body in bodies.items()}
    found = [(ticket, last[ticket.pk]) for ticket in latest if ticket.pk in last]
    words = [
        Word(
            reference=ticket.reference,
            subject=ticket.subject,
            score=event.fact.score,
            at=event.at,
            text=texts.get(event.fact.body, ""),
        )
        for ticket, event in found
        if isinstance(event.fact, Rated)
    ]
    return [word for word in words if word.text][:MOST_WORDS]
