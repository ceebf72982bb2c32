"""`winmail.dat` as Outlook would make it, for the tests: attributes, and the properties in two of them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SUBJECT, TITLE, BODY, DATA = 0x00018004, 0x00018010, 0x0002800C, 0x0006800F
START, MESSAGE, FILE, CODEPAGE = 0x00069002, 0x00069003, 0x00069005, 0x00069007
PLAIN, RTF, HTML = 0x1000, 0x1009, 0x1013
CONTENT, LONG_NAME, KIND, CONTENT_ID = 0x3701, 0x3707, 0x370E, 0x3712
STRING, UNICODE, OBJECT, BINARY, LONG, MANY = 0x1E, 0x1F, 0x0D, 0x102, 0x03, 0x1000


def attribute(tag: int, value: bytes) -> bytes:
    return struct.pack("<BII", 2 if tag in (TITLE, DATA, START, FILE) else 1, tag, len(value)) + value + b"\x00\x00"


def winmail(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def properties(*told: bytes) -> bytes:
    return struct.pack("<I", len(told)) + b"".join(told)


def prop(tag: int, kind: int, *values: bytes) -> bytes:
    head = struct.pack("<HH", kind, tag)
    if kind == LONG:
        return head + values[0]
    return (
        head + struct.pack("<I", len(values)) + b"".join(struct.pack("<I", len(each)) + padded(each) for each in values)
    )


def named(name: str, kind: int, value: bytes) -> bytes:
    """A property that goes by a name."""
    letters = name.encode("utf-16-le") + b"\x00\x00"
    head = struct.pack("<HH", kind, 0x8001) + b"\x00" * 16 + struct.pack("<II", 1, len(letters))
    return head + padded(letters) + struct.pack("<II", 1, len(value)) + padded(value)


def text(tag: int, value: str) -> bytes:
    return prop(tag, UNICODE, value.encode("utf-16-le") + b"\x00\x00")


def file(name: str, content: bytes, *more: bytes) -> bytes:
    """A file in the three attributes that Outlook writes."""
    told = properties(text(LONG_NAME, name), *more)
    return attribute(START, b"\x00" * 14) + attribute(DATA, content) + attribute(FILE, told)


def padded(value: bytes) -> bytes:
    return value + b"\x00" * (-len(value) % 4)


def message(*told: bytes) -> bytes:
    return attribute(MESSAGE, properties(*told))


def mail(content: bytes, words: bytes = b"", kind: str = "application/ms-tnef", name: str = "winmail.dat") -> bytes:
    """A mail with it, and perhaps words of its own."""
    told: Sequence[bytes] = [b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + words] if words else []
    packed = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'.encode()
    )
    parts = b"".join(b"--b\r\n" + part + b"\r\n" for part in [*told, packed + content])
    return b"From: ada@acme.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n"
