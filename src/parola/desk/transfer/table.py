"""A file's bytes to a table: its encoding and its separator found out, its columns known, each line with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from parola.desk.transfer.cells import unguarded
from parola.desk.transfer.columns import COLUMNS, Kind, kind_of, named, plain

MOST_BYTES = 1_500_000
MOST_LINES = 5000
SEPARATORS = (",", ";", "\t")


class Unreadable(ValueError):
    """The file is no table that could be imported; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at a place of the file, and what to do. An empty `column`: the whole line."""

    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: where it begins in the file, and its cells by the names of their columns."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell without blanks around it; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self.cells


@dataclass(frozen=True, slots=True)
class Table:
    """The table. `notes`: what was found out about the file, and is worth telling."""

    kind: Kind
    lines: list[Line]
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read(data: bytes) -> Table:
    """The table of a file, of the kind that its headers tell. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)s kilobytes: part it.") % {"most": MOST_BYTES // 1000})
    text, notes = _decoded(data)
    if "\0" in text:
        raise Unreadable(_("This is no text. Save the table as CSV (UTF-8)."))
    separator = _separator(text)
    rows = list(_rows(text, separator))
    if not rows:
        raise Unreadable(_("The file is empty."))
    kind = kind_of(rows[0][1])
    if kind is None:
        raise Unreadable(_("The first line names no column that is known here: it must name them, as an export does."))
    headers = _headers(kind, rows[0][1], notes)
    if len(rows) - 1 > MOST_LINES:
        raise Unreadable(_("The file has more than %(most)s lines: part it.") % {"most": MOST_LINES})
    findings: list[Finding] = []
    return Table(kind, list(_lines(rows[1:], headers, findings)), notes, findings)


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """UTF-8, with or without a byte order mark; UTF-16 with one; else Windows-1252, which is told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError:
            raise Unreadable(_("This is no text. Save the table as CSV (UTF-8).")) from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(_("This is neither UTF-8 nor Windows-1252. Save the table as CSV (UTF-8).")) from None
    return text, [_("The file is not in UTF-8: it was read as Windows-1252. Look at names with accents.")]


def _separator(text: str) -> str:
    """The one by which the first line has the most columns that are known."""
    known = {name for kind in Kind for name in named(kind)}

    def count(separator: str) -> int:
        first = next(_rows(text, separator), (1, [""]))[1]
        return sum(plain(header) in known for header in first)

    return max(SEPARATORS, key=count)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of its first line. Raises Unreadable."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_("Line %(line)s cannot be read: %(error)s") % {"line": begins, "error": error}) from None


def _headers(kind: Kind, cells: list[str], notes: list[str]) -> list[str]:
    """The columns' own names; empty for one that is not known. Raises Unreadable."""
    names = named(kind)
    headers = [names.get(plain(cell), "") for cell in cells]
    unknown = [cell.strip() for cell, name in zip(cells, headers, strict=True) if not name and cell.strip()]
    if unknown:
        notes.append(
            _("Columns that are left out, since they are not known: %(names)s") % {"names": ", ".join(unknown)}
        )
    if double := sorted({name for name in headers if name and headers.count(name) > 1}):
        raise Unreadable(_("The file has these columns twice: %(names)s") % {"names": ", ".join(double)})
    if missing := [column.name for column in COLUMNS[kind] if column.needed and column.name not in headers]:
        raise Unreadable(_("The file lacks these columns: %(names)s") % {"names": ", ".join(missing)})
    return headers


def _lines(rows: list[tuple[int, list[str]]], headers: list[str], findings: list[Finding]) -> Iterator[Line]:
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(headers) :]):
            findings.append(
                Finding(
                    number,
                    "",
                    _("The line has more cells than there are columns: put cells with separators in quotation marks."),
                )
            )
            continue
        filled = cells + [""] * (len(headers) - len(cells))
        yield Line(number, {name: unguarded(cell) for name, cell in zip(headers, filled, strict=False) if name})
