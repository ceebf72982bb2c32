"""A table, its columns typed and named for programs: a name ends with its unit where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | bool | date | datetime | None


class Kind(StrEnum):
    """What a column holds. Every cell may be empty."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    INSTANT = "instant"
    """In UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and what it holds."""

    name: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns. The rows may be read once."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
