"""From the rows of a log to the events of its cases, as a mapping says; the ticket's fold does the rest.

Two shapes of log exist. In one, a row is a case, with a column for each instant. In the other, a row is what a case was at
an instant (an audit trail): there the events are the differences between a case's rows.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parola.sla.events import Escalated, Event, Opened, PriorityChanged, Reopened, Resumed
from parola.sla.handoffs import Path, path

from .log import BadRow, Row
from .mapping import Changes, HolderKind, LinkKind, LogMapping, MarkKind
from .reader import DUPLICATE, NO_INSTANT, UNKNOWN_STATE, WAITING, BadCell, Reader, Theirs, event

_NOBODY: Path[int] = Path(())


@dataclass(frozen=True, slots=True)
class Way:
    """Who had a case in turn, in the order of its rows, and what it belongs to and is marked with by its last one."""

    tiers: Path[int] = _NOBODY
    holders: Mapping[HolderKind, Path[str]] = field(default_factory=dict)
    links: Mapping[LinkKind, str] = field(default_factory=dict)
    marks: frozenset[MarkKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the log. `line` is where it begins; `events` are in order of time, the opening first."""

    line: int
    id: str
    events: tuple[Event, ...]
    theirs: Theirs
    way: Way = Way()
    last_row: dt.datetime | None = None
    """When its last row was, in a log of changes."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What the mapping's `desk` names: subject, body, who asked."""

    @property
    def opened(self) -> dt.datetime:
        """When the request reached the vendor."""
        return self.events[0].at

    @property
    def last(self) -> dt.datetime:
        """The last instant of which the log says something about it."""
        ended = self.events[-1].at
        return max(ended, self.last_row or ended)


def read_cases(
    mapping: LogMapping, header: Collection[str], priorities: Collection[str] | None, rows: Iterable[Row | BadRow]
) -> Iterator[Case | BadRow]:
    """The cases of a log, and the rows that are none. `priorities` are those that the agreement knows; None: there is none.

    A log of one row a case is read as it streams. An audit trail is kept in memory, a few words a row, since the rows of a
    case may stand anywhere; its cases come at the end, in the order in which they first appear.
    """
    reader = Reader(mapping, header, priorities)
    if mapping.changes is None:
        return _one_row_a_case(reader, rows)
    return _audit_trail(reader, mapping.changes, rows)


def _one_row_a_case(reader: Reader, rows: Iterable[Row | BadRow]) -> Iterator[Case | BadRow]:
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            case = one_row(reader, row, seen)
        except BadCell as bad:
            yield BadRow(row.line, bad.reason, bad.values)
            continue
        seen.add(case.id)
        yield case


def one_row(reader: Reader, row: Row, seen: Collection[str]) -> Case:
    """The case of a row. Raises BadCell; `seen` are the cases that were there already."""
    case_id, opened = reader.case_id(row), reader.opened(row)
    if case_id in seen:
        raise BadCell(DUPLICATE, case=case_id)
    opening = Opened(at=opened, priority=reader.priority(row), facts=reader.facts(row))
    happened = sorted(reader.happenings(row, opened), key=lambda event: event.at)
    way = Way(links=reader.links(row), marks=reader.marks(row))
    return Case(row.line, case_id, (opening, *happened), reader.theirs(row), way, told=reader.told(row))


class _Change(NamedTuple):
    """What one row says of its case."""

    at: dt.datetime
    state: str
    priority: str
    tier: int | None
    holders: tuple[str, ...]


@dataclass(slots=True)
class _Trail:
    """What the rows of one case said so far. The columns of instants, of links and of the other engine count as its last row has them."""

    line: int
    opened: dt.datetime | None
    facts: Mapping[str, str]
    last: dt.datetime
    changes: list[_Change] = field(default_factory=list)
    happenings: list[Event] = field(default_factory=list)
    theirs: Theirs = field(default_factory=Theirs)
    links: Mapping[LinkKind, str] = field(default_factory=dict)
    marks: frozenset[MarkKind] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)


