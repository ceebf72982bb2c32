"""What is written as Parquet is read by somebody else's reader as what it was."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from parola.web.tables import parquet
from parola.web.tables.parquet import EPOCH, as_parquet
from parola.web.tables.values import Column, Kind, Table

COLUMNS = [Column(kind.value, kind) for kind in Kind]
AGO = some.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40_000))
CELLS = {
    Kind.TEXT: some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    Kind.COUNT: some.integers(-(2**63), 2**63 - 1),
    Kind.NUMBER: some.floats(allow_nan=False),
    Kind.FLAG: some.booleans(),
    Kind.DAY: some.dates(date(1900, 1, 1), date(2200, 1, 1)),
    Kind.INSTANT: AGO.map(lambda past: EPOCH + past),
}
ROWS = some.lists(some.tuples(*(some.none() | CELLS[column.kind] for column in COLUMNS)), max_size=30)
SELECTED = ", ".join(
    f"epoch_us({each.name})" if each.kind is Kind.INSTANT else f'"{each.name}"' for each in COLUMNS
)  # fmt: skip


def read(path: Path) -> list[tuple[object, ...]]:
    return duckdb.execute(f"SELECT {SELECTED} FROM read_parquet('{path}')").fetchall()  # a path of ours


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_another_reader_reads_every_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple]) -> None:  # type: ignore[type-arg]
    monkeypatch.setattr(parquet, "GROUP", 7)
    path = tmp_path / "table.parquet"
    path.write_bytes(b"".join(as_parquet(Table(columns=COLUMNS, rows=rows))))
    *before, at = range(len(COLUMNS))
    told = [
        (*(row[i] for i in before), None if row[at] is None else (row[at] - EPOCH) // timedelta.resolution)
        for row in rows
    ]
    assert read(path) == told
