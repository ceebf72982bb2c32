import gzip
from pathlib import Path

import pytest

from parola.lab import log
from parola.lab.log import CUT_SHORT, UNREADABLE, WIDTH, BadRow, Row, Unreadable, open_log


def rows(path: Path, **options: str) -> list[Row | BadRow]:
    with open_log(path, **options) as found:
        return list(found.rows())


def written(folder: Path, data: bytes) -> Path:
    path = folder / "log.csv"
    path.write_bytes(data)
    return path


def test_a_row_has_the_line_on_which_it_starts(tmp_path: Path) -> None:
    path = written(tmp_path, b'case,text\n1,"two\nlines"\n\n2,one\n')
    assert rows(path) == [Row(2, ["1", "two\nlines"]), Row(5, ["2", "one"])]


def test_a_gzipped_log_reads_as_the_plain_one_whatever_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"case,text\n1,one\n"))
    assert rows(path) == [Row(2, ["1", "one"])]


def test_a_log_is_read_in_its_delimiter_and_encoding(tmp_path: Path) -> None:
    path = written(tmp_path, "id;città\n1;Forlì\n".encode("cp1252"))
    with open_log(path, delimiter=";", encoding="cp1252") as log:
        assert log.header == ("id", "città")
        assert list(log.rows()) == [Row(2, ["1", "Forlì"])]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    with open_log(written(tmp_path, b'\xef\xbb\xbf"case",text\n')) as log:
        assert log.header == ("case", "text")


def test_a_byte_that_the_encoding_does_not_know_costs_no_row(tmp_path: Path) -> None:
    assert rows(written(tmp_path, b"case,text\n1,caf\xe9\n")) == [Row(2, ["1", "caf�"])]


def test_a_row_of_another_width_is_bad_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"case,text\n1\n2,two\n")
    assert rows(path) == [BadRow(2, WIDTH, {"found": 1, "expected": 2}), Row(3, ["2", "two"])]


def test_a_field_beyond_all_bounds_is_bad_and_the_reading_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path, b"case,text\n1," + b"x" * 200_000 + b"\n2,two\n")
    first, *_, last = rows(path)
    assert isinstance(first, BadRow)
    assert (first.line, first.reason) == (2, UNREADABLE)
    assert last == Row(3, ["2", "two"])


def test_a_line_beyond_all_bounds_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be kept in memory whole, and a small compressed file can hold a huge one."""
    monkeypatch.setattr(log, "LONGEST_LINE", 1000)
    path = written(tmp_path, gzip.compress(b"a,b\n1,2\n" + b"x" * 1001 + b"\n3,4\n"))
    assert [row.line for row in rows(path)] == [2, 3]
    with pytest.raises(Unreadable, match="line longer"):
        rows(written(tmp_path, b"a," * 1000))


def test_what_comes_before_the_damage_in_a_compressed_log_is_read(tmp_path: Path) -> None:
    whole = gzip.compress(b"case,text\n" + b"".join(b"%d,%s\n" % (n, str(n * n).encode()) for n in range(50_000)))
    found = rows(written(tmp_path, whole[: len(whole) // 2]))
    assert len(found) > 1000
    assert all(isinstance(row, Row) for row in found[:-1])
    assert isinstance(found[-1], BadRow)
    assert found[-1].reason == CUT_SHORT


@pytest.mark.parametrize("data", [b"", b"\n", b"\x1f\x8bnot really packed"], ids=["empty", "blank", "no gzip"])
def test_a_file_without_a_header_is_no_log(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable):
        rows(written(tmp_path, data))


def test_the_position_grows_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"case\n" + b"1\n" * 100_000))
    with open_log(path) as log:
        for _ in log.rows():
            pass
        assert log.position == path.stat().st_size