def _audit_trail(reader: Reader, changes: Changes, rows: Iterable[Row | BadRow]) -> Iterator[Case | BadRow]:
    trails: dict[str, _Trail] = {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            _follow(trails, reader, changes, row)
        except BadCell as bad:
            yield BadRow(row.line, bad.reason, bad.values)
    for case_id, trail in trails.items():
        ordered = sorted(trail.changes, key=lambda change: change.at)
        events = tuple(_differences(trail, ordered, changes))
        yield Case(trail.line, case_id, events, trail.theirs, _way(trail, ordered, changes), trail.last, trail.told)


def _follow(trails: dict[str, _Trail], reader: Reader, changes: Changes, row: Row) -> None:
    """Take one row into its case's trail, wholly or (if it is bad) not at all."""
    case_id = reader.case_id(row)
    opened = reader.opened(row) if reader.mapping.opened else None
    change = _change(reader, changes, row)
    if opened is not None:
        reader.check_order(row, changes.at, change.at, opened)
    happenings, theirs = reader.happenings(row, opened or change.at), reader.theirs(row)
    trail = trails.get(case_id)
    if trail is None:
        trail = trails[case_id] = _Trail(row.line, opened, reader.facts(row), change.at, told=reader.told(row))
    trail.changes.append(change)
    if change.at >= trail.last:
        trail.last, trail.happenings, trail.theirs = change.at, happenings, theirs
        trail.links, trail.marks = reader.links(row), reader.marks(row)


def _change(reader: Reader, changes: Changes, row: Row) -> _Change:
    at = reader.present(row, changes.at, NO_INSTANT)
    state = reader.text(row, changes.state)
    if state not in changes.states:
        raise BadCell(UNKNOWN_STATE, column=changes.state, value=state)
    holders = tuple(sys.intern(reader.text(row, column)) for column in changes.holders.values())
    return _Change(at, sys.intern(state), sys.intern(reader.priority(row)), reader.tier(row, changes.tier), holders)


def _way(trail: _Trail, ordered: Sequence[_Change], changes: Changes) -> Way:
    tiers = path(change.tier for change in ordered if change.tier is not None)
    holders = {
        kind: path(change.holders[place] for change in ordered if change.holders[place])
        for place, kind in enumerate(changes.holders)
    }
    return Way(tiers, holders, trail.links, trail.marks)


def _differences(trail: _Trail, ordered: Sequence[_Change], changes: Changes) -> list[Event]:
    """The events that make each row of a case out of the one before it; what its first row says holds from the opening."""
    first, opened = ordered[0], trail.opened or ordered[0].at
    later = list(trail.happenings)
    if first.tier is not None and changes.tier and first.tier != changes.tier.front:
        later.append(Escalated(at=opened, tier=first.tier))
    before: tuple[str, ...] = ()
    state, priority, tier = None, first.priority, first.tier
    for change in ordered:
        if change.priority != priority:
            later.append(PriorityChanged(at=change.at, priority=change.priority))
        if change.tier not in (tier, None):
            later.append(Escalated(at=change.at, tier=change.tier))
        if change.state != state:
            after = changes.states[change.state]
            later += _leaving(before, after, change.at)
            later += [event(happening, change.at) for happening in after]
            before = after
        state, priority, tier = change.state, change.priority, change.tier or tier
    opening = Opened(at=opened, priority=first.priority, facts=trail.facts)
    return [opening, *sorted(later, key=lambda event: event.at)]


def _leaving(before: tuple[str, ...], after: tuple[str, ...], at: dt.datetime) -> Iterator[Event]:
    """What the step from one state to the next ends: a waiting, or a resolution."""
    if any(happening.startswith(WAITING) for happening in before):
        yield Resumed(at=at)
    done = {"resolved", "closed"}
    if done & set(before) and not done & set(after):
        yield Reopened(at=at)
