"""What is written as Parquet is read by somebody else's reader as what it was; and as CSV it is computed by nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from parola.web.tables import parquet
from parola.web.tables.as_csv import as_csv
from parola.web.tables.parquet import EPOCH, as_parquet
from parola.web.tables.values import Cell, Column, Kind, Table
from tests.attacks.test_b08_spreadsheets import ATTACKS, computed

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


@pytest.mark.parametrize("cell", ATTACKS)
def test_no_cell_of_a_file_for_spreadsheets_is_a_formula(cell: str) -> None:
    columns = [Column("name", Kind.TEXT), Column("count")]
    text = b"".join(as_csv(Table(columns=columns, rows=[(cell, 1)]))).decode()
    assert computed(text) == []


def test_cells_for_spreadsheets_are_dates_numbers_and_nothing() -> None:
    row: list[Cell] = ["Ana", 3, 0.5, True, date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)]
    order = [Kind.TEXT, Kind.COUNT, Kind.NUMBER, Kind.FLAG, Kind.DAY, Kind.INSTANT]
    columns = [Column(kind.value, kind) for kind in order]
    text = b"".join(as_csv(Table(columns=columns, rows=[row, [None] * 6]))).decode()
    assert text == (
        "\ufefftext,count,number,flag,day,instant\r\nAna,3,0.5,1,2026-11-02,2026-11-02T09:00:00+00:00\r\n,,,,,\r\n"
    )
