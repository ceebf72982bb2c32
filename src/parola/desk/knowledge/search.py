"""Finding articles: the best texts by weight of words in one query, then what a query cannot tell, then the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value, When

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.asking import Asked, typed, written
from parola.desk.knowledge.excerpts import Piece, excerpt, has_phrase
from parola.desk.knowledge.index import product_term
from parola.desk.knowledge.lookup import Meant, mean, terms_of
from parola.desk.knowledge.models import Article, Posting, Translation

CANDIDATES, ENOUGH = 120, 10
"""Texts that are looked at closely; where rare words find fewer than enough, the others are looked for too."""
SURE = ((2, 0.3), (4, 0.15))
"""What fits well has so many words of the question (or all, where it has fewer), and so much of what they say together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that was found, in the language in which its reader is to have it."""

    article: int
    """Its key; its page is `portal:article` (brand's slug, this)."""
    title: str
    language: str
    kind: str
    """What it is for (`Article.Kind`)."""
    asked: str
    """The language in which it was wanted; another one than `language`: it is not there in that."""
    excerpt: tuple[Piece, ...]
    """Pieces of its text, and whether each is one of the words that were looked for."""

    @property
    def known_error(self) -> bool:
        """Whether the cause is known, and this is what can be done meanwhile."""
        return self.kind == Article.Kind.KNOWN_ERROR

    @property
    def kind_name(self) -> str:
        """Its kind in words, in the language that is set."""
        return str(Article.Kind(self.kind).label)

    @property
    def foreign(self) -> bool:
        """Whether it is in another language than was wanted."""
        return self.language != self.asked


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that has some of the words: how well it fits, what share of what the question says it has, and how many words."""

    translation: int
    article: int
    score: float
    share: float
    words: int


def find(
    within: QuerySet[Translation], *, brand: Brand, text: str, language: str, limit: int, sure: bool = False
) -> list[Found]:
    """The articles of the brand among those that fit the text, the best first, each once.

    `sure`: the text was written for people, and only what fits it well is wanted; else it is a search, with its operators.
    """
    asked = written(text) if sure else typed(text)
    inside = within.filter(article__brand=brand)
    meant = mean(brand, asked.words)
    hits = _narrowed(_hits(_allowed(inside, brand, asked), meant), asked)
    if sure:  # nothing said is nothing found
        hits = [hit for hit in hits if _fits_well(hit, meant)]
    best = _of_articles(hits)[:limit]
    return _told(inside, best, language, meant.stems)


def _fits_well(hit: Hit, meant: Meant) -> bool:
    asked = max(1, len(meant.known) + meant.unknown)
    return any(hit.words >= min(words, asked) and hit.share >= share for words, share in SURE)


def _allowed(inside: QuerySet[Translation], brand: Brand, asked: Asked) -> QuerySet[Translation]:
    """Those that have what must be there, and nothing that must not."""
    if asked.without:
        gone = Posting.objects.filter(term__in=terms_of(brand, asked.without))
        inside = inside.exclude(pk__in=gone.values("translation"))
    for word in asked.title:
        titled = Posting.objects.filter(term__in=terms_of(brand, [word]), titled=True)
        inside = inside.filter(pk__in=titled.values("translation"))
    for name in asked.products:
        about = Posting.objects.filter(term__brand=brand, term__text=product_term(name))
        inside = inside.filter(pk__in=about.values("translation"))
    if asked.kinds:
        inside = inside.filter(article__kind__in=asked.kinds)
    return inside.filter(language__in=asked.languages) if asked.languages else inside


def _hits(inside: QuerySet[Translation], meant: Meant) -> list[Hit]:
    """The texts that say most of what is asked; without a word to look for, the newest."""
    terms = meant.terms
    if not terms and meant.unknown:
        return []
    if not terms:
        newest = inside.order_by("-article__updated_at", "pk").values_list("pk", "article")[:CANDIDATES]
        return [Hit(key, article, 0.0, 1.0, 0) for key, article in newest]
    found = _best(inside, meant.rare)
    if len(found) < ENOUGH and len(meant.rare) < len(terms):
        found = _best(inside, terms)
    return sorted(_weighed(found, meant), key=lambda hit: (-hit.score, hit.translation))


def _best(inside: QuerySet[Translation], terms: Mapping[int, float]) -> list[int]:
    """The texts in which the terms say most."""
    says = Case(*(When(term=key, then=Value(each)) for key, each in terms.items()), output_field=FloatField())
    rows = Posting.objects.filter(Exists(inside.order_by().filter(pk=OuterRef("translation"))), term__in=list(terms))
    scored = rows.values("translation").annotate(score=Sum(F("weight") * says)).order_by("-score", "translation")
    return list(scored.values_list("translation", flat=True)[:CANDIDATES])


def _weighed(keys: Sequence[int], meant: Meant) -> list[Hit]:
    """Each word counts once, by the best of the terms that it may mean; a text that has more of what is asked goes before."""
    weights: dict[int, dict[int, float]] = defaultdict(dict)
    articles = dict(Translation.objects.filter(pk__in=keys).values_list("pk", "article"))
    rows = Posting.objects.filter(translation__in=keys, term__in=list(meant.terms))
    for translation, term, weight in rows.values_list("translation", "term", "weight"):
        weights[translation][term] = weight
    whole = sum(each.most for each in meant.known) * (1 + meant.unknown / max(len(meant.known), 1))
    return [_hit(key, articles[key], weights[key], meant, whole) for key in keys if key in articles]


def _hit(key: int, article: int, weights: Mapping[int, float], meant: Meant, whole: float) -> Hit:
    score = share = 0.0
    words = 0
    for each in meant.known:
        present = [(says * weights[term], says) for term, says in each.terms.items() if term in weights]
        if present:
            said, says = max(present)
            score, share, words = score + said, share + says, words + 1
    covered = share / whole
    return Hit(key, article, score * (0.5 + 0.5 * covered), covered, words)


def _narrowed(hits: list[Hit], asked: Asked) -> list[Hit]:
    """Without those that lack a phrase."""
    if not asked.phrases:
        return hits
    texts = Translation.objects.in_bulk([hit.translation for hit in hits])
    return [
        hit
        for hit in hits
        if (said := texts.get(hit.translation))
        and all(has_phrase(f"{said.title}\n{said.text}", phrase) for phrase in asked.phrases)
    ]


def _of_articles(hits: Iterable[Hit]) -> list[Hit]:
    """The best of each article."""
    best: dict[int, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article, hit)
    return list(best.values())


def _told(inside: QuerySet[Translation], best: Sequence[Hit], language: str, stems: frozenset[str]) -> list[Found]:
    """Each as its reader is to have it: in their language where it is there, else as it was found."""
    own = Q(language=language) | Q(pk__in=[hit.translation for hit in best])
    texts: dict[int, list[Translation]] = defaultdict(list)
    for each in inside.filter(own, article__in=[hit.article for hit in best]).select_related("article"):
        texts[each.article_id].append(each)
    return [_shown(hit, texts[hit.article], language, stems) for hit in best if hit.article in texts]


def _shown(hit: Hit, texts: Sequence[Translation], language: str, stems: frozenset[str]) -> Found:
    shown = min(texts, key=lambda each: (each.language != language, each.pk != hit.translation))
    pieces = excerpt(shown.text, shown.language, stems)
    return Found(
        article=hit.article,
        title=shown.title,
        language=shown.language,
        kind=shown.article.kind,
        asked=language,
        excerpt=pieces,
    )
