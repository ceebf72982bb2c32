"""What customers and agents write, made up of real sentences in four languages: those of the desk's own catalogues, and of its articles.

A few words of each text are its own (an invoice, a machine, an error): as in letters, some words are everywhere and most are rare.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "src/parola/locale"
LANGUAGES = ("en", "es", "it", "ar")
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>|%")
FEWEST_WORDS = 5
OWN = {
    "en": "Invoice {invoice} on {machine} shows {error}.",
    "es": "La factura {invoice} en {machine} muestra {error}.",
    "it": "La fattura {invoice} su {machine} mostra {error}.",
    "ar": "الفاتورة {invoice} على {machine} تعرض {error}.",
}
SYLLABLES = ("ka", "ro", "mi", "ten", "sal", "vo", "dri", "pex", "lun", "gar", "bis", "tho")


def sentences() -> dict[str, list[str]]:
    """The sentences of each language."""
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for language in LANGUAGES[1:]:
        with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as file:
            for message in read_po(file):
                said, english = message.string, message.id
                if isinstance(said, str) and isinstance(english, str) and len(english.split()) >= FEWEST_WORDS:
                    found[language].append(HOLES.sub("", said))
                    found["en"].append(HOLES.sub("", english))
    return {language: list(dict.fromkeys(said)) for language, said in found.items()}


class Texts:
    """Texts by chance, the same for the same seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.sentences = sentences()

    def subject(self, language: str) -> str:
        """Some words of a sentence, which are a subject."""
        said = self.random.choice(self.sentences[language]).split()
        start = self.random.randrange(max(1, len(said) - 4))
        return " ".join(said[start : start + 6]).rstrip(".,:;")

    def message(self, language: str) -> str:
        """A text of a few paragraphs."""
        own = OWN[language].format(
            invoice=f"F-{self.random.randrange(2_000_000)}",
            machine="".join(self.random.choices(SYLLABLES, k=4)),
            error=f"E{self.random.randrange(3_000):04}",
        )
        said = self.random.choices(self.sentences[language], k=self.random.randint(2, 7))
        return "\n\n".join([own, " ".join(said)])
