"""A back-test over an incident log: its tickets under the agreements of its mapping, and under others in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parola.lab.cases import Case, read_cases
from parola.lab.log import BadRow, Row
from parola.lab.mapping import LogMapping, version_at
from parola.sla.agreement import Terms
from parola.sla.compiled import moment
from parola.sla.table import SECOND
from parola.sla.walls import walls
from parola.sla.zones import zone_of

from .columns import ColumnReader, Columns
from .counting import BackTest, Counting, Listing
from .many import weigh
from .trials import Trying
from .verdicts import Side, Trial

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001  # local times are compared with local times
Told = Callable[[int, int], None]
"""Is told how many of how many tickets are done."""


@dataclass(frozen=True, slots=True)
class Versions:
    """One terms for each version that the mapping names: as they were, and those that are tried in their place."""

    before: Sequence[Terms]
    after: Sequence[Terms]


@dataclass(frozen=True, slots=True)
class Window:
    """Which tickets are meant: those opened from `since` on and before `until`, in the log's local time."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def holds(self, local: dt.datetime) -> bool:
        """Whether a ticket opened then is meant."""
        return (self.since is None or self.since <= local) and (self.until is None or local < self.until)


def back_test(
    mapping: LogMapping,
    versions: Versions,
    header: Sequence[str],
    rows: Iterable[Row | BadRow],
    *,
    window: Window = Window(),  # frozen
    told: Told = lambda _done, _of: None,
) -> BackTest:
    """Every ticket of a log under both sides.

    The columns that the mapping names must be in the header (`MappingFile.check_columns`). Clocks that the log leaves open are
    judged at its end. `told` hears how the reckoning goes on, once the log is read.
    """
    test = _LogTest(mapping, versions, window, told)
    if mapping.changes is None:
        reader = ColumnReader(mapping, header, test.priorities)
        return test.columns(reader.read(rows), reader.bad)
    bare = mapping.model_copy(update={"other": None, "links": {}, "marks": {}})
    found = list(read_cases(bare, header, test.priorities, rows))
    return test.cases(
        [each for each in found if isinstance(each, Case)], [each for each in found if isinstance(each, BadRow)]
    )


class _LogTest:
    """One back-test under way."""

    def __init__(self, mapping: LogMapping, versions: Versions, window: Window, told: Told) -> None:
        self.mapping, self.versions, self.window, self.told = mapping, versions, window, told
        self.zone = zone_of(mapping.log.timezone)
        self.priorities = [priority.id for priority in versions.before[-1].agreement.priorities]

    def cases(self, found: Sequence[Case], bad: Sequence[BadRow]) -> BackTest:
        """The cases of an audit trail, by the fold."""
        end = self._end(max((case.last for case in found), default=None))
        if end is None:
            return Counting().result(None, bad)
        trying, turned = Trying(end, bad=[*bad]), list[Trial]()
        for done, case in enumerate(found):
            self.told(done, len(found))
            local = case.opened.astimezone(self.zone).replace(tzinfo=None)
            if self.window.holds(local):
                trial = self._trial(case.id, case.line, case.events, version_at(self.mapping.agreements, local))
                turned += [trial] if trying.turns(trial) else []
        return trying.counting.result(end, trying.bad, Listing(turned, end))

    def columns(self, columns: Columns, bad: Sequence[BadRow]) -> BackTest:
        """The rows of a log of one row a ticket: by arrays where they can say it, else by the fold."""
        last = columns.last()
        end = self._end(None if last is None else moment(last))
        if end is None:
            return Counting().result(None, bad)
        local = self._local(columns)
        version = np.searchsorted(self._since(), local, side="right")
        trying, turned = Trying(end, bad=[*bad]), np.zeros(len(columns), dtype=bool)
        done, meant = 0, self._meant(local)
        for places in _alike(columns, version, meant):
            turned[places] = self._places(columns, places, int(version[places[0]]), trying)
            done += len(places)
            self.told(done, int(meant.sum()))
        trials = _Trials(self, columns, version, np.flatnonzero(turned))
        return trying.counting.result(end, trying.bad, Listing(trials, end))

    def trial_at(self, columns: Columns, place: int, version: int) -> Trial:
        """The ticket at a place."""
        return self._trial(columns.names[place], int(columns.lines[place]), columns.events(place), version)

    def _places(self, columns: Columns, places: NDArray[np.int64], version: int, trying: Trying) -> NDArray[np.bool_]:
        """Which of these tickets of one group and version turn."""
        sides = self._terms(version)
        found = weigh(trying.counting, columns, places, sides, trying.end)
        if found is not None:
            return found
        trials = (self.trial_at(columns, int(place), version) for place in places)
        return np.fromiter((trying.turns(trial) for trial in trials), bool, len(places))

    def _trial(self, name: str, line: int, events: Sequence[object], version: int) -> Trial:
        before, after = self._terms(version)
        return Trial(name, Side(events, before), Side(events, after), line)  # type: ignore[arg-type]

    def _terms(self, version: int) -> tuple[Terms, Terms]:
        return self.versions.before[version], self.versions.after[version]

    def _end(self, last: dt.datetime | None) -> dt.datetime | None:
        until = self.mapping.until.replace(tzinfo=self.zone).astimezone(dt.UTC) if self.mapping.until else None
        return max(filter(None, (last, until)), default=None) if last else None

    def _since(self) -> NDArray[np.int64]:
        return np.array([_wall(each.since) for each in self.mapping.agreements[1:] if each.since], dtype=np.int64)

    def _local(self, columns: Columns) -> NDArray[np.int64]:
        """The local time of each opening, in microseconds."""
        seconds, rest = np.divmod(columns.opened, SECOND)
        shown = walls(self.mapping.log.timezone, int(seconds.min()), int(seconds.max())).shown(seconds)
        local: NDArray[np.int64] = shown * SECOND + rest
        return local

    def _meant(self, local: NDArray[np.int64]) -> NDArray[np.bool_]:
        meant = np.ones(local.shape, dtype=bool)
        if self.window.since is not None:
            meant &= local >= _wall(self.window.since)
        if self.window.until is not None:
            meant &= local < _wall(self.window.until)
        return meant


@dataclass(frozen=True, slots=True)
class _Trials:
    """The tickets at some places, made as they are asked for."""

    test: _LogTest
    columns: Columns
    version: NDArray[np.int64]
    places: NDArray[np.int64]

    def __iter__(self) -> Iterator[Trial]:
        for place in self.places:
            yield self.test.trial_at(self.columns, int(place), int(self.version[place]))


def _wall(local: dt.datetime) -> int:
    return (local - EPOCH) // dt.timedelta(microseconds=1)


def _alike(columns: Columns, version: NDArray[np.int64], meant: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """The places of the tickets that are meant, by group and version."""
    places = np.flatnonzero(meant)
    keys = columns.group[places] * (int(version.max(initial=0)) + 1) + version[places]
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    yield from (each for each in np.split(places[order], bounds) if each.size)
