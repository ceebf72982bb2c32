"""An incident log as a file: CSV, plain or gzipped, read row by row with its line numbers. What cannot be read is a bad row.

Nothing here knows what a column means; that is `parola.lab.cases`.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from parola.policy.findings import gettext_noop

_GZIP = b"\x1f\x8b"
LONGEST_LINE = 16_000_000
"""Characters: a longer one is none that a log has, and would be kept in memory whole."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that the replay left out: where it starts (lines count from 1, the header's), and why.

    `reason` is an English template, marked for translation, for `values`.
    """

    line: int
    reason: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class Row(NamedTuple):
    """One record as it stands in the file: the line on which it starts, and its fields."""

    line: int
    fields: list[str]


class Unreadable(ValueError):
    """The file is no log at all: empty, or not to be read as the text it is said to be. The message is marked for translation."""


UNREADABLE = gettext_noop("cannot be read as CSV: %(error)s")
CUT_SHORT = gettext_noop("the compressed file is damaged from here on: %(error)s")
WIDTH = gettext_noop("has %(found)d fields, where the header has %(expected)d")
EMPTY = gettext_noop("The file is empty: a log begins with the names of its columns.")


class Log:
    """A log that is open. `header` is read at once, `rows()` as they are asked for, once."""

    def __init__(self, raw: IO[bytes], *, delimiter: str, encoding: str) -> None:
        """Read the header. Raises `Unreadable`."""
        self._raw = raw
        # Bytes that the encoding does not know become U+FFFD: one bad letter in a text must not cost the row.
        self._text = io.TextIOWrapper(_plain(raw), encoding=_marked(encoding), errors="replace", newline="")
        self._reader = csv.reader(_lines(self._text), delimiter=delimiter)
        try:
            first = next(self._reader, None)
        except (csv.Error, EOFError, OSError, UnicodeError, zlib.error) as error:
            raise Unreadable(str(error)) from error
        if not first:
            raise Unreadable(EMPTY)
        self.header = tuple(name.strip() for name in first)

    @property
    def position(self) -> int:
        """How many bytes of the file have been taken in (compressed ones, if it is compressed)."""
        return self._raw.tell()

    def rows(self) -> Iterator[Row | BadRow]:
        """Every record after the header; empty lines are skipped, as CSV has it."""
        while True:
            line = self._reader.line_num + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(line, UNREADABLE, {"error": str(error)})
                continue
            except (EOFError, OSError, zlib.error) as error:
                yield BadRow(line, CUT_SHORT, {"error": str(error)})
                return
            if len(fields) == len(self.header):
                yield Row(line, fields)
            elif fields:
                yield BadRow(line, WIDTH, {"found": len(fields), "expected": len(self.header)})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.close()


@contextmanager
def open_log(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Iterator[Log]:
    """The log at `path`, gzipped or plain (its first bytes tell). Raises OSError and `Unreadable`."""
    with path.open("rb") as raw, Log(raw, delimiter=delimiter, encoding=encoding) as log:
        yield log


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of the file, up to the first that is longer than any log's. Raises csv.Error there."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise csv.Error(f"line longer than {LONGEST_LINE} characters")
        yield line


def _marked(encoding: str) -> str:
    """The encoding; of UTF-8 the form that may begin with a byte order mark."""
    return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding


def _plain(raw: IO[bytes]) -> IO[bytes]:
    """The bytes of the text: `raw` itself, or what is packed in it."""
    start = raw.read(len(_GZIP))
    raw.seek(0)
    return gzip.open(raw) if start == _GZIP else raw  # type: ignore[return-value]
