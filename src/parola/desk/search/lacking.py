"""What a brand's knowledge lacks, the weightiest first, each with its reason: what to write next.

A weight says how many people it would have served in the last 90 days: somebody who searched and found nothing counts once; a request
for which nothing was known three times, since somebody had to answer it too; a vote that an article did not help twice; what is
outdated, missing in a language or to be read again once, and once more for each ten times that the article served.

As many queries, however much there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from parola.desk.accounts.models import Brand
from parola.desk.knowledge import queries as knowledge
from parola.desk.knowledge.models import Article, SetAside, Translation, Use, Vote
from parola.desk.search.unsolved import Asking, unsolved
from parola.desk.tickets.models import Ticket

SINCE = timedelta(days=90)
MOST = 60
"""So many are told, and of each reason no more are looked at."""
SERVED = 500
"""Articles of which it is known how often they served: those that did most."""
REQUEST, VOTE, TENTH = 3, 2, 10
FEWEST_AGAINST, FEWEST_ASKING = 2, 3
"""Votes against an article, and requests in a language, that say something."""


class Reason(StrEnum):
    """Why something is to be written."""

    ASKED = "asked"
    UNSOLVED = "unsolved"
    VOTED = "voted"
    OUTDATED = "outdated"
    MISSING = "missing"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is to be written. `names`: what is put by with it, as `readers.set_aside` takes it.

    `count`: of what the reason tells, how often; `helped`: votes that say otherwise. `language`: in which it is to be written.
    """

    reason: Reason
    weight: int
    names: tuple[str, ...]
    title: str = ""
    language: str = ""
    count: int = 0
    helped: int = 0
    article: int | None = None
    requests: tuple[Asking, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked through: the brand, since when, what served how often, and what was put by."""

    brand: Brand
    since: datetime
    now: datetime
    served: Mapping[int, int] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def weight(self, article: int, share: float = 1.0) -> int:
        """Once, and once more for each ten times that it served."""
        return 1 + round(self.served.get(article, 0) * share) // TENTH


def gaps(brand: Brand, requests: QuerySet[Ticket], *, language: str, now: datetime) -> list[Gap]:
    """What to write next. `requests`: those of the brand that the reader may see; `language`: in which titles are told."""
    since = now - SINCE
    asked_in = languages(requests.filter(brand=brand), since)
    looking = Looking(brand, since, now, served(brand, since), put_by(brand))
    found = [
        *_asked(looking),
        *_unsolved(looking, requests),
        *_voted(looking),
        *_outdated(looking),
        *_missing(looking, asked_in),
        *_to_review(looking),
    ]
    kept = [each for each in found if each.requests or not looking.gone.intersection(each.names)]
    order = list(Reason)
    best = sorted(kept, key=lambda each: (-each.weight, order.index(each.reason), each.names))[:MOST]
    return _titled(brand, best, language)


def put_by(brand: Brand) -> frozenset[str]:
    """What somebody said need not be written."""
    return frozenset(SetAside.objects.filter(brand=brand).values_list("what", flat=True))


def served(brand: Brand, since: datetime) -> dict[int, int]:
    """How often each article served in any way, of those that did most."""
    uses = Use.objects.filter(article__brand=brand, day__gte=since.date()).values("article")
    return dict(uses.annotate(times=Sum("count")).order_by("-times").values_list("article", "times")[:SERVED])


def languages(requests: QuerySet[Ticket], since: datetime) -> dict[str, int]:
    """In which languages the customers asked, and how many requests there were in each."""
    found = requests.filter(opened_at__gte=since, void="").order_by().values("language")
    return dict(found.annotate(number=Count("pk")).values_list("language", "number"))


def _asked(looking: Looking) -> Iterator[Gap]:
    for each in knowledge.to_write(looking.brand)[:MOST]:
        yield Gap(
            reason=Reason.ASKED,
            weight=each.count,
            names=(f"question:{each.pk}",),
            title=each.text,
            language=each.language,
            count=each.count,
            day=each.last_at.date(),
        )


def _unsolved(looking: Looking, requests: QuerySet[Ticket]) -> Iterator[Gap]:
    gone = {int(what.removeprefix("ticket:")) for what in looking.gone if what.startswith("ticket:")}
    for group in unsolved(requests.filter(brand=looking.brand), since=looking.since, without=gone):
        spoken = Counter(each.language for each in group).most_common(1)[0][0]
        yield Gap(
            reason=Reason.UNSOLVED,
            weight=REQUEST * len(group),
            names=tuple(f"ticket:{each.key}" for each in group),
            title=group[0].subject,
            language=spoken,
            count=len(group),
            requests=tuple(sorted(group, key=lambda each: not each.done)),
        )


def _voted(looking: Looking) -> Iterator[Gap]:
    votes = Vote.objects.filter(article__brand=looking.brand, at__gte=looking.since).order_by().values("article")
    told = votes.annotate(against=Count("pk", filter=Q(helped=False)), pro=Count("pk", filter=Q(helped=True)))
    down = told.filter(against__gte=FEWEST_AGAINST, against__gt=F("pro")).order_by("-against")
    for article, against, helped in down.values_list("article", "against", "pro")[:MOST]:
        yield Gap(
            reason=Reason.VOTED,
            weight=VOTE * against,
            names=(f"voted:{article}:{against}",),
            article=article,
            count=against,
            helped=helped,
        )


def _outdated(looking: Looking) -> Iterator[Gap]:
    first = Translation.objects.filter(article=OuterRef("article"), language=OuterRef("article__language"))
    texts = knowledge.of_support(looking.brand).filter(source__gt=0)
    newer = texts.annotate(now=Subquery(first.values("version")[:1])).filter(source__lt=F("now"))
    rows = newer.order_by("-article__updated_at").values_list("pk", "article", "language", "source", "now")
    for key, article, language, source, present in rows[:MOST]:
        yield Gap(
            reason=Reason.OUTDATED,
            weight=looking.weight(article),
            names=(f"outdated:{key}:{present}",),
            language=language,
            article=article,
            count=present - source,
        )


def _missing(looking: Looking, asked_in: Mapping[str, int]) -> Iterator[Gap]:
    """What serves, and what is known of an error, in the brand's languages in which customers ask and it is not there."""
    wanted = [each for each in looking.brand.languages if asked_in.get(each, 0) >= FEWEST_ASKING]
    used = list(looking.served)[:MOST]
    shown = Translation.objects.filter(article__brand=looking.brand, state=Translation.State.PUBLISHED)
    meant = shown.filter(Q(article__in=used) | Q(article__kind=Article.Kind.KNOWN_ERROR))
    texts = Translation.objects.filter(article__in=meant.order_by().values("article"))
    spoken: dict[int, set[str]] = {}
    for article, language in texts.order_by("-article__updated_at").values_list("article", "language"):
        spoken.setdefault(article, set()).add(language)
    every = max(sum(asked_in.values()), 1)
    for article, own in list(spoken.items())[: 2 * MOST]:
        for language in wanted:
            if language not in own:
                yield Gap(
                    reason=Reason.MISSING,
                    weight=looking.weight(article, asked_in[language] / every),
                    names=(f"missing:{article}:{language}",),
                    language=language,
                    article=article,
                    count=asked_in[language],
                )


def _to_review(looking: Looking) -> Iterator[Gap]:
    late = Article.objects.filter(brand=looking.brand, review_on__lte=looking.now.date()).order_by("review_on", "pk")
    for article, day in late.values_list("pk", "review_on")[:MOST]:
        yield Gap(
            reason=Reason.REVIEW,
            weight=looking.weight(article),
            names=(f"review:{article}:{day}",),
            article=article,
            day=day,
        )


def _titled(brand: Brand, found: Iterable[Gap], language: str) -> list[Gap]:
    """Those about articles with the article's title, in the reader's language where it has one. An article that is gone lacks nothing."""
    found = list(found)
    keys = {each.article for each in found if each.article is not None}
    texts: dict[int, list[Translation]] = {}
    rows = Translation.objects.filter(article__brand=brand, article__in=keys).select_related("article").defer("text")
    for each in rows:
        texts.setdefault(each.article_id, []).append(each)
    told = []
    for gap in found:
        if gap.article is None:
            told.append(gap)
        elif gap.article in texts:
            shown = knowledge.best(texts[gap.article], language)
            told.append(replace(gap, title=shown.title, language=gap.language or shown.language))
    return told
