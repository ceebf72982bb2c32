"""A table as CSV: what spreadsheets would take for a formula is none, and what is missing is empty."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from parola.web.tables.as_csv import MARK, as_csv
from parola.web.tables.values import Cell, Column, Kind, Table
from tests.attacks.test_b08_spreadsheets import ATTACKS, computed


def test_texts_that_begin_like_a_formula_are_guarded() -> None:
    texts = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\uff1d1", "plain, and quoted", "Ana")
    table = Table(columns=[Column("name", Kind.TEXT)], rows=[(each,) for each in texts])
    lines = b"".join(as_csv(table)).decode().split("\r\n")
    assert lines == [
        f"{MARK}name", "'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\uff1d1", '"plain, and quoted"', "Ana", "",
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ATTACKS)
def test_no_spreadsheet_computes_a_cell(cell: str) -> None:
    columns = [Column("name", Kind.TEXT), Column("count")]
    text = b"".join(as_csv(Table(columns=columns, rows=[(cell, 1)]))).decode()
    assert computed(text) == []


def test_cells_are_written_as_programs_read_them() -> None:
    row: list[Cell] = ["Ana", -3, 0.5, True, date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)]
    order = [Kind.TEXT, Kind.COUNT, Kind.NUMBER, Kind.FLAG, Kind.DAY, Kind.INSTANT]
    columns = [Column(kind.value, kind) for kind in order]
    text = b"".join(as_csv(Table(columns=columns, rows=[row, [None] * len(row)]))).decode()
    assert text == (
        "\ufefftext,count,number,flag,day,instant\r\nAna,-3,0.5,1,2026-11-02,2026-11-02T09:00:00+00:00\r\n,,,,,\r\n"
    )
