"""A table as CSV: what spreadsheets would take for a formula is none, and what is missing is empty."""

from __future__ import annotations

from datetime import UTC, datetime

from parola.web.tables.as_csv import MARK, as_csv
from parola.web.tables.values import Column, Kind, Table


def test_no_cell_is_a_formula() -> None:
    texts = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\uff1d1", "plain, and quoted", "Ana")
    table = Table(columns=[Column("name", Kind.TEXT)], rows=[(each,) for each in texts])
    lines = b"".join(as_csv(table)).decode().split("\r\n")
    assert lines == [
        f"{MARK}name", "'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\uff1d1", '"plain, and quoted"', "Ana", "",
    ]  # fmt: skip


def test_cells_are_written_as_programs_read_them() -> None:
    row = (-3, 0.5, True, datetime(2026, 11, 23, 9, tzinfo=UTC), None)
    table = Table(columns=[Column(f"c{place}") for place in range(len(row))], rows=[row])
    assert b"".join(as_csv(table)).decode().split("\r\n")[1] == "-3,0.5,1,2026-11-23T09:00:00+00:00,"
