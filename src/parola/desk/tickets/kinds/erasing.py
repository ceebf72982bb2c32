"""The kind of event that says which words are not those any more that were written."""

from __future__ import annotations

from typing import ClassVar

from parola.desk.tickets.kinds.fact import Fact


class WordsErased(Fact):
    """All that is known of `person` was erased: what was written is gone, or says no more who they are.

    `words`: the bodies, each with the digest of what is left of it.
    """

    kind: ClassVar[str] = "words_erased"

    person: int
    words: dict[str, str]


FACTS: tuple[type[Fact], ...] = (WordsErased,)
