"""What the index keeps of a text: its words in their one spelling, each stemmed in the language of the text. Pure.

What is for the support side alone is marked in every word. Nobody can type the mark, and only a search from the inside adds it: so
that what a customer looks for never meets a marked word, whatever they type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from parola.desk.knowledge.stopwords import STOP
from parola.desk.knowledge.words import stem, words

INSIDE = "~"
"""Stands before each word that is for the support side alone."""
BREAK = "~"
"""Stands between two texts, alone: no phrase goes from one into the next."""
LANGUAGES = tuple(STOP)
MOST_OF_A_TEXT = 3_000
"""Words that are kept of one text: beyond that come logs and lists."""
FEWEST_TOLD = 3
"""So many words that every text of a language has tell that it is written in that."""


def tokens(text: str, language: str, *, inside: bool = False) -> list[str]:
    """The words of a text as the index keeps them; `language`: which it is taken for, where it does not tell itself."""
    said = list(islice(words(text), MOST_OF_A_TEXT))
    spoken = language_of(said, language)
    mark = INSIDE if inside else ""
    return [mark + stem(word, spoken) for word in said]


def language_of(said: Sequence[str], otherwise: str) -> str:
    """The language whose commonest words there are most of; `otherwise` where that is not plain."""
    counts = sorted(
        ((sum(word in common for word in said), language) for language, common in STOP.items()), reverse=True
    )
    (most, spoken), (second, _) = counts[:2]
    return spoken if most >= FEWEST_TOLD and most > second else otherwise


def meanings(word: str) -> tuple[str, ...]:
    """Under what the index may have a word that is looked for: as it is, and stemmed in each language."""
    return tuple(dict.fromkeys([word, *(stem(word, language) for language in LANGUAGES)]))


def spaced(kept: Iterable[str]) -> str:
    """The tokens as a column has them: a space on both sides of each."""
    return f" {' '.join(kept)} "
