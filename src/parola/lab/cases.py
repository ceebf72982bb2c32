"""From the rows of a log to the events of its cases, as a mapping says; the ticket's fold does the rest.

Two shapes of log exist. In one, a row is a case, with a column for each instant. In the other, a row is what a case was at
an instant (an audit trail): there the events are the differences between a case's rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from parola.policy.findings import gettext_noop
from parola.sla.events import Closed, Event, Message, Opened, PriorityChanged, Reopened, Resolved, Resumed, Waiting
from parola.sla.zones import zone_of

from .log import BadRow, Row
from .mapping import Changes, LogMapping

NO_CASE = gettext_noop("%(column)s is empty: the row names no case")
DUPLICATE = gettext_noop("repeats case %(case)s")
NO_OPENING = gettext_noop("%(column)s is empty: the case was never opened")
NO_INSTANT = gettext_noop("%(column)s is empty: the row has no time")
BAD_INSTANT = gettext_noop("%(column)s: “%(value)s” is in none of the mapping's date formats")
OTHER_AGE = gettext_noop("%(column)s: %(value)s lies in no year that a log can be of")
BEFORE_OPENING = gettext_noop("%(column)s: %(value)s lies before the opening, %(opened)s")
UNKNOWN_PRIORITY = gettext_noop("%(column)s: the priority “%(value)s” is not in the mapping, or not in the agreement")
UNKNOWN_STATE = gettext_noop("%(column)s: the mapping does not say what the state “%(value)s” is")
UNKNOWN_VERDICT = gettext_noop("%(column)s: “%(value)s” is neither met nor missed for the mapping")


@dataclass(frozen=True, slots=True)
class Theirs:
    """What another engine made of a case, if the log says it: the due time, and whether it was met."""

    due: dt.datetime | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the log. `line` is where it begins; `events` are in order of time, the opening first."""

    line: int
    id: str
    events: tuple[Event, ...]
    theirs: Theirs

    @property
    def opened(self) -> dt.datetime:
        """When the request reached the vendor."""
        return self.events[0].at


def read_cases(
    mapping: LogMapping, header: Collection[str], priorities: Collection[str], rows: Iterable[Row | BadRow]
) -> Iterator[Case | BadRow]:
    """The cases of a log, and the rows that are none. `priorities` are those that the agreement knows.

    A log of one row a case is read as it streams. An audit trail is kept in memory, a few words a row, since the rows of a
    case may stand anywhere; its cases come at the end, in the order in which they first appear.
    """
    reader = _Reader(mapping, header, priorities)
    if mapping.changes is None:
        return _one_row_a_case(reader, rows)
    return _audit_trail(reader, mapping.changes, rows)


class _BadCell(Exception):
    """What is wrong with a row, on its way to becoming a `BadRow`."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, {name: _shown(value) for name, value in values.items()}


class _Reader:
    """Reads the cells of a row by the names of their columns."""

    def __init__(self, mapping: LogMapping, header: Collection[str], priorities: Collection[str]) -> None:
        self.mapping = mapping
        self._index = {name: index for index, name in enumerate(header)}
        self._missing = frozenset({"", *mapping.log.missing})
        self._parse = _parser(mapping.log.dates, zone_of(mapping.log.timezone))
        self._priorities = frozenset(priorities)

    def text(self, row: Row, column: str) -> str:
        value = row.fields[self._index[column]].strip()
        return "" if value in self._missing else value

    def case_id(self, row: Row) -> str:
        case_id = self.text(row, self.mapping.case)
        if not case_id:
            raise _BadCell(NO_CASE, column=self.mapping.case)
        return _shown(case_id)

    def instant(self, row: Row, column: str) -> dt.datetime | None:
        value = self.text(row, column)
        if not value:
            return None
        instant = self._parse(value)
        if instant is None:
            raise _BadCell(BAD_INSTANT, column=column, value=value)
        if instant.year not in _YEARS:
            raise _BadCell(OTHER_AGE, column=column, value=value)
        return instant

    def opened(self, row: Row) -> dt.datetime:
        instant = self.instant(row, self.mapping.opened)
        if instant is None:
            raise _BadCell(NO_OPENING, column=self.mapping.opened)
        return instant

    def priority(self, row: Row) -> str:
        spec = self.mapping.priority
        if spec.column is None:
            return spec.always
        value = self.text(row, spec.column)
        priority = spec.values.get(value, "") if spec.values else value
        if priority not in self._priorities:
            raise _BadCell(UNKNOWN_PRIORITY, column=spec.column, value=value)
        return priority

    def facts(self, row: Row) -> dict[str, str]:
        return {fact: self.text(row, column) for fact, column in self.mapping.facts.items()}

    def happenings(self, row: Row, opened: dt.datetime) -> list[Event]:
        """The events that have columns of their own."""
        events: list[Event] = []
        for happening, column in self.mapping.events.items():
            at = self.instant(row, column)
            if at is not None:
                self.check_order(row, column, at, opened)
                events.append(event(happening, at))
        return events

    def check_order(self, row: Row, column: str, at: dt.datetime, opened: dt.datetime) -> None:
        if at < opened:
            value, opening = self.text(row, column), self.text(row, self.mapping.opened)
            raise _BadCell(BEFORE_OPENING, column=column, value=value, opened=opening)

    def theirs(self, row: Row) -> Theirs:
        other = self.mapping.other
        if other is None:
            return Theirs()
        due = self.instant(row, other.due) if other.due else None
        if other.due and due is None:
            return Theirs()  # nothing was promised, so that nothing was kept
        verdict = other.verdict
        value = self.text(row, verdict.column) if verdict else ""
        if verdict is None or not value:
            return Theirs(due)
        if value not in {*verdict.met, *verdict.missed}:
            raise _BadCell(UNKNOWN_VERDICT, column=verdict.column, value=value)
        return Theirs(due, value in verdict.met)


def _shown(value: str) -> str:
    """A value of the log as it can be shown: not too long, and nothing in it that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in value[:_LONGEST])


