"""What is taken for the same, and what it costs: `python bench/recurring.py ../shared/data`.

*Ours*: twelve faults, each told by four customers in four languages, written for this file. Every pair of texts of one fault is to be
found alike, and no other. *ArBanking77*: customers' questions in Arabic, each with one of 77 intents; *Mozilla's forum*: people's
questions about one program, of which nobody says which are alike: there the share of all pairs that are found is told, most of which
are wrong. Then, with `--tickets`, what noticing one more incident costs in a brand with so many in the window, on one core.
"""

# ruff: noqa: E501  # texts of customers are as long as they are

from __future__ import annotations

import argparse
import csv
import gzip
import html
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
import numpy as np

NOW = datetime(2026, 11, 23, tzinfo=UTC)
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
FAULTS: tuple[dict[str, tuple[str, str]], ...] = (
    {
        "es": (
            "El cierre del datáfono falla desde esta mañana",
            "Al hacer el cierre del día, el terminal dice error E-27 y no envía el total. Hemos reiniciado dos veces y sigue igual.",
        ),
        "it": (
            "Chiusura giornaliera del POS non riuscita",
            "Da stamattina il terminale si ferma con l'errore E-27 quando facciamo la chiusura di giornata e il totale non parte. Riavviato, non cambia nulla.",
        ),
        "ar": (
            "جهاز نقاط البيع لا يقفل اليومية",
            "منذ الصباح يظهر الخطأ E-27 عند إجراء إقفال اليوم ولا يتم إرسال المجموع. أعدنا تشغيل الجهاز دون فائدة.",
        ),
        "en": (
            "Terminal fails at end of day",
            "Since this morning the card terminal stops with error E-27 when we close the day, and the totals are not sent. Restarting does not help.",
        ),
    },
    {
        "es": (
            "No llegan los correos de confirmación",
            "Los clientes no reciben el correo de confirmación después de pagar desde ayer por la tarde.",
        ),
        "it": (
            "Le email di conferma non arrivano",
            "Da ieri pomeriggio i clienti che pagano non ricevono più la mail di conferma dell'ordine.",
        ),
        "ar": ("رسائل التأكيد لا تصل", "منذ ظهر أمس لا يستلم العملاء رسالة التأكيد بالبريد بعد الدفع."),
        "en": (
            "Confirmation emails are not delivered",
            "Since yesterday afternoon customers do not get the confirmation email after they pay.",
        ),
    },
    {
        "es": (
            "No puedo entrar en el portal",
            "Al iniciar sesión, después de escribir el código de un solo uso, vuelve otra vez a la página de entrada.",
        ),
        "it": (
            "Impossibile accedere al portale",
            "Dopo aver inserito il codice monouso la pagina torna al login, non si riesce a entrare.",
        ),
        "ar": ("لا أستطيع الدخول إلى البوابة", "بعد إدخال رمز التحقق تعود الصفحة إلى شاشة تسجيل الدخول مرة أخرى."),
        "en": (
            "Cannot sign in to the portal",
            "After typing the one-time code the page goes back to the sign-in form, again and again.",
        ),
    },
    {
        "es": (
            "Cobro duplicado en la tarjeta",
            "A varios clientes se les ha cobrado dos veces la misma compra esta semana.",
        ),
        "it": (
            "Addebito doppio sulla carta",
            "Diversi clienti segnalano che lo stesso acquisto è stato addebitato due volte.",
        ),
        "ar": ("تم خصم المبلغ مرتين", "عدة عملاء خصم منهم مبلغ عملية الشراء نفسها مرتين من البطاقة."),
        "en": ("Customers charged twice", "Several customers see the same purchase charged two times on their card."),
    },
    {
        "es": (
            "La aplicación se cierra sola en Android",
            "Después de la última actualización la app se cierra al abrir el historial.",
        ),
        "it": (
            "L'app si chiude da sola su Android",
            "Dopo l'ultimo aggiornamento l'app va in crash quando apro lo storico.",
        ),
        "ar": ("التطبيق يغلق فجأة على أندرويد", "بعد آخر تحديث يتوقف التطبيق عن العمل عند فتح سجل العمليات."),
        "en": ("App crashes on Android", "Since the last update the app closes by itself when I open the history."),
    },
    {
        "es": ("El informe mensual sale vacío", "Exporto el informe de ventas de octubre en PDF y sale sin datos."),
        "it": ("Report mensile vuoto", "Esportando in PDF il report vendite di ottobre, il file è senza dati."),
        "ar": ("التقرير الشهري فارغ", "عند تصدير تقرير مبيعات أكتوبر بصيغة PDF يظهر الملف بدون بيانات."),
        "en": ("Monthly report is empty", "When I export the October sales report as PDF the file has no data."),
    },
    {
        "es": (
            "La impresora de tickets imprime en blanco",
            "Las impresoras de recibos sacan el papel pero no imprimen nada.",
        ),
        "it": (
            "La stampante degli scontrini stampa in bianco",
            "La stampante fa uscire la carta ma sullo scontrino non c'è scritto nulla.",
        ),
        "ar": ("طابعة الإيصالات تطبع ورقا أبيض", "تخرج الطابعة الورق لكن الإيصال لا يحتوي على أي كتابة."),
        "en": (
            "Receipt printer prints blank paper",
            "The receipt printer feeds the paper but nothing is printed on it.",
        ),
    },
    {
        "es": (
            "Las llamadas se cortan a los 30 segundos",
            "Todas las llamadas salientes se cortan más o menos al medio minuto.",
        ),
        "it": (
            "Le chiamate cadono dopo 30 secondi",
            "Tutte le telefonate in uscita si interrompono dopo circa mezzo minuto.",
        ),
        "ar": ("المكالمات تنقطع بعد ثلاثين ثانية", "كل المكالمات الصادرة تنقطع بعد نصف دقيقة تقريبا."),
        "en": ("Calls drop after 30 seconds", "All outgoing calls are cut off after about half a minute."),
    },
    {
        "es": (
            "La API responde error 503",
            "Desde las nueve nuestras llamadas a la API de pagos devuelven 503 de forma intermitente.",
        ),
        "it": (
            "L'API restituisce errore 503",
            "Dalle nove le chiamate alla API dei pagamenti rispondono 503 a intermittenza.",
        ),
        "ar": (
            "واجهة البرمجة ترجع خطأ 503",
            "منذ الساعة التاسعة طلباتنا إلى واجهة المدفوعات ترجع الخطأ 503 بشكل متقطع.",
        ),
        "en": ("API returns error 503", "Since nine our calls to the payments API answer 503 on and off."),
    },
    {
        "es": ("La copia de seguridad nocturna no termina", "La copia de anoche lleva diez horas y sigue al 97 %."),
        "it": ("Il backup notturno non finisce", "Il backup di stanotte è fermo al 97% da dieci ore."),
        "ar": ("النسخ الاحتياطي الليلي لا يكتمل", "النسخة الاحتياطية متوقفة عند 97% منذ عشر ساعات."),
        "en": ("Nightly backup never finishes", "Last night's backup has been at 97% for ten hours."),
    },
    {
        "es": (
            "Cómo cambio el IBAN de la cuenta",
            "Quisiera cambiar la cuenta bancaria en la que recibimos los abonos.",
        ),
        "it": ("Come modificare l'IBAN", "Vorrei cambiare il conto corrente su cui riceviamo gli accrediti."),
        "ar": ("كيف أغير رقم الآيبان", "أود تغيير الحساب البنكي الذي نستلم عليه التحويلات."),
        "en": ("How to change our IBAN", "We would like to change the bank account to which you pay us out."),
    },
    {
        "es": (
            "Los pagos sin contacto se rechazan",
            "Desde hoy el lector rechaza todos los pagos con el móvil o sin contacto; con chip sí funciona.",
        ),
        "it": (
            "Pagamenti contactless rifiutati",
            "Da oggi il lettore rifiuta i pagamenti contactless e con telefono; con il chip funziona.",
        ),
        "ar": ("رفض الدفع اللاتلامسي", "منذ اليوم يرفض القارئ الدفع بدون تلامس أو بالجوال، أما بالشريحة فيعمل."),
        "en": (
            "Contactless payments declined",
            "Since today the reader declines contactless and phone payments; chip works.",
        ),
    },
)


