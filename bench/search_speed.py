"""What searching costs in a large brand. Run by search.py."""

from __future__ import annotations

import resource
import statistics
import time
from datetime import UTC, datetime
from random import Random

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def memory() -> float:
    """MB of this process, at its most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def speed(number: int) -> None:
    """Processor time in a brand with so many articles of 200 made-up words in three languages, some words rare and some everywhere."""
    from parola.desk.knowledge.queries import search
    from parola.desk.meaning import embedding

    random = Random(5)
    syllables = [a + b for a in "bcdfgklmnprst" for b in "aeiou"]
    vocabulary = list(
        dict.fromkeys("".join(random.choices(syllables, k=random.randint(2, 5))) for _each in range(20_000))
    )
    weights = [1 / (place + 3) for place in range(len(vocabulary))]
    brand = fill(number, vocabulary, weights)

    def asked(words: int) -> str:
        return " ".join([*random.choices(vocabulary, weights=weights, k=words), f"{random.choice(vocabulary)}x"])

    for model in (None, embedding.load()):
        embedding.hold(model)
        print("  with what texts mean" if model else "  by words alone", f"(the process has {memory():.0f} MB)")
        begun = time.process_time()
        search(person=None, brand=brand, text=asked(4), language="en")
        print(f"    the first search: {(time.process_time() - begun) * 1000:.0f} ms")
        take_times(brand, asked)


def take_times(brand, asked) -> None:  # type: ignore[no-untyped-def]
    from parola.desk.knowledge.queries import search, suggest

    for name, words, ask in (
        ("search, 4 words", 4, search),
        ("search, 60 words", 60, search),
        ("suggestion, 60 words", 60, suggest),
    ):
        whom = {"for_whom": None} if ask is suggest else {"person": None}
        times = []
        for _each in range(60):
            text, begun = asked(words), time.process_time()
            ask(brand=brand, text=text, language="en", **whom)
            times.append((time.process_time() - begun) * 1000)
        print(f"    {name}: median {statistics.median(times):.0f} ms, 95th percentile {sorted(times)[56]:.0f} ms")


def fill(number: int, vocabulary: list[str], weights: list[float]):  # type: ignore[no-untyped-def]
    """The brand, its rows written in bulk as `index` would have written them."""
    from django.db import connection, transaction

    from parola.desk.accounts.models import Brand
    from parola.desk.knowledge.models import Article, Term, Translation, Variant
    from parola.desk.knowledge.words import stem, variants

    random, spoken = Random(6), ("en", "es", "it")
    brand = Brand.objects.create(slug="large", name="Large", key="LARGE", language="en")
    with transaction.atomic():
        terms: dict[str, dict[str, int]] = {}
        for language in spoken:
            stems = dict.fromkeys(stem(word, language) for word in vocabulary)
            Term.objects.bulk_create(
                [Term(brand=brand, language=language, text=text) for text in stems], batch_size=500
            )
            terms[language] = dict(Term.objects.filter(brand=brand, language=language).values_list("text", "pk"))
            rows = [Variant(term_id=key, text=each) for text, key in terms[language].items() for each in variants(text)]
            Variant.objects.bulk_create(rows, batch_size=500)
        articles = [Article(brand=brand, language="en", created_at=NOW, updated_at=NOW) for _each in range(number)]
        Article.objects.bulk_create(articles, batch_size=500)
        keys = Article.objects.filter(brand=brand).order_by("pk").values_list("pk", flat=True)
        Translation.objects.bulk_create(
            [
                Translation(
                    article_id=key,
                    language=spoken[place % 3],
                    state="published",
                    version=1,
                    newest=1,
                    source=0,
                    title=" ".join(random.choices(vocabulary, k=6)),
                    text=" ".join(random.choices(vocabulary, weights=weights, k=200)),
                )
                for place, key in enumerate(keys)
            ],
            batch_size=500,
        )
        texts = Translation.objects.filter(article__brand=brand).values_list("pk", "language", "text")
        found = [
            (terms[language][each], key, random.random() * 2, False)
            for key, language, text in texts
            for each in {stem(word, language) for word in text.split()}
        ]
        columns = "term_id, translation_id, weight, titled"
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO knowledge_posting ({columns}) VALUES (%s, %s, %s, %s)", found)
    give_vectors(brand, vocabulary, weights)
    print(f"{number} articles, {len(found)} words of theirs in the index, in processor time")
    return brand


def give_vectors(brand, vocabulary: list[str], weights: list[float]) -> None:  # type: ignore[no-untyped-def]
    """Four of each text: those of 400 texts of the same words, each a little different, so that a search finds many near it."""
    import numpy as np

    from parola.desk.knowledge import meanings
    from parola.desk.knowledge.models import Section, Translation, Turns
    from parola.desk.meaning import embedding
    from parola.desk.meaning.vectors import packed

    model = embedding.load()
    if model is None:
        return
    random = Random(8)
    some = model.encode([" ".join(random.choices(vocabulary, weights=weights, k=60)) for _each in range(400)])
    keys = list(Translation.objects.filter(article__brand=brand).order_by("pk").values_list("pk", flat=True))
    noise = np.random.default_rng(9)
    for start in range(0, len(keys), 1000):
        part = keys[start : start + 1000]
        chosen = some[noise.integers(0, len(some), len(part) * 4)]
        vectors = packed((chosen + noise.normal(0, 0.02, chosen.shape)).astype(np.float32))
        Section.objects.bulk_create(
            [
                Section(
                    brand=brand,
                    translation_id=key,
                    number=number,
                    turn=1,
                    vector=vectors[place * 4 + number],
                    model=meanings.kept_as(model.model_id),
                )
                for place, key in enumerate(part)
                for number in range(4)
            ],
            batch_size=500,
        )
    Translation.objects.filter(article__brand=brand).update(turn=1)
    Turns.objects.create(brand=brand, last=1)