def event(happening: str, at: dt.datetime) -> Event:
    """The event that a mapping's word stands for (`answered`, `waiting for customer`, `closed`...)."""
    if happening.startswith(_WAITING):
        return Waiting(at=at, reason=happening.removeprefix(_WAITING))
    return _EVENTS[happening](at)


_YEARS = range(1970, 2200)  # systems write a missing time as a day of the year 1, 1900 or 9999
_LONGEST = 100
_WAITING = "waiting for "
_EVENTS: Mapping[str, Callable[[dt.datetime], Event]] = {
    "answered": lambda at: Message(at=at, sender="support"),
    "asked": lambda at: Message(at=at, sender="customer"),
    "resumed": lambda at: Resumed(at=at),
    "resolved": lambda at: Resolved(at=at),
    "reopened": lambda at: Reopened(at=at),
    "closed": lambda at: Closed(at=at),
}


def _one_row_a_case(reader: _Reader, rows: Iterable[Row | BadRow]) -> Iterator[Case | BadRow]:
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            case = _case(reader, row, seen)
        except _BadCell as bad:
            yield BadRow(row.line, bad.reason, bad.values)
            continue
        seen.add(case.id)
        yield case


def _case(reader: _Reader, row: Row, seen: Collection[str]) -> Case:
    case_id, opened = reader.case_id(row), reader.opened(row)
    if case_id in seen:
        raise _BadCell(DUPLICATE, case=case_id)
    opening = Opened(at=opened, priority=reader.priority(row), facts=reader.facts(row))
    happened = sorted(reader.happenings(row, opened), key=lambda event: event.at)
    return Case(row.line, case_id, (opening, *happened), reader.theirs(row))


@dataclass(slots=True)
class _Trail:
    """What the rows of one case said so far. The columns of instants and of the other engine count as its last row has them."""

    line: int
    opened: dt.datetime
    facts: Mapping[str, str]
    changes: list[tuple[dt.datetime, str, str]] = field(default_factory=list)
    """When, the state, the priority."""
    happenings: list[Event] = field(default_factory=list)
    theirs: Theirs = field(default_factory=Theirs)


def _audit_trail(reader: _Reader, changes: Changes, rows: Iterable[Row | BadRow]) -> Iterator[Case | BadRow]:
    trails: dict[str, _Trail] = {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            _follow(trails, reader, changes, row)
        except _BadCell as bad:
            yield BadRow(row.line, bad.reason, bad.values)
    for case_id, trail in trails.items():
        yield Case(trail.line, case_id, tuple(_differences(trail, changes)), trail.theirs)


def _follow(trails: dict[str, _Trail], reader: _Reader, changes: Changes, row: Row) -> None:
    """Take one row into its case's trail, wholly or (if it is bad) not at all."""
    case_id, opened = reader.case_id(row), reader.opened(row)
    at = reader.instant(row, changes.at)
    if at is None:
        raise _BadCell(NO_INSTANT, column=changes.at)
    reader.check_order(row, changes.at, at, opened)
    state = reader.text(row, changes.state)
    if state not in changes.states:
        raise _BadCell(UNKNOWN_STATE, column=changes.state, value=state)
    change = (at, state, reader.priority(row))
    happenings, theirs = reader.happenings(row, opened), reader.theirs(row)
    trail = trails.get(case_id)
    if trail is None:
        trail = trails[case_id] = _Trail(row.line, opened, reader.facts(row))
    trail.changes.append(change)
    trail.happenings, trail.theirs = happenings, theirs


def _differences(trail: _Trail, changes: Changes) -> list[Event]:
    """The events that make each row of a case out of the one before it, in order of time."""
    ordered = sorted(trail.changes, key=lambda change: change[0])
    priority = ordered[0][2]
    opening = Opened(at=trail.opened, priority=priority, facts=trail.facts)
    later = list(trail.happenings)
    before: tuple[str, ...] = ()
    state = None
    for at, next_state, next_priority in ordered:
        if next_priority != priority:
            later.append(PriorityChanged(at=at, priority=next_priority))
        if next_state != state:
            after = changes.states[next_state]
            later += _leaving(before, after, at)
            later += [event(happening, at) for happening in after]
            before = after
        state, priority = next_state, next_priority
    return [opening, *sorted(later, key=lambda event: event.at)]


def _leaving(before: tuple[str, ...], after: tuple[str, ...], at: dt.datetime) -> Iterator[Event]:
    """What the step from one state to the next ends: a waiting, or a resolution."""
    if any(happening.startswith(_WAITING) for happening in before):
        yield Resumed(at=at)
    done = {"resolved", "closed"}
    if done & set(before) and not done & set(after):
        yield Reopened(at=at)


def _parser(formats: tuple[str, ...], zone: dt.tzinfo) -> Callable[[str], dt.datetime | None]:
    """Reads an instant in one of the formats; a time without a zone is the log's. None if it is in none of them."""

    @lru_cache(maxsize=1 << 16)  # an audit trail repeats the same few instants in every row of a case
    def parse(text: str) -> dt.datetime | None:
        for form in formats:
            try:
                found = dt.datetime.fromisoformat(text) if form == "iso" else dt.datetime.strptime(text, form)  # noqa: DTZ007
                return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
            except (ValueError, OverflowError):
                continue
        return None

    return parse
