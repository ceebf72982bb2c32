"""Which terms of the index each word of a question means, and how rare they are."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.models import Posting, Term, Translation, Variant
from parola.desk.knowledge.words import near, stem, variants

MOST_TERMS = 24
MOST_POSTINGS = 3000
MISTYPED = 0.7
"""What a word counts that was found by forgiving a letter."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word of the question: the terms that it may mean, each with how much it says, and the most that one says."""

    word: str
    terms: Mapping[int, float]
    often: int
    """In how many texts these are, counted for each term."""

    @property
    def most(self) -> float:
        """What it says at most."""
        return max(self.terms.values())


@dataclass(frozen=True, slots=True)
class Meant:
    """What a question means to a brand's index. `unknown`: how many of its words are in no article."""

    known: tuple[Weighed, ...]
    unknown: int
    stems: frozenset[str] = frozenset()
    """The terms' own texts."""

    @property
    def terms(self) -> dict[int, float]:
        """All terms, with how much each says."""
        return {key: says for each in self.known for key, says in each.terms.items()}

    @property
    def rare(self) -> dict[int, float]:
        """Those by which texts are looked for: of the rarest words, as long as no more than MOST_POSTINGS have to be gone through.

        The words that are nearly everywhere only tell between the texts that were found.
        """
        taken: dict[int, float] = {}
        gone_through = 0
        for each in sorted(self.known, key=lambda each: each.often):
            gone_through += each.often
            if taken and gone_through > MOST_POSTINGS:
                break
            taken |= each.terms
        return taken


def mean(brand: Brand, asked: Sequence[str]) -> Meant:
    """The terms that the words mean in each language of the brand's articles; the rarest, where there are many."""
    sizes = _sizes(brand)
    found = _exact(brand, asked, sizes)
    unknown = [word for word in asked if word not in found]
    guessed = _guessed(brand, unknown, sizes)
    often = _often({key for terms in [*found.values(), *guessed.values()] for key in terms})
    weighed = [
        Weighed(
            word,
            {
                key: _says(often.get(key, 0), sizes[language]) * (1.0 if exact else MISTYPED)
                for key, language in terms.items()
            },
            sum(often.get(key, 0) for key in terms),
        )
        for exact, group in ((True, found), (False, guessed))
        for word, terms in group.items()
    ]
    best = sorted(weighed, key=lambda each: -each.most)[:MOST_TERMS]
    keys = {key for each in best for key in each.terms}
    stems = frozenset(Term.objects.filter(pk__in=keys).values_list("text", flat=True))
    return Meant(tuple(best), len(unknown) - len(guessed), stems)


def terms_of(brand: Brand, asked: Iterable[str]) -> list[int]:
    """The terms that the words mean as they are."""
    found = _exact(brand, tuple(asked), _sizes(brand))
    return sorted({key for terms in found.values() for key in terms})


def _sizes(brand: Brand) -> dict[str, int]:
    """How many texts the brand has in each language."""
    counted = Translation.objects.filter(article__brand=brand).values_list("language").annotate(Count("pk"))
    return dict(counted.order_by())


def _exact(brand: Brand, asked: Sequence[str], languages: Iterable[str]) -> dict[str, dict[int, str]]:
    """By word: its terms, and the language of each."""
    stems: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in asked:
        for language in languages:
            stems[language, stem(word, language)].append(word)
    texts = {text for _language, text in stems}
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for key, language, text in Term.objects.filter(brand=brand, text__in=texts).values_list("pk", "language", "text"):
        for word in stems.get((language, text), ()):
            found[word][key] = language
    return dict(found)


def _guessed(brand: Brand, unknown: Sequence[str], languages: Iterable[str]) -> dict[str, dict[int, str]]:
    """By word that is in no article: the terms from which it differs by one letter."""
    stems: dict[str, set[str]] = {word: {word, *(stem(word, each) for each in languages)} for word in unknown}
    tried = {text: {text, *variants(text)} for texts in stems.values() for text in texts if variants(text)}
    if not tried:
        return {}
    every = {each for some in tried.values() for each in some}
    by_variant = Q(pk__in=Variant.objects.filter(text__in=every).values("term"))
    rows = list(Term.objects.filter(by_variant | Q(text__in=every), brand=brand).values_list("pk", "language", "text"))
    found = {
        word: {key: language for key, language, text in rows if any(near(each, text) for each in texts & tried.keys())}
        for word, texts in stems.items()
    }
    return {word: terms for word, terms in found.items() if terms}


def _often(terms: Iterable[int]) -> dict[int, int]:
    """In how many texts each term is."""
    counted = Posting.objects.filter(term__in=list(terms)).values_list("term").annotate(Count("pk"))
    return dict(counted.order_by())


def _says(texts: int, of: int) -> float:
    """How much a term says that is in so many texts of so many: BM25's, which is never below 0."""
    return math.log(1 + (max(of - texts, 0) + 0.5) / (texts + 0.5))
