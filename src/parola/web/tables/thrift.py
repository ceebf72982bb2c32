"""What Parquet writes its pages and its schema in: structures by the compact protocol of Apache Thrift (thrift-compact-protocol.md)."""

from __future__ import annotations

from collections.abc import Sequence

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_SHORT = 15


class Long(int):
    """A number of 64 bits; a plain one has 32."""


class Struct(bytes):
    """A structure that was written."""


Value = int | Long | str | Struct | Sequence["Value"]


def struct(**fields: Value) -> Struct:
    """A structure of fields by their numbers: `f3=...`, in their order."""
    written, last = bytearray(), 0
    for name, value in fields.items():
        number = int(name[1:])
        written.append((number - last) << 4 | _kind(value))
        written += _value(value)
        last = number
    return Struct(written + b"\x00")


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 0x7F:  # noqa: PLR2004  # seven bits
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _kind(value: Value) -> int:
    match value:
        case Long():
            return _I64
        case int():
            return _I32
        case str():
            return _BINARY
        case Struct():
            return _STRUCT
        case _:
            return _LIST


def _value(value: Value) -> bytes:
    if isinstance(value, int):
        return varint(value << 1 if value >= 0 else (-value << 1) - 1)
    if isinstance(value, str):
        encoded = value.encode()
        return varint(len(encoded)) + encoded
    return bytes(value) if isinstance(value, Struct) else _list(value)


def _list(values: Sequence[Value]) -> bytes:
    kind, many = _kind(values[0]) if values else _STRUCT, len(values)
    head = bytes([many << 4 | kind]) if many < _SHORT else bytes([_SHORT << 4 | kind]) + varint(many)
    return head + b"".join(map(_value, values))
