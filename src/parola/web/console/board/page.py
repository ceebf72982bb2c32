"""The board as a page: all brands that the reader oversees together, then each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.teams.queries import crew_of
from parola.desk.tickets import workload
from parola.desk.tickets.workload import AtWork
from parola.web.console.board import people
from parola.web.console.board.hours import Chart, chart
from parola.web.console.board.month import Standing, standing
from parola.web.console.board.people import Load
from parola.web.console.board.tally import Tally, tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBrand:
    """A brand's part of the board."""

    name: str
    slug: str
    tallies: list[Tally]
    teams: list[Load]
    people: list[Load]
    month: Standing | None
    """None where the brand promises nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The page. `changes_at`: when time alone changes it."""

    tallies: list[Tally]
    chart: Chart
    brands: list[OfBrand]
    choices: list[tuple[str, str, bool]]
    """The brands to narrow the board down to: slug, name, chosen."""
    changes_at: datetime | None


def overseen(person: Person) -> list[Brand]:
    """The brands whose board the person may see."""
    return list(brands_of(person, Act.OVERSEE))


def board(person: Person, brands: Sequence[Brand], chosen: str, now: datetime) -> Board:
    """The board of these brands, or of the one chosen. The number of queries does not depend on the number of tickets."""
    narrowed = [brand for brand in brands if brand.slug == chosen] or list(brands)
    tickets = workload.at_work(person, narrowed)
    only = () if len(narrowed) == brands_of(person).count() else (f"brand:{','.join(each.slug for each in narrowed)}",)
    shown = [_of(person, brand, [each for each in tickets if each.brand_id == brand.pk], now) for brand in narrowed]
    ahead = [each.due_at for each in tickets if each.due_at is not None and each.due_at >= now]
    return Board(
        tallies=tallies(tickets, only, now),
        chart=chart(tickets, timezone.localtime(now)),
        brands=shown,
        choices=[(brand.slug, brand.name, brand.slug == chosen) for brand in brands],
        changes_at=min(ahead, default=None),
    )


def _of(person: Person, brand: Brand, tickets: Sequence[AtWork], now: datetime) -> OfBrand:
    crew, narrowed = crew_of(brand, now), (f"brand:{brand.slug}",)
    return OfBrand(
        name=brand.name,
        slug=brand.slug,
        tallies=tallies(tickets, narrowed, now),
        teams=people.teams(brand, crew, tickets, narrowed, now),
        people=people.people(crew, tickets, narrowed, now),
        month=standing(person, brand, now) if brand.versions.exists() else None,
    )
