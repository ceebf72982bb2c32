"""Which articles mean about what is asked: compared with every section of the brand, held in memory, newer ones fetched first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from parola.desk.accounts.models import Brand
from parola.desk.knowledge.meanings import kept_as
from parola.desk.knowledge.models import Section, Translation, Turns
from parola.desk.meaning.embedding import Embedder
from parola.desk.meaning.vectors import Packed, Space, unpacked

AT_ONCE, MOST = 400, 4000
"""Texts whose readers are asked for at once, and in all."""


@dataclass(frozen=True, slots=True)
class Near:
    """A text that means about what is asked: how near it is (0 to 1), and its nearest section, from 0 (None: it has none)."""

    translation: int
    article: int
    section: int | None
    likeness: float


@dataclass(frozen=True, slots=True)
class Held:
    """The vectors of a brand up to a turn: of each its text, the text's turn, and its number (0: the title)."""

    turn: int
    places: NDArray[np.int64]
    space: Space
    appended: int = 0

    def with_later(self, turn: int, places: NDArray[np.int64], vectors: Packed) -> Held:
        """The same with those of later turns."""
        if not len(places):
            return replace(self, turn=turn)
        if not len(self.places):
            return Held(turn, places, Space(vectors))
        both = np.concatenate([self.space.rows, vectors])
        return Held(turn, np.concatenate([self.places, places]), Space(both), self.appended + len(places))


EMPTY = Held(0, np.zeros((0, 3), np.int64), Space(np.zeros((0, 0), np.int8)))
_held: dict[tuple[int, str], Held] = {}
_reading = Lock()


def near(
    allowed: QuerySet[Translation], *, brand: Brand, text: str, model: Embedder, least: float, limit: int
) -> list[Near]:
    """The texts among those allowed that are at least so near to what is asked, the nearest first.

    What is held in memory only says where to look: whether a text is among the allowed, and still says what it said then, is
    asked of the database.
    """
    held = _sections(brand, kept_as(model.model_id))
    if not len(held.places):
        return []
    texts = _texts(held.places, held.space.likeness(model.encode([text])[0]))
    found: list[Near] = []
    for some in _nearest(texts, least):
        present = {(key, turn): article for key, turn, article in _present(allowed, some)}
        found += [
            Near(each.key, present[each.key, each.turn], each.section, each.likeness)
            for each in some
            if (each.key, each.turn) in present
        ]
        if len(found) >= limit:
            break
    return found[:limit]


def forget() -> None:
    """Hold nothing any more."""
    _held.clear()


@dataclass(frozen=True, slots=True)
class Texts:
    """Of each text that is held: its key, its turn, its nearest section (-1: none), and how near it is."""

    keys: NDArray[np.int64]
    turns: NDArray[np.int64]
    sections: NDArray[np.int64]
    likeness: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of them."""

    key: int
    turn: int
    section: int | None
    likeness: float


def _texts(places: NDArray[np.int64], cosines: NDArray[np.float32]) -> Texts:
    """A text is as near as its title and its nearest section are, on the average; where it has no section, as its title."""
    begins = np.flatnonzero(places[:, 2] == 0)  # a text's rows stand together, the title first
    sections = np.where(places[:, 2] == 0, np.float32(-1), cosines)
    best = np.maximum.reduceat(sections, begins)
    which = np.full(len(begins), -1, np.int64)
    of_text = np.repeat(np.arange(len(begins)), np.diff([*begins, len(places)]))
    hits = np.flatnonzero((sections == best[of_text]) & (places[:, 2] > 0))
    which[of_text[hits]] = places[hits, 2] - 1
    nearness = np.where(which < 0, cosines[begins], (cosines[begins] + best) / 2)
    return Texts(places[begins, 0], places[begins, 1], which, nearness)


def _nearest(texts: Texts, least: float) -> Iterator[list[Candidate]]:
    """Those near enough, the nearest first, a few at a time."""
    enough = np.flatnonzero(texts.likeness >= least)
    order = enough[np.argsort(-texts.likeness[enough], kind="stable")][:MOST]
    for start in range(0, len(order), AT_ONCE):
        yield [_candidate(texts, each) for each in order[start : start + AT_ONCE].tolist()]


def _candidate(texts: Texts, place: int) -> Candidate:
    section = int(texts.sections[place])
    found = None if section < 0 else section
    return Candidate(int(texts.keys[place]), int(texts.turns[place]), found, float(texts.likeness[place]))


def _present(allowed: QuerySet[Translation], some: Iterable[Candidate]) -> Iterator[tuple[int, int, int]]:
    keys = {each.key for each in some}
    yield from allowed.order_by().filter(pk__in=keys).values_list("pk", "turn", "article")


def _sections(brand: Brand, model: str) -> Held:
    """All that there are now. Where many of those held were replaced since, they are read anew."""
    turn = Turns.objects.filter(brand=brand).values_list("last", flat=True).first() or 0
    held = _held.get((brand.pk, model), EMPTY)
    if held.turn == turn:
        return held
    with _reading:
        held = _held.get((brand.pk, model), EMPTY)
        if held.turn > turn or held.appended > len(held.places) // 4:
            held = EMPTY
        if held.turn < turn:
            held = held.with_later(turn, *_later(brand, model, held.turn, turn))
        _held[brand.pk, model] = held
    return held


def _later(brand: Brand, model: str, after: int, until: int) -> tuple[NDArray[np.int64], Packed]:
    rows = list(
        Section.objects.filter(brand=brand, turn__gt=after, turn__lte=until, model=model)
        .order_by("turn", "translation", "number")
        .values_list("translation", "turn", "number", "vector")
    )
    places = np.array([row[:3] for row in rows], dtype=np.int64).reshape(len(rows), 3)
    return places, unpacked(bytes(row[3]) for row in rows)
