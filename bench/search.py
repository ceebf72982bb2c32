"""How well and how fast articles are found: `python bench/search.py ../shared/data/sumo`.

There is no set of questions with the articles that answer them in our languages, so two are built. *Threads*: of Mozilla's support forum
each question makes an article of its title and its answers (Arabic: of its title alone, there are no answers), and what the person wrote
below the title is the question that must find it, among all the others of the language. *Sample*: the sample vendors' articles, with
questions written for this file by somebody who had read them, in the article's language and in others. Printed are recall at 5 and the
mean reciprocal rank of the first 10, per language, once for words as typed and once for suggestions, which must be sure; then what
searching costs, in a brand with so many articles (`--articles`), on one core.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import os
import re
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django

NOW = datetime(2026, 11, 23, tzinfo=UTC)
THREADS = {
    "en": ("thunderbird_en_2024_dev_questions.csv.gz", "thunderbird_en_2024_dev_answers.csv.gz"),
    "es": ("thunderbird_es_it_dev_questions.csv.gz", "thunderbird_es_it_dev_answers.csv.gz"),
    "it": ("thunderbird_es_it_dev_questions.csv.gz", "thunderbird_es_it_dev_answers.csv.gz"),
    "ar": ("arabic_script_dev_questions.csv.gz", ""),
}
MOST = 1000
"""Threads of a language."""
SAMPLE = [
    ("credenti", "es", "me han robado la tarjeta del hospital", "Una tarjeta perdida o robada"),
    ("credenti", "es", "tarjeta nueva no enrolada, como la doy de alta", "Enrolar una tarjeta nueva"),
    ("credenti", "es", "el lector tiene la luz roja", "El lector de tarjetas no responde"),
    ("credenti", "es", "caduca el certificado del conector", "Renovar el certificado del conector de Active Directory"),
    ("credenti", "ar", "سرقت بطاقتي", "بطاقة مفقودة أو مسروقة"),
    ("credenti", "ar", "كيف أسجل بطاقة جديدة", "تسجيل بطاقة جديدة"),
    ("credenti", "ar", "القارئ ضوءه أحمر", "قارئ البطاقات لا يستجيب"),
    ("credenti", "en", "somebody stole a badge card", "A card that was lost or stolen"),
    ("credenti", "en", "new card enrolment pin", "Enrol a new card"),
    ("altamar", "es", "no conecta la vpn desde mi casa", "Conectarse por VPN desde casa"),
    ("altamar", "es", "me rebotan los correos 550 user unknown", "Un correo rebota con el error 550"),
    ("altamar", "en", "vpn keeps asking for my password at home", "Connect by VPN from home"),
    ("zmanda", "en", "get one file back from a full backup", "Restore a single file from a full backup"),
    ("zmanda", "en", "holding disk full, no space left", "The backup server runs out of space"),
    ("zmanda", "es", "recuperar un archivo solo de la copia", "Restaurar un solo archivo de una copia completa"),
    ("zmanda", "es", "servidor sin espacio en disco", "El servidor de copias se queda sin espacio"),
    (
        "zmanda",
        "it",
        "recuperare un file cancellato dal backup completo",
        "Ripristinare un solo file da un backup completo",
    ),
    ("zmanda", "ar", "استرجاع ملف من النسخة الكاملة", "استعادة ملف واحد من نسخة كاملة"),
    ("cloudtalk", "it", "messaggio per la chiusura di Natale e ferie", "Registrare un messaggio per le ferie"),
    ("cloudtalk", "it", "la voce va a scatti", "Audio a scatti o voci che si interrompono"),
    ("cloudtalk", "it", "scaricare le chiamate in csv", "Esportare l'elenco delle chiamate"),
    ("cloudtalk", "en", "holiday message on the main number", "Record a message for the holidays"),
    ("cloudtalk", "ar", "الصوت متقطع في المكالمة", "صوت متقطع أثناء المكالمات"),
]
ACROSS = [
    ("zmanda", "it", "il server di backup non ha più spazio", "The backup server runs out of space"),
    ("zmanda", "ar", "امتلأ القرص amflush", "The backup server runs out of space"),
    ("altamar", "it", "errore 550 quando mando una mail", "Un correo rebota con el error 550"),
    ("cloudtalk", "es", "exportar las llamadas a csv", "Esportare l'elenco delle chiamate"),
    (
        "credenti",
        "it",
        "certificato del connettore Active Directory",
        "Renovar el certificado del conector de Active Directory",
    ),
    ("credenti", "ar", "تجديد شهادة الموصل", "Renovar el certificado del conector de Active Directory"),
    ("altamar", "ar", "الاتصال عبر VPN من البيت", "Conectarse por VPN desde casa"),
    ("cloudtalk", "ar", "تصدير قائمة المكالمات", "Esportare l'elenco delle chiamate"),
]
"""Questions in a language that the article is not there in."""


@dataclass(frozen=True)
class Thread:
    """A question of the forum: what makes the article, and what asks for it."""

    title: str
    answers: str
    body: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "data",
        type=Path,
        nargs="?",
        help="the folder of the forum's questions and answers; without it that part is left out",
    )
    parser.add_argument("--articles", type=int, default=20_000, help="how many there are when the time is taken")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": place, "PAROLA_DATABASE_URL": ""}
        os.environ.pop("PAROLA_DATABASE_URL")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        sample()
        if asked.data:
            quality({language: list(read(asked.data, language)) for language in THREADS})
        print(f"memory of the process at its most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        speed(asked.articles)


def read(folder: Path, language: str) -> Iterator[Thread]:
    """The threads that have an answer (Arabic: a body) and are long enough to ask something."""
    questions, answers = THREADS[language]
    replies: dict[str, list[str]] = defaultdict(list)
    for row in rows(folder / answers) if answers else ():
        replies[row["question_id"]].append(text_of(row["body_html"]))
    found = 0
    for row in rows(folder / questions):
        body, said = text_of(row["body_html"]), " ".join(replies.get(row["id"], ()))
        if row["lang"] == language and len(body) > 60 and (said or not answers) and found < MOST:
            found += 1
            yield Thread(row["title"][:200], said[:20_000], body)


def rows(file: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10**9)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\x00", "").split())


def sample() -> None:
    from parola.cli.demo import knowing, script
    from parola.desk.accounts.models import Brand
    from parola.desk.knowledge.queries import search

    for vendor in script.vendors().values():
        given = vendor.brand.model_dump(include={"slug", "name", "key", "languages", "language"})
        knowing.write(Brand.objects.create(**given), None, NOW)
    for name, questions in (("sample, own language", SAMPLE), ("sample, across languages", ACROSS)):
        ranks = defaultdict(list)
        for slug, language, text, title in questions:
            brand = Brand.objects.get(slug=slug)
            wanted = article_of(brand, title)
            found = search(person=None, brand=brand, text=text, language=language, inside=False)
            keys = [each.article for each in customers(brand, text, language)] or [each.article for each in found]
            ranks[language].append(rank(keys, wanted))
        report(name, ranks)


def customers(brand, text, language):  # type: ignore[no-untyped-def]  # every published article, whoever may read it
    from parola.desk.knowledge.models import Translation
    from parola.desk.knowledge.search import find

    return find(Translation.objects.filter(state="published"), brand=brand, text=text, language=language, limit=10)


def article_of(brand, title: str) -> int:  # type: ignore[no-untyped-def]
    from parola.desk.knowledge.models import Translation

    return Translation.objects.get(article__brand=brand, title=title).article_id


def quality(threads: dict[str, list[Thread]]) -> None:
    from django.db import transaction

    from parola.desk.accounts.models import Brand
    from parola.desk.knowledge.queries import search, suggest

    typed, sure, given = defaultdict(list), defaultdict(list), defaultdict(list)
    for language, some in threads.items():
        brand = Brand.objects.create(
            slug=f"forum-{language}", name=language, key=f"F{language}".upper(), language=language
        )
        with transaction.atomic():
            keys = {number: make(brand, language, each) for number, each in enumerate(some)}
        for number, each in enumerate(some):
            found = search(
                person=None,
                brand=brand,
                text=each.body.replace('"', " ").replace(":", " "),
                language=language,
                limit=10,
            )
            typed[language].append(rank([one.article for one in found], keys[number]))
            offered = suggest(brand=brand, text=each.body, language=language, for_whom=None, limit=5)
            sure[language].append(rank([one.article for one in offered], keys[number]))
            given[language].append(bool(offered))
    report("threads, searched", typed)
    report("threads, suggested", sure)
    for language, some in given.items():
        print(f"  {language}: something is suggested for {sum(some) / len(some):.2f} of the texts")


def make(brand, language: str, thread: Thread) -> int:  # type: ignore[no-untyped-def]
    from parola.desk.knowledge import operations
    from parola.desk.knowledge.operations import Readers

    draft = operations.write(
        brand=brand, language=language, title=thread.title, text=thread.answers, readers=Readers(), by=None, now=NOW
    )
    return operations.show(translation=draft, number=1, state="published", by=None, now=NOW).article_id


def rank(found: list[int], wanted: int) -> int:
    """From 1; 0: not among them."""
    return found.index(wanted) + 1 if wanted in found else 0


def report(name: str, ranks: dict[str, list[int]]) -> None:
    print(name)
    for language, some in ranks.items():
        recall = sum(1 for each in some if 0 < each <= 5) / len(some)
        mrr = sum(1 / each for each in some if each) / len(some)
        print(f"  {language}: {len(some)} questions, recall at 5 {recall:.2f}, mean reciprocal rank {mrr:.2f}")


def speed(number: int) -> None:
    """Processor time in a brand with so many articles of 200 made-up words in three languages, some words rare and some everywhere."""
    from random import Random

    from parola.desk.knowledge.queries import search, suggest

    random = Random(5)
    syllables = [a + b for a in "bcdfgklmnprst" for b in "aeiou"]
    vocabulary = list(
        dict.fromkeys("".join(random.choices(syllables, k=random.randint(2, 5))) for _each in range(20_000))
    )
    weights = [1 / (place + 3) for place in range(len(vocabulary))]
    brand = fill(number, vocabulary, weights)

    def asked(words: int) -> str:
        return " ".join([*random.choices(vocabulary, weights=weights, k=words), f"{random.choice(vocabulary)}x"])

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
        print(f"  {name}: median {statistics.median(times):.0f} ms, 95th percentile {sorted(times)[56]:.0f} ms")


def fill(number: int, vocabulary: list[str], weights: list[float]):  # type: ignore[no-untyped-def]
    """The brand, its rows written in bulk as `index` would have written them."""
    from random import Random

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
    print(f"{number} articles, {len(found)} words of theirs in the index, in processor time")
    return brand


if __name__ == "__main__":
    main()
