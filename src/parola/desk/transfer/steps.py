"""What an import would do, line by line, and what keeps it from doing it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from parola.desk.accounts.models import Person
from parola.desk.transfer.columns import Kind
from parola.desk.transfer.table import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a line changes. `before` is empty for something new; both have the cells that differ, by the columns' names."""

    line: int
    name: str
    new: bool
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Column, before, after."""
        return [(column, self.before.get(column, ""), text) for column, text in self.after.items()]


class Writer(Protocol):
    """What was planned for a table, and how it is written."""

    steps: list[Step]
    findings: list[Finding]
    same: int

    def write(self, by: Person | None, now: datetime) -> None:
        """Do all steps; call it within a transaction, and only where there is no finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The dry run of a file. `same`: the lines that change nothing."""

    kind: Kind
    notes: list[str]
    findings: list[Finding]
    steps: list[Step]
    same: int
    done: bool = False

    @property
    def new(self) -> list[Step]:
        """What comes to be."""
        return [step for step in self.steps if step.new]

    @property
    def changed(self) -> list[Step]:
        """What is there and becomes otherwise."""
        return [step for step in self.steps if not step.new]

    @property
    def digest(self) -> str:
        """Of all that would be done: whoever says yes says it to these steps."""
        told = [[step.line, step.name, step.new, step.before, step.after] for step in self.steps]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
