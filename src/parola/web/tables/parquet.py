"""A table as Parquet (parquet-format 2.x): one page for each column of a group of rows, plain values, compressed by gzip.

It writes what our tables need, and nothing else (docs/decisions/0289): flat columns, each of which may be empty anywhere.
"""

from __future__ import annotations

import gzip
import struct as packing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from parola.web.tables.thrift import Long, Struct, struct, varint
from parola.web.tables.values import Cell, Column, Kind, Table

MAGIC = b"PAR1"
GROUP = 20_000
"""Rows that are held at once."""
_GZIP, _PLAIN, _RLE, _OPTIONAL = 2, 0, 3, 1
_BOOLEAN, _INT32, _INT64, _DOUBLE, _BYTES = 0, 1, 2, 5, 6
_UTF8, _DATE, _MICROSECONDS = 0, 6, 10
PHYSICAL = {
    Kind.TEXT: _BYTES, Kind.COUNT: _INT64, Kind.NUMBER: _DOUBLE, Kind.FLAG: _BOOLEAN, Kind.DAY: _INT32, Kind.INSTANT: _INT64,
}  # fmt: skip
MEANT = {Kind.TEXT: _UTF8, Kind.DAY: _DATE, Kind.INSTANT: _MICROSECONDS}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """What the end of the file says of a group of rows."""

    rows: int
    size: int
    columns: list[Struct]


def as_parquet(table: Table) -> Iterator[bytes]:
    """The file, group by group."""
    yield MAGIC
    offset, groups, rows = len(MAGIC), list[Group](), iter(table.rows)
    while some := list(islice(rows, GROUP)):
        pages, chunks, began = list[bytes](), list[Struct](), offset
        for column, cells in zip(table.columns, zip(*some, strict=True), strict=True):
            page, chunk = _page(column, cells, offset)
            pages.append(page)
            chunks.append(chunk)
            offset += len(page)
        groups.append(Group(len(some), offset - began, chunks))
        yield b"".join(pages)
    yield _end(table.columns, groups)


def _page(column: Column, cells: Sequence[Cell], offset: int) -> tuple[bytes, Struct]:
    """The page, and what the end of the file says of it."""
    plain = _levels(cells) + _plain(column.kind, [cell for cell in cells if cell is not None])
    packed = gzip.compress(plain, compresslevel=6, mtime=0)
    data = struct(f1=len(cells), f2=_PLAIN, f3=_RLE, f4=_RLE)
    head = bytes(struct(f1=0, f2=len(plain), f3=len(packed), f5=data))
    described = struct(
        f1=PHYSICAL[column.kind],
        f2=[_PLAIN, _RLE],
        f3=[column.name],
        f4=_GZIP,
        f5=Long(len(cells)),
        f6=Long(len(head) + len(plain)),
        f7=Long(len(head) + len(packed)),
        f9=Long(offset),
    )
    return head + packed, struct(f2=Long(offset), f3=described)


def _levels(cells: Sequence[Cell]) -> bytes:
    """Which cells are there: a bit each, in one run of groups of eight."""
    bits = sum(1 << place for place, cell in enumerate(cells) if cell is not None)
    groups = -(-len(cells) // 8)
    run = varint(groups << 1 | 1) + bits.to_bytes(groups, "little")
    return packing.pack("<I", len(run)) + run


def _plain(kind: Kind, cells: Sequence[Cell]) -> bytes:
    match kind:
        case Kind.TEXT:
            encoded = [str(cell).encode() for cell in cells]
            return b"".join(packing.pack("<I", len(each)) + each for each in encoded)
        case Kind.FLAG:
            bits = sum(1 << place for place, cell in enumerate(cells) if cell)
            return bits.to_bytes(-(-len(cells) // 8), "little")
        case Kind.DAY:
            days = (cell.toordinal() - EPOCH.toordinal() for cell in cells if isinstance(cell, date))
            return packing.pack(f"<{len(cells)}i", *days)
        case Kind.INSTANT:
            passed = ((cell - EPOCH) // timedelta.resolution for cell in cells if isinstance(cell, datetime))
            return packing.pack(f"<{len(cells)}q", *passed)
        case Kind.NUMBER:
            return packing.pack(f"<{len(cells)}d", *cells)
        case Kind.COUNT:
            return packing.pack(f"<{len(cells)}q", *cells)


def _end(columns: Sequence[Column], groups: Sequence[Group]) -> bytes:
    """The schema, where everything is, and how long that is."""
    schema = [struct(f4="rows", f5=len(columns)), *map(_element, columns)]
    count = Long(sum(group.rows for group in groups))
    told = [struct(f1=group.columns, f2=Long(group.size), f3=Long(group.rows)) for group in groups]
    footer = struct(f1=1, f2=schema, f3=count, f4=told, f6="parola")
    return bytes(footer) + packing.pack("<I", len(footer)) + MAGIC


def _element(column: Column) -> Struct:
    meant = {"f6": MEANT[column.kind]} if column.kind in MEANT else {}
    return struct(f1=PHYSICAL[column.kind], f3=_OPTIONAL, f4=column.name, **meant)
