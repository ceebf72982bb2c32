"""How a brand's articles served, month by month (UTC): read, given in replies, requests found needless, votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.models import Translation, Use, Vote
from parola.desk.knowledge.queries import Served

MONTHS = 12
NOTHING = Served()


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """How something served: an article, by its key and title, in a month; or in all where there is none."""

    served: Served
    article: int | None = None
    title: str = ""
    language: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The months, the latest first; and what each article did in each of them, for those that did anything."""

    months: list[date]
    cells: dict[tuple[int, date], Served]
    titles: dict[int, tuple[str, str]]

    def by_month(self) -> list[Of]:
        """Each month, also those in which nothing was read."""
        return [Of(month=month, served=_sum(self._of(month=month))) for month in self.months]

    def by_article(self, month: date | None = None) -> list[Of]:
        """Each article, what made most requests needless first, then what was given and read most."""
        keys = {article for article, at in self.cells if month in (None, at)}
        found = [self._told(key, month, _sum(self._of(article=key, month=month))) for key in keys]
        return sorted(found, key=lambda each: (*(-count for count in _order(each.served)), each.title))

    def each(self) -> Iterator[Of]:
        """Each article in each month, in order of the months."""
        for month in sorted(self.months):
            yield from (each for each in self.by_article(month))

    def total(self, month: date | None = None) -> Served:
        """All articles together."""
        return _sum(self._of(month=month))

    def _told(self, key: int, month: date | None, served: Served) -> Of:
        title, language = self.titles[key]
        return Of(article=key, title=title, language=language, month=month, served=served)

    def _of(self, article: int | None = None, month: date | None = None) -> list[Served]:
        return [each for (key, at), each in self.cells.items() if article in (None, key) and month in (None, at)]


def table(brand: Brand, shown: QuerySet[Translation], *, language: str, now: datetime) -> Table:
    """The last twelve months of the articles of which something is among those `shown`. Three queries."""
    months = months_until(now)
    titles = _titles(shown.filter(article__brand=brand), language)
    counts: dict[tuple[int, date], dict[str, int]] = {}
    uses = Use.objects.filter(article__brand=brand, day__gte=months[-1]).annotate(month=TruncMonth("day"))
    for article, month, kind, number in uses.order_by().values_list("article", "month", "kind").annotate(Sum("count")):
        counts.setdefault((article, month), {})[kind] = number
    since = datetime(months[-1].year, months[-1].month, 1, tzinfo=UTC)
    votes = Vote.objects.filter(article__brand=brand, at__gte=since).annotate(month=TruncMonth("at", tzinfo=UTC))
    told = votes.order_by().values_list("article", "month", "helped").annotate(Count("pk"))
    for article, at, helped, number in told:
        counts.setdefault((article, at.date()), {})["helped" if helped else "failed"] = number
    cells = {key: Served(**each) for key, each in counts.items() if key[0] in titles and key[1] in months}
    return Table(months, cells, titles)


def months_until(now: datetime) -> list[date]:
    """The first days of the last twelve months, this one first."""
    at = now.astimezone(UTC)
    numbers = (at.year * 12 + at.month - 1 - back for back in range(MONTHS))
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _titles(shown: QuerySet[Translation], language: str) -> dict[int, tuple[str, str]]:
    """What each article is called: in that language where it is there, else in its first."""
    rows = shown.order_by().values_list("article", "language", "title", "article__language")
    best: dict[int, tuple[bool, bool, str, str]] = {}
    for article, spoken, title, first in rows:
        told = (spoken != language, spoken != first, spoken, title)
        best[article] = min(told, best.get(article, told))
    return {article: (title, spoken) for article, (_one, _two, spoken, title) in best.items()}


def _sum(some: Sequence[Served]) -> Served:
    names = [each.name for each in fields(Served)]
    return Served(**{name: sum(getattr(each, name) for each in some) for name in names})


def _order(served: Served) -> tuple[int, int, int]:
    return served.solved, served.given, served.read
