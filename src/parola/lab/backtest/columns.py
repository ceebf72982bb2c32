"""A log of one row a ticket as columns: its cells read many at once, its bad rows told as `read_cases` tells them.

Whatever is not as plain as it could be (a date in a second format, an opening after the answer, a number that repeats) is read
by `Reader`, row by row, as the replay reads it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from parola.lab.cases import one_row
from parola.lab.log import BadRow, Row
from parola.lab.mapping import Happening, LogMapping
from parola.lab.reader import BadCell, Reader, event, shown
from parola.sla.batch import Micros
from parola.sla.compiled import micros, moment
from parola.sla.events import Event, Opened

from .dates import NONE, instants, layout_of

CHUNK = 1 << 15
"""Rows read at a time."""


@dataclass(frozen=True, slots=True)
class Group:
    """What tickets have in common for an agreement: their priority and facts."""

    priority: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """All tickets of a log, one place each. Instants are microseconds, `NONE` where something did not happen."""

    lines: NDArray[np.int64]
    names: Sequence[str]
    group: NDArray[np.int64]
    groups: Sequence[Group]
    opened: Micros
    happened: Mapping[Happening, Micros]

    def __len__(self) -> int:
        return len(self.names)

    def events(self, place: int) -> list[Event]:
        """The history of the ticket at a place, as `read_cases` makes it."""
        group = self.groups[self.group[place]]
        opening = Opened(at=moment(int(self.opened[place])), priority=group.priority, facts=group.facts)
        instants = {happening: int(column[place]) for happening, column in self.happened.items()}
        later = [event(happening, moment(at)) for happening, at in instants.items() if at != NONE]
        return [opening, *sorted(later, key=lambda happening: happening.at)]

    def last(self) -> int | None:
        """The last instant of which the log says something."""
        return max(
            (int(column.max()) for column in (self.opened, *self.happened.values()) if column.size), default=None
        )


class ColumnReader:
    """Takes the rows of a log, and gives its columns. `bad` are the rows that were left out."""

    def __init__(self, mapping: LogMapping, header: Sequence[str], priorities: Sequence[str]) -> None:
        # What another engine said is no part of a back-test: a bad cell there costs no ticket.
        self._mapping = mapping.model_copy(update={"other": None, "links": {}, "marks": {}})
        self._reader = Reader(self._mapping, header, priorities)
        self._layout = layout_of(mapping.log.dates[0])
        self._index = {name: place for place, name in enumerate(header)}
        named = [spec.column for spec in (mapping.priority,) if spec and spec.column]
        self._grouping = [self._index[name] for name in (*named, *mapping.facts.values())]
        self._missing = frozenset(mapping.log.missing)
        self._seen: set[str] = set()
        self._groups: dict[tuple[str, ...], int] = {}
        self._known: list[Group] = []
        self._chunks: list[_Chunk] = []
        self.bad: list[BadRow] = []

    def read(self, rows: Iterable[Row | BadRow]) -> Columns:
        """The columns of all the rows."""
        stream = iter(rows)
        with _no_collecting():
            while found := list(islice(stream, CHUNK)):
                self.bad += (row for row in found if isinstance(row, BadRow))
                some = [row for row in found if isinstance(row, Row)]
                if some:
                    self._take(some)
        return _joined(self._chunks, self._known, tuple(self._mapping.events))

    def _take(self, rows: list[Row]) -> None:
        names = self._texts(rows, self._index[self._mapping.case])
        names = [shown(name) for name in names]
        fresh = len(set(names)) == len(names) and self._seen.isdisjoint(names)
        opened, good = self._instants(rows, self._mapping.opened or "")
        good &= (opened != NONE) & fresh & np.fromiter(map(bool, names), bool, len(names))
        happened = {}
        for happening, column in self._mapping.events.items():
            at, known = self._instants(rows, column)
            good &= known & ((at == NONE) | (at >= opened))
            happened[happening] = at
        group = self._grouped(rows)
        good &= group >= 0
        lines = np.fromiter((row.line for row in rows), np.int64, len(rows))
        chunk = _Chunk(lines, names, group, opened, happened)
        for place in np.flatnonzero(~good):
            good[place] = self._one(rows[place], chunk, int(place))
        self._seen.update(name for name, is_good in zip(names, good, strict=True) if is_good)
        self._chunks.append(chunk if good.all() else chunk.only(good))

    def _one(self, row: Row, chunk: _Chunk, place: int) -> bool:
        """Read a row the long way, and put it in its place; whether it is a ticket."""
        try:
            case = one_row(self._reader, row, self._seen)
        except BadCell as bad:
            self.bad.append(BadRow(row.line, bad.reason, bad.values))
            return False
        self._seen.add(case.id)
        chunk.opened[place] = micros(case.opened)
        for happening, column in self._mapping.events.items():
            at = self._reader.instant(row, column)
            chunk.happened[happening][place] = NONE if at is None else micros(at)
        return True

    def _texts(self, rows: Sequence[Row], place: int) -> list[str]:
        texts = [row.fields[place].strip() for row in rows]
        return ["" if text in self._missing else text for text in texts] if self._missing else texts

    def _instants(self, rows: Sequence[Row], column: str) -> tuple[Micros, NDArray[np.bool_]]:
        return instants(self._texts(rows, self._index[column]), self._layout, self._mapping.log.timezone)

    def _grouped(self, rows: Sequence[Row]) -> NDArray[np.int64]:
        """The group of each row; -1 where its priority is none that is known."""
        columns = [[row.fields[place] for row in rows] for place in self._grouping]
        keys: Iterator[tuple[str, ...]] = zip(*columns, strict=True) if columns else iter([()] * len(rows))
        return np.fromiter(
            (self._group(key, row) for key, row in zip(keys, rows, strict=True)), dtype=np.int64, count=len(rows)
        )

    def _group(self, key: tuple[str, ...], row: Row) -> int:
        found = self._groups.get(key)
        if found is None:
            try:
                group = Group(self._reader.priority(row), self._reader.facts(row))
            except BadCell:
                found = self._groups[key] = -1
            else:
                self._known.append(group)
                found = self._groups[key] = len(self._known) - 1
        return found


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let the collector of cycles rest: rows have none, and looking for some takes a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Chunk:
    lines: NDArray[np.int64]
    names: list[str]
    group: NDArray[np.int64]
    opened: Micros
    happened: dict[Happening, Micros] = field(default_factory=dict)

    def only(self, good: NDArray[np.bool_]) -> _Chunk:
        names = [name for name, is_good in zip(self.names, good, strict=True) if is_good]
        happened = {happening: column[good] for happening, column in self.happened.items()}
        return _Chunk(self.lines[good], names, self.group[good], self.opened[good], happened)


def _joined(chunks: Sequence[_Chunk], groups: Sequence[Group], happenings: Sequence[Happening]) -> Columns:
    def together(columns: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
        return np.concatenate([np.empty(0, dtype=np.int64), *columns])

    return Columns(
        lines=together(chunk.lines for chunk in chunks),
        names=[name for chunk in chunks for name in chunk.names],
        group=together(chunk.group for chunk in chunks),
        groups=groups,
        opened=together(chunk.opened for chunk in chunks),
        happened={name: together(chunk.happened[name] for chunk in chunks) for name in happenings},
    )
