"""A table as CSV with Windows' ends of lines (RFC 4180), marked as UTF-8, in which no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from parola.desk.transfer.cells import guarded
from parola.web.tables.values import Cell, Table

MARK = "\ufeff"
_SOME = 64 * 1024


def as_csv(table: Table) -> Iterator[bytes]:
    """The file, piece by piece."""
    out = io.StringIO(MARK, newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_told(cell) for cell in row])
        if out.tell() > _SOME:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _told(cell: Cell) -> str | int | float:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return "" if cell is None else cell
