"""The words of the filter line: what can be asked of a ticket, and how each of the desk's languages says it. Pure.

The English words are the stable ones, by which a line is kept and shared; the others are read as well, and shown to who reads them.
Part of what people search by elsewhere has the same names (`knowledge.asking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from parola.desk.knowledge.words import words


class Field(StrEnum):
    """What a filter looks at, in the order in which a line is told. The last is no name: words that somebody looks for."""

    STATE = "state"
    PRIORITY = "priority"
    DUE = "due"
    MISSED = "missed"
    ASSIGNEE = "assignee"
    TEAM = "team"
    TIER = "tier"
    WAITING = "waiting"
    HANDOVER = "handover"
    BRAND = "brand"
    CUSTOMER = "customer"
    REQUESTER = "requester"
    PRODUCT = "product"
    PROBLEM = "problem"
    CHANNEL = "channel"
    LANGUAGE = "language"
    SOLUTION = "solution"
    OPENED = "opened"
    UPDATED = "updated"
    WORDS = "words"


class Said(NamedTuple):
    """One thing in the four languages of the desk; each a single word, so that it needs no quotation marks."""

    en: str
    es: str
    it: str
    ar: str


FIELDS: Mapping[Field, Said] = {
    Field.STATE: Said("state", "estado", "stato", "الحالة"),
    Field.PRIORITY: Said("priority", "prioridad", "priorità", "الأولوية"),
    Field.DUE: Said("due", "vence", "scadenza", "الاستحقاق"),
    Field.MISSED: Said("missed", "incumplido", "mancato", "فائت"),
    Field.ASSIGNEE: Said("assignee", "asignado", "assegnatario", "المسند"),
    Field.TEAM: Said("team", "equipo", "squadra", "الفريق"),
    Field.TIER: Said("tier", "nivel", "livello", "المستوى"),
    Field.WAITING: Said("waiting", "espera", "attesa", "بانتظار"),
    Field.HANDOVER: Said("handover", "traspaso", "passaggio", "التسليم"),
    Field.BRAND: Said("brand", "marca", "marchio", "العلامة"),
    Field.CUSTOMER: Said("customer", "cliente", "cliente", "العميل"),
    Field.REQUESTER: Said("requester", "solicitante", "richiedente", "صاحب"),
    Field.PRODUCT: Said("product", "producto", "prodotto", "المنتج"),
    Field.PROBLEM: Said("problem", "problema", "problema", "المشكلة"),
    Field.CHANNEL: Said("channel", "canal", "canale", "القناة"),
    Field.LANGUAGE: Said("language", "idioma", "lingua", "اللغة"),
    Field.SOLUTION: Said("solution", "solución", "soluzione", "الحل"),
    Field.OPENED: Said("opened", "apertura", "apertura", "الفتح"),
    Field.UPDATED: Said("updated", "actualizado", "aggiornato", "التحديث"),
}
ALSO: Mapping[str, Field] = {
    "status": Field.STATE,
    "organization": Field.CUSTOMER,
    "organizacion": Field.CUSTOMER,
    "organizzazione": Field.CUSTOMER,
    "حالة": Field.STATE,
    "أولوية": Field.PRIORITY,
    "فريق": Field.TEAM,
    "مستوى": Field.TIER,
    "علامة": Field.BRAND,
    "عميل": Field.CUSTOMER,
    "منتج": Field.PRODUCT,
    "مشكلة": Field.PROBLEM,
    "قناة": Field.CHANNEL,
    "لغة": Field.LANGUAGE,
    "حل": Field.SOLUTION,
}
"""Other words for the same, which are read and never written."""

YES_NO = {"yes": Said("yes", "sí", "sì", "نعم"), "no": Said("no", "no", "no", "لا")}
TODAY, NOBODY = Said("today", "hoy", "oggi", "اليوم"), Said("nobody", "nadie", "nessuno", "لا-أحد")
VALUES: Mapping[Field, Mapping[str, Said]] = {
    Field.STATE: {
        "work": Said("work", "en-curso", "in-lavorazione", "قيد-المعالجة"),
        "open": Said("open", "abierto", "aperto", "مفتوحة"),
        "waiting": Said("waiting", "en-espera", "in-attesa", "قيد-الانتظار"),
        "resolved": Said("resolved", "resuelto", "risolto", "محلولة"),
        "unclosed": Said("unclosed", "sin-cierre", "senza-chiusura", "بلا-إغلاق"),
        "closed": Said("closed", "cerrado", "chiuso", "مغلقة"),
        "merged": Said("merged", "fusionado", "unito", "مدمجة"),
        "duplicate": Said("duplicate", "duplicado", "duplicato", "مكررة"),
        "spam": Said("spam", "spam", "spam", "مزعجة"),
        "any": Said("any", "cualquiera", "qualsiasi", "الكل"),
    },
    Field.DUE: {
        "missed": Said("missed", "incumplido", "mancato", "فات"),
        "today": TODAY,
        "tomorrow": Said("tomorrow", "mañana", "domani", "غدا"),
        "none": Said("none", "nada", "niente", "لا-شيء"),
    },
    Field.MISSED: YES_NO,
    Field.ASSIGNEE: {"me": Said("me", "yo", "io", "أنا"), "nobody": NOBODY},
    Field.TEAM: {"mine": Said("mine", "mío", "mio", "فريقي")},
    Field.WAITING: {
        "customer": Said("customer", "cliente", "cliente", "العميل"),
        "third_party": Said("third-party", "tercero", "terzi", "طرف-ثالث"),
    },
    Field.HANDOVER: {
        "waiting": Said("waiting", "pendiente", "in-attesa", "معلق"),
        "returned": Said("returned", "devuelto", "restituito", "معاد"),
        "bounced": Said("bounced", "rebotado", "rimbalzato", "متكرر"),
    },
    Field.CHANNEL: {
        "email": Said("mail", "correo", "mail", "البريد"),
        "web": Said("portal", "portal", "portale", "البوابة"),
        "phone": Said("phone", "teléfono", "telefono", "الهاتف"),
        "api": Said("program", "programa", "programma", "برنامج"),
        "console": Said("desk", "mesa", "banco", "المكتب"),
        "account_manager": Said("account-manager", "gestor", "gestore", "المدير"),
    },
    Field.SOLUTION: {
        "found": Said("found", "hallada", "trovata", "موجود"),
        "given": Said("given", "dada", "data", "مقدم"),
        "none": Said("none", "ninguna", "nessuna", "لا-يوجد"),
    },
    Field.PROBLEM: YES_NO,
    Field.OPENED: {"today": TODAY, "yesterday": Said("yesterday", "ayer", "ieri", "أمس")},
    Field.UPDATED: {"today": TODAY, "yesterday": Said("yesterday", "ayer", "ieri", "أمس")},
}
"""What the desk has a word for. Of the others it is a name (of a person, a brand...), a number or a time."""
CLOSED = frozenset({Field.STATE, Field.HANDOVER, Field.MISSED, Field.CHANNEL, Field.SOLUTION})
"""Those that have no other values than these."""


def spelt(word: str) -> str:
    """The one spelling in which words are compared: without case, accents, and what joins their parts."""
    return " ".join(words(word.replace("-", " ").replace("_", " ")))


@cache
def fields() -> Mapping[str, Field]:
    """Every word for a field, in its one spelling."""
    named = {spelt(word): field for field, said in FIELDS.items() for word in said}
    return named | {spelt(word): field for word, field in ALSO.items()}


@cache
def values(field: Field) -> Mapping[str, str]:
    """Every word for a value of the field, in its one spelling, and the value."""
    said = VALUES.get(field, {})
    return {spelt(word): value for value, each in said.items() for word in (value, *each)}


def field_word(field: Field, language: str) -> str:
    """What the field is called in that language; in English where the desk does not speak it."""
    word: str = getattr(FIELDS[field], language, FIELDS[field].en)
    return word


def value_word(field: Field, value: str, language: str) -> str:
    """What the value is called in that language; itself, where it is a name."""
    said = VALUES.get(field, {}).get(value)
    word: str = getattr(said, language, said.en) if said else value
    return word