def texts_of(path: Path, *, limit: int) -> Iterator[tuple[str, str]]:
    """(label, text) of a file, in an order that chance gives and that is the same each time."""
    csv.field_size_limit(10**8)
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    random.Random(1).shuffle(rows)
    for row in rows[:limit]:
        plain = html.unescape(re.sub(r"<[^>]+>", " ", row.get("body_html", "")))[:600]
        yield (row.get("label") or row["topic"]), (row.get("text") or f"{row['title']}\n{plain}")


def pairs(vectors: Any, labels: Sequence[object]) -> tuple[Any, Any]:
    """Of each pair of texts the likeness, and whether both are about the same."""
    from parola.desk.problems.alike import apart

    rows = apart(vectors)
    one, other = np.triu_indices(len(rows), 1)
    told = np.array(labels, dtype=object)
    return (rows @ rows.T)[one, other], told[one] == told[other]


def measure_meaning(folder: Path) -> None:
    from parola.desk.meaning import embedding

    model = embedding.load()
    assert model is not None, "parola[meaning] is not installed"
    own = [(number, f"{said[0]}\n{said[1]}") for number, fault in enumerate(FAULTS) for said in fault.values()]
    sets = {
        "ours": own,
        "ArBanking77": list(texts_of(folder / "arbanking77/Banking77_Arabized_MSA_test.csv.gz", limit=1000)),
        "forum es it": list(texts_of(folder / "sumo/thunderbird_es_it_dev_questions.csv.gz", limit=1000)),
        "forum en": list(texts_of(folder / "sumo/thunderbird_en_2024_dev_questions.csv.gz", limit=1000)),
        "forum ar": list(texts_of(folder / "sumo/arabic_script_dev_questions.csv.gz", limit=1000)),
    }
    for name, texts in sets.items():
        near, same = pairs(model.encode([text for _label, text in texts]), [label for label, _text in texts])
        for threshold in THRESHOLDS:
            hit = near >= threshold
            right = f"precision {same[hit].mean():.2f} recall {hit[same].mean():.2f}" if hit.any() else "nothing"
            print(f"{name:12} {len(texts)} texts, from {threshold}: {right}, {1000 * hit.mean():.2f} of 1,000 pairs")
    groups(model.encode([text for _number, text in own]))


