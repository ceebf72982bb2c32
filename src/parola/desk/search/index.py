"""The index, written: rows in the place of those before, and the words that some ticket has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from parola.desk.knowledge.words import telling
from parola.desk.search.engines import engine
from parola.desk.search.models import Document, Progress, Word
from parola.desk.search.tokens import INSIDE
from parola.desk.search.wanted import Pattern, Wanted

SHORTEST, LONGEST = 4, 24
"""Letters of a word for which a mistyped one is tried."""
SOME = 500

Rows = Sequence[tuple[int, str, str]]


@contextmanager
def writing() -> Iterator[Progress]:
    """The index's one writer: a transaction that no other writer of it overlaps, and how far the index is."""
    with transaction.atomic():
        Progress.objects.get_or_create(pk=1)
        yield Progress.objects.select_for_update().get(pk=1)


def keep(rows: Rows) -> None:
    """Keep these of their tickets, and their words."""
    if rows:
        engine().put(rows)
        learn({word for _key, _subject, words in rows for word in vocabulary(words)})


def vocabulary(words: str) -> Iterator[str]:
    """The words of a column for which a mistyped one may stand."""
    for token in set(words.split()):
        word = token.removeprefix(INSIDE)
        if SHORTEST <= len(word) <= LONGEST and word.isalpha() and telling(word):
            yield word


def learn(words: set[str]) -> None:
    """Keep those of the words that no ticket had before."""
    fresh = words.difference(
        *(Word.objects.filter(text__in=some).values_list("text", flat=True) for some in _some(words))
    )
    Word.objects.bulk_create([Word(text=each) for each in sorted(fresh)], batch_size=SOME, ignore_conflicts=True)


def unlearn(words: Iterable[str]) -> None:
    """Those of the words that no ticket has any more are gone."""
    gone = [word for word in sorted(words) if not is_there(word)]
    for some in _some(gone):
        Word.objects.filter(text__in=some).delete()


def is_there(word: str) -> bool:
    """Whether some ticket has the word, wherever it stands."""
    pattern = Pattern((word,))
    return Document.objects.filter(pk__in=engine().matching(Wanted(groups=((pattern, pattern.inside),)))).exists()


def _some(words: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(words)
    for start in range(0, len(every), SOME):
        yield every[start : start + SOME]
