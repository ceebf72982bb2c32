"""Words as the index has them: normalised, stemmed by language, and what a mistyped one may have been meant for. Pure.

The same on every database, since no database is asked (docs/decisions/0211).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import local

from snowballstemmer import stemmer

from parola.desk.knowledge.stopwords import EVERY, STOP

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0640\u064b-\u065f\u0670])*")
"""A word, with the marks above and below its letters."""
LONGEST = 64
SNOWBALL = {"en": "english", "es": "spanish", "it": "italian"}
UNIFIED = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
"""Arabic letters that are written one for the other, and the stroke that only stretches a word."""
PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل")
SUFFIXES = ("تهم", "تنا", "تها", "ها", "ان", "ات", "ون", "ين", "يه", "تي", "تك", "ته", "ه", "ي")
SHORTEST_ROOT = 3
SHORTEST_MISTYPED, LONGEST_MISTYPED = 4, 24
_stemmers = local()
"""A stemmer keeps the word that it works on: each thread has its own."""


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The one spelling of a word: without case and accents, with one form of each Arabic letter and of each digit."""
    parted = unicodedata.normalize("NFKD", word).casefold().translate(UNIFIED)
    kept = "".join(filter(str.isalnum, parted))  # "½" and "ﷺ" are letters that hide a sign, or a blank
    return "".join(str(unicodedata.digit(each, each)) for each in kept)[:LONGEST]


def words(text: str) -> Iterator[str]:
    """The words of a text in their one spelling, in their order."""
    for match in WORD.finditer(text):
        if word := plain(match.group()):  # of the stroke that only stretches others nothing is left
            yield word


def telling(word: str, language: str = "") -> bool:
    """Whether a word in its one spelling says something of what a text is about. Without a language: in any."""
    return word not in STOP.get(language, EVERY) and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """What the forms of a word have in common. Languages without a stemmer keep the word."""
    if word.isdigit():
        return word
    if language == "ar" or "\u0621" <= word[:1] <= "\u064a":
        return _arabic(word)
    name = SNOWBALL.get(language)
    if name is None:
        return word
    if language == "es" and word.endswith(("cion", "sion")):
        word = f"{word[:-2]}ón"  # by its accent the stemmer knows the ending
    return plain(_stemmer(name, word))


def _stemmer(name: str, word: str) -> str:
    held = vars(_stemmers)
    if name not in held:
        held[name] = stemmer(name)
    stemmed: str = held[name].stemWord(word)
    return stemmed


def _arabic(word: str) -> str:
    """Light stemming: "and", the article and what joins it go from the front, endings from the back (Larkey, "light10", 2007)."""
    if word.startswith("و") and len(word) > SHORTEST_ROOT + 1:
        word = word[1:]
    front = next(
        (each for each in PREFIXES if word.startswith(each) and len(word) - len(each) >= SHORTEST_ROOT - 1), ""
    )
    word = word[len(front) :]
    back = next((each for each in SUFFIXES if word.endswith(each) and len(word) - len(each) >= SHORTEST_ROOT - 1), "")
    return word[: len(word) - len(back)]


def variants(word: str) -> set[str]:
    """The word with one of its letters left out; none for what is too short, too long or a number."""
    if not SHORTEST_MISTYPED <= len(word) <= LONGEST_MISTYPED or any(each.isdigit() for each in word):
        return set()
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def near(one: str, other: str) -> bool:
    """Whether one comes of the other by a letter too many, too few, another one, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
