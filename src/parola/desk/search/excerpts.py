"""What is shown of a ticket that was found: the place of a text where most of the words are, with these marked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from parola.desk.knowledge.excerpts import Piece, marked
from parola.desk.knowledge.words import plain, stem
from parola.desk.search.tokens import INSIDE, LANGUAGES
from parola.desk.search.wanted import Pattern

Hit = Callable[[str], bool]


def hits(patterns: Collection[Pattern]) -> Hit:
    """Whether a word of a text, as it is written, is one of those looked for."""
    tokens = [
        (token.removeprefix(INSIDE), each.prefix and token == each.tokens[-1])
        for each in patterns
        for token in each.tokens
    ]
    whole = {token for token, _prefix in tokens}
    beginnings = tuple({token for token, prefix in tokens if prefix})

    def hit(written: str) -> bool:
        word = plain(written)
        forms = {word, *(stem(word, language) for language in LANGUAGES)}
        return not whole.isdisjoint(forms) or bool(beginnings and word.startswith(beginnings))

    return hit


def best_of(texts: Sequence[str], hit: Hit) -> tuple[Piece, ...]:
    """The best place of the texts, each looked at as far as an excerpt goes; the first one's beginning where there is none."""
    told = [marked(text, hit) for text in texts if text.strip()]
    return max(told, key=lambda pieces: sum(hit for _text, hit in pieces), default=())
