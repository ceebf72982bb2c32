"""What a log tells of its tickets' ways, whatever was promised: tiers, hand-overs, waits, reopenings, links.

The counting is the desk's own (`sla/handoffs.py`, `sla/waits.py`); here it is only fed with the cases of a log.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parola.sla.handoffs import HandoverCounts, Path, TierCounts, count_handovers, count_tiers
from parola.sla.waits import Standing, Wait, WaitCounts, count_waits, reopenings, standings, waits

from .cases import Case, Way
from .mapping import Happening, HolderKind, LinkKind, LogMapping, MarkKind
from .reader import WAITING

Between = HolderKind | Literal["tier"]
"""What tickets are handed over between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How many tickets belong to something of a kind, by its name; the one with the most tickets first."""

    by_name: Mapping[str, int]

    @property
    def tickets(self) -> int:
        """The tickets that belong to any."""
        return sum(self.by_name.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay:
    """The way of one ticket, for a list."""

    line: int
    case: str
    way: Way
    waits: tuple[Wait, ...]
    reopened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways of a log's tickets. What the mapping names no column for is None, or is not there."""

    tickets: int
    tiers: TierCounts | None
    handovers: Mapping[Between, HandoverCounts]
    waits: WaitCounts | None
    reopened: Mapping[int, int] | None
    """How many tickets were reopened how often, those never reopened among them."""
    links: Mapping[LinkKind, Links]
    marks: Mapping[MarkKind, int]
    each: tuple[OneWay, ...]
    """The way of every ticket, if it was asked for."""

    @property
    def reopened_tickets(self) -> int:
        """The tickets that were reopened at least once."""
        return sum(tickets for times, tickets in (self.reopened or {}).items() if times)


class WayTallies:
    """Takes cases one after another; what still waits is judged at the end of the log. `each`: the ways are listed too."""

    def __init__(self, mapping: LogMapping, *, each: bool = False) -> None:
        self._each: list[tuple[Case, tuple[Standing, ...]]] | None = [] if each else None
        changes = mapping.changes
        self._front = changes.tier.front if changes and changes.tier else None
        self._kinds = tuple(changes.holders) if changes else ()
        self._links, self._marks = tuple(mapping.links), tuple(mapping.marks)
        self._waits, self._reopens = can_wait(mapping), can_reopen(mapping)
        self._tickets = 0
        self._tiers: list[Path[int]] = []
        self._holders: dict[HolderKind, list[Path[str]]] = {kind: [] for kind in self._kinds}
        self._waiting: list[tuple[Standing, ...]] = []
        self._reopened: Counter[int] = Counter()
        self._named: dict[LinkKind, Counter[str]] = {kind: Counter() for kind in self._links}
        self._marked: Counter[MarkKind] = Counter()

    def case(self, case: Case) -> int:
        """One case more; how often it was reopened."""
        self._tickets += 1
        self._tiers.append(case.way.tiers)
        for kind, held in case.way.holders.items():
            self._holders[kind].append(held)
        stood = standings(case.events)
        if self._each is not None:
            self._each.append((case, stood))
        reopened = reopenings(stood)
        self._reopened[reopened] += 1
        if any(standing.status == "waiting" for standing in stood):
            self._waiting.append(stood)
        for link, name in case.way.links.items():
            self._named[link][name] += 1
        self._marked.update(case.way.marks)
        return reopened

    def ways(self, until: dt.datetime | None) -> Ways:
        """What was found; waits that never ended last up to `until`."""
        return Ways(
            tickets=self._tickets,
            tiers=None if self._front is None else count_tiers(self._tiers, self._front),
            handovers=self._handovers(),
            waits=self._waited(until) if self._waits else None,
            reopened=dict(sorted(self._reopened.items())) if self._reopens else None,
            links={kind: Links(by_name=dict(named.most_common())) for kind, named in self._named.items()},
            marks={kind: self._marked[kind] for kind in self._marks},
            each=tuple(_one(case, stood, until) for case, stood in self._each or () if until),
        )

    def _handovers(self) -> dict[Between, HandoverCounts]:
        counts: dict[Between, HandoverCounts] = {}
        if self._front is not None:
            counts["tier"] = count_handovers(self._tiers)
        return counts | {kind: count_handovers(paths) for kind, paths in self._holders.items()}

    def _waited(self, until: dt.datetime | None) -> WaitCounts:
        counts = count_waits(waits(stood, until) for stood in self._waiting if until)
        counts.tickets = self._tickets
        return counts


def _one(case: Case, stood: tuple[Standing, ...], until: dt.datetime) -> OneWay:
    waited = waits(stood, until)
    return OneWay(line=case.line, case=case.id, way=case.way, waits=waited, reopened=reopenings(stood))


def can_wait(mapping: LogMapping) -> bool:
    """Whether the mapping says that a case can wait."""
    return any(word.startswith(WAITING) for word in _words(mapping))


def can_reopen(mapping: LogMapping) -> bool:
    """Whether the mapping says of what a case would be reopened."""
    ends = {"reopened", "resolved", "closed"} if mapping.changes else {"reopened"}
    return not ends.isdisjoint(_words(mapping))


def _words(mapping: LogMapping) -> set[Happening]:
    entered = mapping.changes.states.values() if mapping.changes else ()
    return {*mapping.events, *(word for words in entered for word in words)}