def groups(vectors: Any) -> None:
    """How many of our faults are found as a group of three where they come in Spanish, Italian and Arabic."""
    from parola.desk.problems.alike import MEANING, apart

    rows = apart(vectors).reshape(len(FAULTS), 4, -1)[:, :3]
    near = rows @ rows.transpose(0, 2, 1) >= MEANING
    print(f"ours, es it ar: {int((near.sum(axis=2).max(axis=1) == 3).sum())} of {len(FAULTS)} groups found")


def measure_words(folder: Path) -> None:
    from parola.desk.knowledge.words import telling
    from parola.desk.problems.alike import Incident, tie
    from parola.desk.search.tokens import tokens

    texts = list(texts_of(folder / "arbanking77/Banking77_Arabized_MSA_test.csv.gz", limit=1000))
    rows = []
    for number, (_label, text) in enumerate(texts):
        said = frozenset(word for word in tokens(text, "ar") if telling(word))
        rows.append(Incident(key=number, at=NOW, subject=said, words=said))
    found = right = of_all = 0
    for number, one in enumerate(rows):
        for other in rows[number + 1 :]:
            same = texts[one.key][0] == texts[other.key][0]
            of_all += same
            if tie(one, other) is not None:
                found += 1
                right += same
    print(f"ArBanking77 by words: precision {right / found:.2f} recall {right / of_all:.2f}")


def filled(count: int) -> list[Any]:
    """Gists as they would be, the newest first, of tickets without histories."""
    from parola.desk.problems.recurrences import Gist
    from parola.desk.tickets.models import Body, Ticket
    from tests.desk import world as worlds

    world = worlds.build()
    first = world.ticket(subject="The first one", text="")
    values = {each.attname: getattr(first, each.attname) for each in Ticket._meta.concrete_fields}  # noqa: SLF001
    bodies = [Body(subject="x", text="x", salt="", digest="") for _each in range(count)]
    Body.objects.bulk_create(bodies, batch_size=2000)
    tickets = [
        Ticket(**{**values, "id": None, "number": number, "reference": f"CRE-{number}", "opening_id": body.pk})
        for number, body in enumerate(bodies, 10)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=2000)
    gists = [
        Gist(ticket=ticket, brand=world.credenti, at=worlds.MONDAY - timedelta(seconds=20 * place), **said())
        for place, ticket in enumerate(tickets)
    ]
    Gist.objects.bulk_create(gists, batch_size=1000)
    return gists


CHANCE = np.random.default_rng(1)
WORDS = [f"w{number}" for number in range(3000)]


def said() -> dict[str, Any]:
    """Words and a vector by chance."""
    subject = " ".join(CHANCE.choice(WORDS, 6, replace=False))
    words = f"{subject} {' '.join(CHANCE.choice(WORDS, 40, replace=False))}"
    vector = CHANCE.integers(-127, 127, 512, dtype=np.int8).tobytes()
    return {"subject": subject, "words": words, "model": "m", "vector": vector}


def measure_cost(count: int) -> None:
    from django.core.management import call_command

    from parola.desk.problems import noticing
    from tests.desk.world import MONDAY

    call_command("migrate", verbosity=0)
    took = []
    for gist in filled(count)[:50]:
        began = time.process_time()
        noticing.weigh([gist.pk], MONDAY)
        took.append(1000 * (time.process_time() - began))
    took.sort()
    print(
        f"{count} tickets: one more costs {statistics.median(took):.0f} ms, 95th percentile {took[int(0.95 * len(took))]:.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tickets", type=int, default=20_000)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ.update(DJANGO_SETTINGS_MODULE="parola.settings", PAROLA_DATA=data)
        django.setup()
        measure_meaning(told.folder)
        measure_words(told.folder)
        measure_cost(told.tickets)


if __name__ == "__main__":
    main()
