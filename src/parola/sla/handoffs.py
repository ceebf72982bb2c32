"""Who held a ticket in turn: hand-overs, ping-pong, the path through the tiers, and what the front line solved alone.

A holder is whatever a question is about: a tier, a team, a line of the organization. The same functions count for the
desk's reports and for the replay of a log. The measures are those of the BPI Challenge 2013 (push to front, ping-pong).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

Holder = TypeVar("Holder", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Path(Generic[Holder]):
    """Those who held a ticket, in turn, each at least once; no two neighbours are the same."""

    holders: tuple[Holder, ...]

    @property
    def handovers(self) -> int:
        """How often the ticket went from one to another."""
        return max(len(self.holders) - 1, 0)

    @property
    def returns(self) -> int:
        """How often it came back to one that had held it before."""
        return len(self.holders) - len(set(self.holders))

    @property
    def ping_pong(self) -> bool:
        """Whether anybody got it back."""
        return self.returns > 0

    def __str__(self) -> str:
        """As in `1-2-1`."""
        return "-".join(map(str, self.holders))


def path(named: Iterable[Holder]) -> Path[Holder]:
    """The path of a ticket whose holder was named so at each of its events: one that is named again at once holds it still."""
    return Path(tuple(holder for holder, _ in groupby(named)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCounts:
    """How many tickets went which way through the tiers. `paths` begins with the most frequent one."""

    tickets: int
    front: int
    highest: Mapping[int, int]
    """By the highest tier that a ticket reached."""
    began: Mapping[int, int]
    """By the tier in which it began."""
    ended: Mapping[int, int]
    """By the tier that had it last."""
    paths: Mapping[str, int]

    @property
    def solved_in_front(self) -> int:
        """Push to front: the tickets that no tier above the first ever held."""
        return sum(count for tier, count in self.highest.items() if tier <= self.front)

    @property
    def share_in_front(self) -> float | None:
        """The same as a share, from 0 to 1; None if there are no tickets."""
        return self.solved_in_front / self.tickets if self.tickets else None


def count_tiers(paths: Iterable[Path[int]], front: int = 1) -> TierCounts:
    """The counts of these tickets' paths; `front` is the first tier. A path without a holder is not counted."""
    ways = Counter(way for way in paths if way.holders)
    highest: Counter[int] = Counter()
    began: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for way, times in ways.items():
        highest[max(way.holders)] += times
        began[way.holders[0]] += times
        ended[way.holders[-1]] += times
    return TierCounts(
        tickets=ways.total(),
        front=front,
        highest=dict(sorted(highest.items())),
        began=dict(sorted(began.items())),
        ended=dict(sorted(ended.items())),
        paths={str(way): times for way, times in sorted(ways.items(), key=lambda item: (-item[1], item[0].holders))},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCounts:
    """How often tickets were handed over. `by_number` says how many tickets were handed over so often."""

    tickets: int
    by_number: Mapping[int, int]
    ping_pong: int
    """The tickets that somebody got back."""
    returns: int
    """How often that happened, in all."""
    holders: int
    """How many different holders there were."""

    @property
    def handovers(self) -> int:
        """All of them together."""
        return sum(number * tickets for number, tickets in self.by_number.items())

    @property
    def ping_pong_share(self) -> float | None:
        """The share of the tickets that somebody got back, from 0 to 1; None if there are no tickets."""
        return self.ping_pong / self.tickets if self.tickets else None

    def at_most(self, percent: int) -> int | None:
        """The number of hand-overs that so many in a hundred of the tickets did not exceed; None if there are no tickets."""
        covered = 0
        for number, tickets in sorted(self.by_number.items()):
            covered += tickets
            if covered * 100 >= percent * self.tickets:
                return number
        return None


def count_handovers(paths: Iterable[Path[Holder]]) -> HandoverCounts:
    """The counts of these tickets' paths. A path without a holder is not counted."""
    ways = Counter(way for way in paths if way.holders)
    by_number: Counter[int] = Counter()
    for way, times in ways.items():
        by_number[way.handovers] += times
    return HandoverCounts(
        tickets=ways.total(),
        by_number=dict(sorted(by_number.items())),
        ping_pong=sum(times for way, times in ways.items() if way.ping_pong),
        returns=sum(way.returns * times for way, times in ways.items()),
        holders=len({holder for way in ways for holder in way.holders}),
    )
