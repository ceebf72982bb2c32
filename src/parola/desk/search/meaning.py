"""What each word of a search means to the index: as it is, as the beginning of a longer one, or as one that was mistyped.

Whether a word is there is asked of the tickets that the reader may see, so that what others wrote tells nothing, not even by silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from parola.desk.knowledge.words import near, stem
from parola.desk.search.asking import Said
from parola.desk.search.engines import engine
from parola.desk.search.index import LONGEST, SHORTEST
from parola.desk.search.models import Called, Word
from parola.desk.search.tokens import LANGUAGES
from parola.desk.search.wanted import Group, Pattern, Wanted
from parola.desk.tickets.models import Ticket

SHORTEST_BEGINNING = 2
MOST_GUESSES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a word or phrase is looked for as: patterns of the index, and whose it is called. `guessed`: it was not there as typed."""

    group: Group
    named: Q | None = None
    guessed: bool = False

    @property
    def condition(self) -> Q:
        """The tickets that have it, by either."""
        held = matching((self,))
        return held | self.named if self.named is not None else held


def matching(meant: Iterable[Meant], without: Group = ()) -> Q:
    """The tickets whose words have all of it, and none of what is not wanted: by the index alone."""
    return Q(pk__in=engine().matching(Wanted(groups=tuple(each.group for each in meant), without=without)))


def mean(said: Said, *, inside: bool, going_on: bool = False) -> Meant:
    """What it means as it was typed. `inside`: who looks sees the tickets from the inside; `going_on`: it is still being typed."""
    patterns = exact(said)
    if going_on and len(said.words[-1]) >= SHORTEST_BEGINNING:
        patterns = tuple(Pattern(each.tokens, prefix=True) for each in patterns)
    return Meant(group=sided(patterns, inside=inside), named=_called(said, going_on=going_on) if inside else None)


def guess(said: Said, meant: Meant, within: QuerySet[Ticket], *, inside: bool) -> Meant:
    """What it may have been meant for, where none of these tickets has it; else what it means."""
    if meant.named is not None or within.filter(meant.condition).exists():
        return meant
    guesses = Meant(group=sided(_guessed(said), inside=inside), guessed=True)
    return guesses if guesses.group and within.filter(guesses.condition).exists() else meant


def exact(said: Said) -> Group:
    """The words as they are, and in each language as the index has them."""
    forms = [tuple(stem(word, language) for word in said.words) for language in LANGUAGES]
    return tuple(map(Pattern, dict.fromkeys([said.words, *forms])))


def sided(patterns: Iterable[Pattern], *, inside: bool) -> Group:
    """The patterns, and for who sees tickets from the inside, the same in what is for the support side alone."""
    every = tuple(patterns)
    return (*every, *(each.inside for each in every)) if inside else every


def _called(said: Said, *, going_on: bool) -> Q | None:
    """The tickets of whoever is called so; None where nobody is."""
    if len(said.words) > 1:
        return None
    how = "word__startswith" if going_on and len(said.words[0]) > SHORTEST_BEGINNING else "word"
    called = Called.objects.filter(**{how: said.words[0]})
    if not called.exists():
        return None
    people, organizations = called.exclude(person=None), called.exclude(organization=None)
    return Q(requester__in=people.values("person")) | Q(organization__in=organizations.values("organization"))


def _guessed(said: Said) -> Group:
    """What a single word may have been meant for: the beginning of another, or one at a letter's distance."""
    (word, *more) = said.words
    if more or len(word) <= SHORTEST_BEGINNING:
        return ()
    beginning = (Pattern((word,), prefix=True),)
    return (*beginning, *(Pattern((each,)) for each in neighbours(word)))


def neighbours(word: str) -> list[str]:
    """The words of tickets from which the word, or its stem in some language, differs by one letter."""
    forms = {word, *(stem(word, language) for language in LANGUAGES)}
    tried = [form for form in forms if SHORTEST <= len(form) <= LONGEST and form.isalpha()]
    found = (text for form in tried for text in _alike(form) if near(form, text))
    return sorted(set(found), key=lambda text: (text[0] != word[0], text))[:MOST_GUESSES]


def _alike(form: str) -> Iterable[str]:
    """The words that begin or end as it does: one letter too many, too few or wrong leaves one of the halves as it is."""
    half = max(2, (len(form) - 1) // 2)
    halves = Q(text__startswith=form[:half]) | Q(text__endswith=form[-half:])
    return Word.objects.filter(halves).values_list("text", flat=True)
