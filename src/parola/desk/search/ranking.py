"""Which of the tickets that have the words come first: how much of what is asked each says, where, and how long ago. Pure.

Both databases only say which tickets have the words: what comes first is decided here, so that both say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parola.desk.search.wanted import Group

K1 = 1.2
"""How soon a word that is there more often says no more: as BM25's."""
TITLED = 1.5
"""What a word says besides by standing in the subject."""
FRESH = timedelta(days=60)
"""After so long, newness counts half of what it did."""
NEWNESS = 0.5
"""What share of its rank a ticket has by being new."""
AT_WORK, COUNTS_FOR_NOTHING = 1.2, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A ticket that has words that are looked for. `named`: which of them only whose it is has."""

    ticket: int
    subject: str
    words: str
    opened_at: datetime
    at_work: bool
    void: bool


def ranked(candidates: Sequence[Candidate], groups: Sequence[Group], now: datetime) -> list[int]:
    """The tickets, the best first. Each group is a word or phrase that is looked for, in any of its forms."""
    times = {each.ticket: [_times(each.words, group) for group in groups] for each in candidates}
    rarity = [
        _rarity(sum(bool(found[place]) for found in times.values()), len(candidates)) for place in range(len(groups))
    ]

    def rank(each: Candidate) -> float:
        said = sum(
            says * (count * (1 + K1) / (count + K1) + (TITLED if _times(each.subject, group) else 0))
            for says, count, group in zip(rarity, times[each.ticket], groups, strict=True)
        )
        return (said + 1) * _standing(each, now)

    return [each.ticket for each in sorted(candidates, key=lambda each: (-rank(each), -each.ticket))]


def _times(words: str, group: Group) -> int:
    return sum(pattern.times(words) for pattern in group)


def _rarity(having: int, of: int) -> float:
    return 0.3 + math.log(1 + (of - having + 0.5) / (having + 0.5))


def _standing(each: Candidate, now: datetime) -> float:
    """By how new it is, and whether it is at work or counts for nothing."""
    new: float = 0.5 ** (max(now - each.opened_at, timedelta(0)) / FRESH)
    work = AT_WORK if each.at_work else 1.0
    return (1 - NEWNESS + NEWNESS * new) * work * (COUNTS_FOR_NOTHING if each.void else 1)
