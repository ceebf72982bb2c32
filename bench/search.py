"""How well articles are found, how fast, and with how much memory: `python bench/search.py [FOLDER]`, with the folder `../shared/data`.

*Written*: 40 articles, ten in each of our languages and in that one alone, each with a question in each language (`questions.yaml`,
ours): found must be that very article, among the 40, and among threads of Mozilla's support forum (`sumo`) beside them. Every even
article was for tuning, every odd one is measured. *Sample*: the sample vendors' articles, with questions in the article's language and in
others. *Banking*: 77 matters of bank customers, each an English title of two to six words, asked for in Arabic as people wrote
(`arbanking77`): nothing was tuned on them. *Threads*: each question of the forum, its title with the answers as an article (Arabic: the
title alone), asked for by what stood below the title; a floor, since others of them often answer the same.

Printed are recall at 5 and the mean reciprocal rank of the first 10, by words alone and with what texts mean; then how often something is
suggested where there is nothing to suggest; then what searching costs in a brand with so many articles (`--articles`), on one core.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import os
import re
import resource
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import django
from ruamel.yaml import YAML

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LANGUAGES = ("en", "es", "it", "ar")
THREADS = {
    "en": ("thunderbird_en_2024_dev_questions.csv.gz", "thunderbird_en_2024_dev_answers.csv.gz"),
    "es": ("thunderbird_es_it_dev_questions.csv.gz", "thunderbird_es_it_dev_answers.csv.gz"),
    "it": ("thunderbird_es_it_dev_questions.csv.gz", "thunderbird_es_it_dev_answers.csv.gz"),
    "ar": ("arabic_script_dev_questions.csv.gz", ""),
}
MOST, BESIDE, ASKED = 250, 250, 300
"""Threads of a language that are asked for; that stand beside the written articles; questions of bank customers in a variety of Arabic."""
IDLE = (
    "hello",
    "thank you very much",
    "what is the weather like in Madrid today",
    "who won the match yesterday",
    "asdf qwer zxcv",
    "hola buenos días",
    "muchas gracias por todo",
    "receta de tortilla",
    "mañana es mi cumpleaños",
    "necesito un taxi",
    "buongiorno a tutti",
    "grazie mille",
    "chi ha vinto la partita",
    "ricetta della carbonara",
    "mi fa male la testa",
    "السلام عليكم",
    "شكرا جزيلا",
    "كيف الطقس اليوم",
    "طريقة عمل الكبسة",
    "عيد ميلاد سعيد",
)
"""What no article answers, in any desk."""
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
        "data", type=Path, nargs="?", help="the folder of real data; without it those parts are left out"
    )
    parser.add_argument(
        "--articles", type=int, default=20_000, help="how many there are when the time is taken; 0: it is not"
    )
    parser.add_argument("--quick", action="store_true", help="without the forum's threads as questions")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parola.settings", "PAROLA_DATA": place, "PAROLA_DATABASE_URL": ""}
        os.environ.pop("PAROLA_DATABASE_URL")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        written(asked.data)
        sample()
        if asked.data:
            banking(asked.data / "arbanking77")
            if not asked.quick:
                threads(asked.data / "sumo")
        print(f"memory of this process at its most: {memory():.0f} MB")
        if asked.articles:
            from search_speed import speed

            speed(asked.articles)


def memory() -> float:
    """MB, at its most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ways(measure: Callable[[], None]) -> None:
    """Measure by words alone, then with the model."""
    from parola.desk.knowledge import meanings, nearby
    from parola.desk.meaning import embedding

    embedding.hold(None)
    print("  by words alone")
    measure()
    if embedding.load() is None:
        return
    nearby.forget()
    job = meanings.TakeIn()
    while job.step():
        pass
    print("  with what texts mean")
    measure()
    embedding.hold(None)


def written(data: Path | None) -> None:
    """The written articles, alone and with others beside them."""
    articles = YAML(typ="safe", pure=True).load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
    beside = (
        [(language, each) for language in THREADS for each in some_threads(data / "sumo", language)] if data else []
    )
    for name, others in (("alone", []), *([(f"among {len(beside)} threads of a forum", beside)] if beside else [])):
        brand = new_brand("written-more" if others else "written")
        keys = {
            each["title"]: make(brand, each["language"], Thread(each["title"], each["text"], "")) for each in articles
        }
        for language, each in others:
            make(brand, language, each)
        print(f"written, {len(articles)} articles {name}")
        ways(lambda: written_half(brand, articles, keys))  # noqa: B023  # called at once
        if not others:
            ways(lambda: nothing_to_suggest(brand, [each for _language, each in beside]))  # noqa: B023


def written_half(brand, articles, keys) -> None:  # type: ignore[no-untyped-def]
    for half, name in ((1, "measured"), (0, "for tuning")):
        within, across = defaultdict(list), defaultdict(list)
        for article in articles[half::2]:
            for language, text in article["ask"].items():
                own = language == article["language"]
                found = rank([each.article for each in customers(brand, text, language)], keys[article["title"]])
                (within if own else across)[language if own else f"{language} to {article['language']}"].append(found)
        report(f"    {name}, in the article's language", within)
        report(f"    {name}, across", across)


