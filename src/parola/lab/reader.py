"""Reads the cells of a log's row by what the mapping says of their columns; what cannot be used is a bad cell, with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from parola.policy.findings import gettext_noop
from parola.sla.events import Closed, Event, Message, Reopened, Resolved, Resumed, Waiting
from parola.sla.zones import zone_of

from .log import Row
from .mapping import LinkKind, LogMapping, MarkKind, TierSpec

NO_CASE = gettext_noop("%(column)s is empty: the row names no case")
DUPLICATE = gettext_noop("repeats case %(case)s")
NO_OPENING = gettext_noop("%(column)s is empty: the case was never opened")
NO_INSTANT = gettext_noop("%(column)s is empty: the row has no time")
BAD_INSTANT = gettext_noop("%(column)s: “%(value)s” is in none of the mapping's date formats")
OTHER_AGE = gettext_noop("%(column)s: %(value)s lies in no year that a log can be of")
BEFORE_OPENING = gettext_noop("%(column)s: %(value)s lies before the opening, %(opened)s")
UNKNOWN_PRIORITY = gettext_noop("%(column)s: the priority “%(value)s” is not in the mapping, or not in the agreement")
UNKNOWN_STATE = gettext_noop("%(column)s: the mapping does not say what the state “%(value)s” is")
UNKNOWN_TIER = gettext_noop("%(column)s: the mapping does not say which tier “%(value)s” is")
NO_COUNT = gettext_noop("%(column)s: “%(value)s” is no number")
UNKNOWN_VERDICT = gettext_noop("%(column)s: “%(value)s” is neither met nor missed for the mapping")


@dataclass(frozen=True, slots=True)
class Theirs:
    """What another engine made of a case, if the log says it: the due time, whether it was met, how often it was reopened."""

    due: dt.datetime | None = None
    met: bool | None = None
    reopened: int | None = None


class BadCell(Exception):
    """What is wrong with a row, on its way to becoming a `BadRow`."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, {name: shown(value) for name, value in values.items()}


class Reader:
    """Reads the cells of a row by the names of their columns."""

    def __init__(self, mapping: LogMapping, header: Collection[str], priorities: Collection[str] | None) -> None:
        self.mapping = mapping
        self._index = {name: index for index, name in enumerate(header)}
        self._missing = frozenset({"", *mapping.log.missing})
        self._parse = _parser(mapping.log.dates, zone_of(mapping.log.timezone))
        self._priorities = None if priorities is None else frozenset(priorities)

    def text(self, row: Row, column: str) -> str:
        value = row.fields[self._index[column]].strip()
        return "" if value in self._missing else value

    def case_id(self, row: Row) -> str:
        case_id = self.text(row, self.mapping.case)
        if not case_id:
            raise BadCell(NO_CASE, column=self.mapping.case)
        return shown(case_id)

    def instant(self, row: Row, column: str) -> dt.datetime | None:
        value = self.text(row, column)
        if not value:
            return None
        instant = self._parse(value)
        if instant is None:
            raise BadCell(BAD_INSTANT, column=column, value=value)
        if instant.year not in _YEARS:
            raise BadCell(OTHER_AGE, column=column, value=value)
        return instant

    def opened(self, row: Row) -> dt.datetime:
        return self.present(row, self.mapping.opened or "", NO_OPENING)

    def present(self, row: Row, column: str, reason: str) -> dt.datetime:
        instant = self.instant(row, column)
        if instant is None:
            raise BadCell(reason, column=column)
        return instant

    def priority(self, row: Row) -> str:
        spec = self.mapping.priority
        if spec is None:
            return ""
        if spec.column is None:
            return spec.always
        value = self.text(row, spec.column)
        priority = spec.values.get(value, "") if spec.values else value
        known = self._priorities
        if not priority or (known is not None and priority not in known):
            raise BadCell(UNKNOWN_PRIORITY, column=spec.column, value=value)
        return priority

    def tier(self, row: Row, spec: TierSpec | None) -> int | None:
        value = self.text(row, spec.column) if spec else ""
        if spec is None or not value:
            return None
        if value not in spec.values:
            raise BadCell(UNKNOWN_TIER, column=spec.column, value=value)
        return spec.values[value]

    def links(self, row: Row) -> dict[LinkKind, str]:
        named = {kind: self.text(row, column) for kind, column in self.mapping.links.items()}
        return {kind: shown(name) for kind, name in named.items() if name}

    def marks(self, row: Row) -> frozenset[MarkKind]:
        marks = self.mapping.marks.items()
        return frozenset(kind for kind, mark in marks if self.text(row, mark.column) in mark.values)

    def facts(self, row: Row) -> dict[str, str]:
        return {fact: self.text(row, column) for fact, column in self.mapping.facts.items()}

    def told(self, row: Row) -> dict[str, str]:
        """What a desk takes over beside the clocks, in full."""
        return {name: self.text(row, column) for name, column in self.mapping.desk.columns()}

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
            value, opening = self.text(row, column), self.text(row, self.mapping.opened or "")
            raise BadCell(BEFORE_OPENING, column=column, value=value, opened=opening)

    def theirs(self, row: Row) -> Theirs:
        other = self.mapping.other
        if other is None:
            return Theirs()
        due = self.instant(row, other.due) if other.due else None
        reopened = self.number(row, other.reopened) if other.reopened else None
        if other.due and due is None:
            return Theirs(reopened=reopened)  # nothing was promised, so that nothing was kept
        verdict = other.verdict
        value = self.text(row, verdict.column) if verdict else ""
        if verdict is None or not value:
            return Theirs(due, reopened=reopened)
        if value not in {*verdict.met, *verdict.missed}:
            raise BadCell(UNKNOWN_VERDICT, column=verdict.column, value=value)
        return Theirs(due, value in verdict.met, reopened)

    def number(self, row: Row, column: str) -> int | None:
        value = self.text(row, column)
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < _LONGEST_NUMBER):
            raise BadCell(NO_COUNT, column=column, value=value)
        return int(value)


def shown(value: str) -> str:
    """A value of the log as it can be shown: not too long, and nothing in it that a terminal obeys."""
    return harmless(value[:_LONGEST])


def harmless(value: str) -> str:
    """The value without anything that a terminal obeys, or that turns the order of what stands beside it."""
    return value if value.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in value)


def event(happening: str, at: dt.datetime) -> Event:
    """The event that a mapping's word stands for (`answered`, `waiting for customer`, `closed`...)."""
    if happening.startswith(WAITING):
        return Waiting(at=at, reason=happening.removeprefix(WAITING))
    return _EVENTS[happening](at)


_YEARS = range(1970, 2200)  # systems write a missing time as a day of the year 1, 1900 or 9999
_LONGEST = 100
_LONGEST_NUMBER = 10
WAITING = "waiting for "
_EVENTS: Mapping[str, Callable[[dt.datetime], Event]] = {
    "answered": lambda at: Message(at=at, sender="support"),
    "asked": lambda at: Message(at=at, sender="customer"),
    "resumed": lambda at: Resumed(at=at),
    "resolved": lambda at: Resolved(at=at),
    "reopened": lambda at: Reopened(at=at),
    "closed": lambda at: Closed(at=at),
}


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
