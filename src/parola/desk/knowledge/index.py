"""The index: which words are in which translation, and how much they say there. Plain tables, the same on both databases.

A word's weight is what BM25 gives for how often it is there (k1 1.2, b 0.75; in the title as often as TITLED times), with an
average length that is fixed: so no posting changes when another article is written. How rare it is comes in when it is looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from parola.desk.knowledge.models import Posting, Section, Term, Translation, Variant
from parola.desk.knowledge.references import without_references
from parola.desk.knowledge.words import stem, telling, variants, words

K1, B = 1.2, 0.75
AVERAGE = 150
"""Words of a text of ordinary length."""
TITLED = 4
BATCH = 500
PRODUCT = "\x1f"
"""What a product's name begins with in the index, so that no word is one."""


def rebuild(translation: Translation) -> None:
    """Put what the translation says now into the index, in the place of what it said before; what it means is taken in by the worker."""
    language = translation.language
    title = Counter(stem(word, language) for word in words(translation.title) if telling(word, language))
    text = Counter(
        stem(word, language) for word in words(without_references(translation.text)) if telling(word, language)
    )
    length = sum(title.values()) + sum(text.values())
    weights = {each: _weight(text[each] + TITLED * title[each], length) for each in {*title, *text}}
    weights |= {product_term(name): 0.0 for name in translation.article.products}
    terms = _terms(translation.article.brand_id, language, weights)
    before = set(Posting.objects.filter(translation=translation).values_list("term", flat=True))
    Posting.objects.filter(translation=translation).delete()
    Posting.objects.bulk_create(
        [
            Posting(term_id=terms[each], translation=translation, weight=weight, titled=each in title)
            for each, weight in weights.items()
        ],
        batch_size=BATCH,
    )
    Section.objects.filter(translation=translation).delete()
    translation.length, translation.turn = length, 0
    translation.save(update_fields=["length", "turn"])
    forget(before - set(terms.values()))


def forget(terms: AbstractSet[int]) -> None:
    """Those of the terms that are in no text any more are gone: a word that was taken out stands nowhere."""
    keys = sorted(terms)
    for start in range(0, len(keys), BATCH):
        Term.objects.filter(pk__in=keys[start : start + BATCH], postings=None).delete()


def product_term(name: str) -> str:
    """The term under which a product is in the index."""
    return (PRODUCT + " ".join(words(name)))[:64]


def _weight(times: int, length: int) -> float:
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / AVERAGE))


def _terms(brand: int, language: str, texts: Iterable[str]) -> dict[str, int]:
    """The keys of the terms, made where there are none yet."""
    wanted = sorted(texts)
    known = _known(brand, language, wanted)
    fresh = [Term(brand_id=brand, language=language, text=each) for each in wanted if each not in known]
    if fresh:
        Term.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)  # another writer may have made it
        made = _known(brand, language, [each.text for each in fresh])
        rows = [Variant(term_id=key, text=each) for text, key in made.items() for each in sorted(variants(text))]
        Variant.objects.bulk_create(rows, batch_size=BATCH)
        known |= made
    return known


def _known(brand: int, language: str, texts: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(texts), BATCH):
        some = texts[start : start + BATCH]
        rows = Term.objects.filter(brand=brand, language=language, text__in=some)
        found |= dict(rows.values_list("text", "pk"))
    return found