def nothing_to_suggest(brand, threads: list[Thread]) -> None:  # type: ignore[no-untyped-def]
    """How often something is suggested to who asks for what is not there."""
    from parola.desk.knowledge.queries import suggest

    def share(texts: list[str]) -> float:
        offered = [bool(suggest(brand=brand, text=text, language="en", for_whom=None)) for text in texts]
        return sum(offered) / max(1, len(offered))

    print(f"    something is suggested for {share(list(IDLE)):.2f} of {len(IDLE)} idle texts", end="")
    some = Random(3).sample(threads, min(200, len(threads)))
    print(f", for {share([each.body for each in some]):.2f} of {len(some)} questions of the forum")


def some_threads(folder: Path, language: str) -> list[Thread]:
    return Random(1).sample(found := list(read(folder, language)), min(BESIDE, len(found)))


def new_brand(slug: str):  # type: ignore[no-untyped-def]
    from parola.desk.accounts.models import Brand

    return Brand.objects.create(slug=slug, name=slug, key=slug.replace("-", "")[:12].upper(), language="en")


def read(folder: Path, language: str) -> Iterator[Thread]:
    """The threads that have an answer (Arabic: a body) and are long enough to ask something."""
    questions, answers = THREADS[language]
    replies: dict[str, list[str]] = defaultdict(list)
    for row in rows(folder / answers) if answers else ():
        replies[row["question_id"]].append(text_of(row["body_html"]))
    found = 0
    for row in rows(folder / questions):
        body, said = text_of(row["body_html"]), " ".join(replies.get(row["id"], ()))
        if row["lang"] == language and len(body) > 60 and (said or not answers) and found < 1000:
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

    for vendor in script.vendors().values():
        given = vendor.brand.model_dump(include={"slug", "name", "key", "languages", "language"})
        knowing.write(Brand.objects.create(**given), None, NOW)
    for name, questions in (("sample, in the article's language", SAMPLE), ("sample, across", ACROSS)):
        print(name)
        ways(lambda: asked_of_vendors(questions))  # noqa: B023  # called at once


def asked_of_vendors(questions: list[tuple[str, str, str, str]]) -> None:
    from parola.desk.accounts.models import Brand

    ranks = defaultdict(list)
    for slug, language, text, title in questions:
        brand = Brand.objects.get(slug=slug)
        keys = [each.article for each in customers(brand, text, language)]
        ranks[language].append(rank(keys, article_of(brand, title)))
    report("   ", ranks)


def banking(folder: Path) -> None:
    """Arabic questions of bank customers, English titles."""
    with gzip.open(folder / "Banking77_intents.csv.gz", "rt", encoding="utf-8", newline="") as opened:
        names = {row["label_ar"].strip(): row["label_en"] for row in csv.DictReader(opened)}
    brand = new_brand("banking")
    keys = {arabic: make(brand, "en", Thread(english, "", "")) for arabic, english in names.items()}
    asked = defaultdict(list)
    for variety in ("MSA", "Saudi"):
        found = [
            row for row in rows(folder / f"Banking77_Arabized_{variety}_test.csv.gz") if row["label"].strip() in keys
        ]
        asked[variety] = Random(7).sample(found, ASKED)
    print("banking, 77 English titles asked for in Arabic")

    def measure() -> None:
        report(
            "   ",
            {
                variety: [
                    rank([each.article for each in customers(brand, row["text"], "ar")], keys[row["label"].strip()])
                    for row in some
                ]
                for variety, some in asked.items()
            },
        )

    ways(measure)


def customers(brand, text, language):  # type: ignore[no-untyped-def]  # every published article, whoever may read it
    from parola.desk.knowledge.models import Translation
    from parola.desk.knowledge.search import find

    return find(Translation.objects.filter(state="published"), brand=brand, text=text, language=language, limit=10)


def article_of(brand, title: str) -> int:  # type: ignore[no-untyped-def]
    from parola.desk.knowledge.models import Translation

    return Translation.objects.get(article__brand=brand, title=title).article_id


def threads(folder: Path) -> None:
    from django.db import transaction

    asked = []
    for language in THREADS:
        brand = new_brand(f"forum-{language}")
        some = list(read(folder, language))[:MOST]
        with transaction.atomic():
            asked.append((brand, language, [(each, make(brand, language, each)) for each in some]))
    print("threads")
    ways(lambda: threads_found(asked))


def threads_found(asked) -> None:  # type: ignore[no-untyped-def]
    from parola.desk.knowledge.queries import suggest

    searched, suggested = defaultdict(list), defaultdict(list)
    for brand, language, some in asked:
        for each, key in some:
            text = each.body.replace('"', " ").replace(":", " ")
            searched[language].append(rank([one.article for one in customers(brand, text, language)], key))
            offered = suggest(brand=brand, text=each.body, language=language, for_whom=None, limit=5)
            suggested[language].append(rank([one.article for one in offered], key))
    report("    searched", searched)
    report("    suggested", suggested)


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
    every = [each for some in ranks.values() for each in some]
    parts = ", ".join(
        f"{language} {recall(some):.2f}/{reciprocal(some):.2f}" for language, some in sorted(ranks.items())
    )
    print(
        f"{name}: {len(every)} questions, recall at 5 {recall(every):.2f}, mean reciprocal rank {reciprocal(every):.2f} ({parts})"
    )


def recall(ranks: list[int]) -> float:
    return sum(1 for each in ranks if 0 < each <= 5) / len(ranks)


def reciprocal(ranks: list[int]) -> float:
    return sum(1 / each for each in ranks if each) / len(ranks)


if __name__ == "__main__":
    main()
