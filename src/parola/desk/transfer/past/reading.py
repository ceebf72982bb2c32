"""What the readers of products have in common: a ticket read within limits, in order of time, its priorities and states by the mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from parola.desk.transfer.past.files import MOST_HAPPENED, documents
from parola.desk.transfer.past.rows import TOO_MUCH
from parola.desk.transfer.past.ticket import Happened, Past, Who, entering
from parola.lab.exports import ExportMapping
from parola.lab.log import BadRow
from parola.lab.reader import UNKNOWN_STATE, BadCell
from parola.policy.findings import gettext_noop
from parola.sla.zones import zone_of

UNMAPPED = gettext_noop("the priority “%(value)s” is not in the mapping, nor in the agreement")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the export's words mean: the mapping's, over the product's own states; `known`: the agreement's priorities."""

    mapping: ExportMapping
    known: frozenset[str]
    states: Mapping[str, tuple[str, ...]]

    @property
    def zone(self) -> tzinfo:
        """Of instants that name none."""
        return zone_of(self.mapping.timezone)

    def priority(self, value: str) -> str:
        """The agreement's priority; none for no value. Raises BadCell."""
        found = self.mapping.priorities.get(value, value)
        if found and found not in self.known:
            raise BadCell(UNMAPPED, value=value)
        return found

    def state(self, value: str) -> tuple[str, ...]:
        """What entering the state means; letters' case makes no difference. Raises BadCell."""
        told = {name.casefold(): meaning for name, meaning in (*self.states.items(), *self.mapping.states.items())}
        if value.casefold() not in told:
            raise BadCell(UNKNOWN_STATE, column="state", value=value)
        return told[value.casefold()]

    def tier(self, group: str) -> int | None:
        """The tier that a group is; None: it is none that the mapping names."""
        return self.mapping.tiers.get(group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field of the ticket that took another value."""

    at: datetime
    name: str
    before: str
    after: str
    by: Who | None = None
    who: Who | None = None
    """Whom it was given to, where that is the field."""


@dataclass(slots=True)
class Course:
    """The changes of a ticket on their way to what happened."""

    words: Words
    changes: Sequence[Change]
    present: Mapping[str, str]
    """The values that the fields have by now."""
    found: list[Happened] = field(default_factory=list)

    def first(self, name: str) -> str:
        """The value that the field had at the opening."""
        earliest = min((each for each in self.changes if each.name == name), key=lambda each: each.at, default=None)
        return earliest.before if earliest else self.present.get(name, "")

    def happened(self, opened: datetime) -> list[Happened]:
        """All of it: states, priorities, tiers, who had it."""
        before = self.words.state(self.first("state")) if self.first("state") else ()
        self.found += entering((), before, opened, None)
        tier = self.words.tier(self.first("group"))
        if tier is not None and tier > 1:
            self.found.append(Happened(at=opened, what="tier", tier=tier))
        for each in sorted(self.changes, key=lambda each: each.at):
            if each.name == "state":
                after = self.words.state(each.after)
                self.found += entering(before, after, each.at, each.by)
                before = after
            else:
                self.found += self._other(each)
        return self.found

    def _other(self, each: Change) -> Iterator[Happened]:
        if each.name == "priority" and each.after:
            yield Happened(at=each.at, what="priority", by=each.by, value=self.words.priority(each.after))
        elif each.name == "owner":
            yield Happened(at=each.at, what="assigned", by=each.by, who=each.who)
        elif each.name == "group":
            tier = self.words.tier(each.after)
            if tier is not None and tier != self.words.tier(each.before):
                yield Happened(at=each.at, what="tier", by=each.by, tier=tier)


def ordered(past: Past) -> Past:
    """The ticket with what happened in order of time, nothing before its opening. Raises BadCell where it is too much."""
    if len(past.happened) > MOST_HAPPENED:
        raise BadCell(TOO_MUCH, most=str(MOST_HAPPENED))
    started = (replace(each, at=max(each.at, past.opened)) for each in past.happened)
    return replace(past, happened=tuple(sorted(started, key=lambda each: each.at)))


def tickets(
    path: Path, names: Sequence[str], make: Callable[[Row], Callable[[int, Row], Past]]
) -> Iterator[Past | BadRow]:
    """The tickets of a JSON file. `make` gets what stands beside their list, and gives the reader of one. Raises Unusable."""
    beside, found = documents(path, *names)
    return each_of(found, make(beside))


def each_of(found: Iterable[tuple[int, Row] | BadRow], one: Callable[[int, Row], Past]) -> Iterator[Past | BadRow]:
    """Each ticket, or what is wrong with it."""
    for row in found:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield ordered(one(*row))
        except BadCell as bad:
            yield BadRow(row[0], bad.reason, bad.values)
