"""Finding articles: the best texts by their words and by what they mean, made one ranking, then the reader's language.

By words: by their weight in one query, then what a query cannot tell. By meaning: where the process has the model; without it words
alone are asked. Operators hold for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value, When

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.asking import Asked, typed, written
from parola.desk.knowledge.excerpts import Piece, excerpt, has_phrase
from parola.desk.knowledge.fusion import fused
from parola.desk.knowledge.index import product_term
from parola.desk.knowledge.lookup import Meant, mean, terms_of
from parola.desk.knowledge.models import Article, Posting, Translation
from parola.desk.knowledge.sections import sections
from parola.desk.meaning.embedding import Embedder, embedder

CANDIDATES, ENOUGH = 120, 10
"""Texts that are looked at closely; where rare words find fewer than enough, the others are looked for too."""
LIKE, LIKE_SURE = 0.15, 0.3
"""How near to a question a text must be to be found by what it means, and to be suggested (measured: docs/decisions/0254)."""
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


@dataclass(frozen=True, slots=True)
class Pick:
    """The best text of an article, how much its place weighs (0 to 1), and, where it was found by what a section means, which section."""

    translation: int
    article: int
    weight: float
    section: int | None = None


def find(
    within: QuerySet[Translation], *, brand: Brand, text: str, language: str, limit: int, sure: bool = False
) -> list[Found]:
    """The articles of the brand among those that fit the text, the best first, each once.

    `sure`: the text was written for people, and only what fits it well is wanted; else it is a search, with its operators.
    """
    asked = written(text) if sure else typed(text)
    inside = _without(within.filter(article__brand=brand), brand, asked)
    allowed = _allowed(inside, brand, asked)
    meant = mean(brand, asked.words)
    by_words = _by_words(allowed, asked, meant, sure=sure)
    by_meaning = _by_meaning(allowed, brand, asked, sure=sure)
    order = fused([_weights(by_words), _weights(by_meaning)]) if by_meaning else list(by_words)
    return _told(inside, [(by_meaning | by_words)[key] for key in order[:limit]], language, meant.stems)


def _weights(picks: Mapping[int, Pick]) -> dict[int, float]:
    return {key: pick.weight for key, pick in picks.items()}


def _by_words(allowed: QuerySet[Translation], asked: Asked, meant: Meant, *, sure: bool) -> dict[int, Pick]:
    hits = _hits(allowed, meant)
    if sure:  # nothing said is nothing found
        hits = [hit for hit in hits if _fits_well(hit, meant)]
    return _of_articles(_narrowed([Pick(hit.translation, hit.article, hit.share**2) for hit in hits], asked))


def _by_meaning(allowed: QuerySet[Translation], brand: Brand, asked: Asked, *, sure: bool) -> dict[int, Pick]:
    model = embedder()
    if model is None or not asked.words:
        return {}
    return _of_articles(_narrowed(_alike(allowed, brand, asked.said, model, LIKE_SURE if sure else LIKE), asked))


def _alike(allowed: QuerySet[Translation], brand: Brand, said: str, model: Embedder, least: float) -> list[Pick]:
    from parola.desk.knowledge.nearby import near  # noqa: PLC0415  # NumPy is loaded only where the model is

    found = near(allowed, brand=brand, text=said, model=model, least=least, limit=CANDIDATES)
    return [Pick(each.translation, each.article, 1.0, each.section) for each in found]


def _fits_well(hit: Hit, meant: Meant) -> bool:
    asked = max(1, len(meant.known) + meant.unknown)
    return any(hit.words >= min(words, asked) and hit.share >= share for words, share in SURE)


def _without(inside: QuerySet[Translation], brand: Brand, asked: Asked) -> QuerySet[Translation]:
    """Those that have nothing that must not be there; no other is shown either."""
    if not asked.without:
        return inside
    gone = Posting.objects.filter(term__in=terms_of(brand, asked.without))
    return inside.exclude(pk__in=gone.values("translation"))


def _allowed(inside: QuerySet[Translation], brand: Brand, asked: Asked) -> QuerySet[Translation]:
    """Those that have what must be there."""
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


def _narrowed(hits: list[Pick], asked: Asked) -> list[Pick]:
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


def _of_articles(picks: Iterable[Pick]) -> dict[int, Pick]:
    """The best of each article, by its key."""
    best: dict[int, Pick] = {}
    for pick in picks:
        best.setdefault(pick.article, pick)
    return best


def _told(inside: QuerySet[Translation], best: Sequence[Pick], language: str, stems: frozenset[str]) -> list[Found]:
    """Each as its reader is to have it: in their language where it is there, else as it was found."""
    own = Q(language=language) | Q(pk__in=[pick.translation for pick in best])
    texts: dict[int, list[Translation]] = defaultdict(list)
    for each in inside.filter(own, article__in=[pick.article for pick in best]).select_related("article"):
        texts[each.article_id].append(each)
    return [_shown(pick, texts[pick.article], language, stems) for pick in best if pick.article in texts]


def _shown(pick: Pick, texts: Sequence[Translation], language: str, stems: frozenset[str]) -> Found:
    shown = min(texts, key=lambda each: (each.language != language, each.pk != pick.translation))
    return Found(
        article=pick.article,
        title=shown.title,
        language=shown.language,
        kind=shown.article.kind,
        asked=language,
        excerpt=excerpt(_about(shown, pick), shown.language, stems),
    )


def _about(shown: Translation, pick: Pick) -> str:
    """What its excerpt is taken of: where a section was found by what it means, of that."""
    if pick.section is None or shown.pk != pick.translation:
        return shown.text
    parted = sections(shown.text)
    return parted[pick.section].body if pick.section < len(parted) else shown.text
