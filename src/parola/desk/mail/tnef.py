"""What Outlook packs into `winmail.dat` (TNEF): the words of the mail and its attachments ([MS-OXTNEF]).

The format is a list of attributes, two of which hold lists of properties ([MS-OXCDATA]). Nothing is unpacked but the RTF of a body, whose
size is bounded; everything else is a piece of the bytes. What is cut short or makes no sense ends the reading: what came before holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parola.desk.mail import charsets, rtf

SIGNATURE = b"\x78\x9f\x3e\x22"
_DEEPEST = 5
_MOST_FILES = 200
_STEPS = 400_000
"""Attributes, values, and pieces of packed text that are looked at in one mail, with all mails inside it."""

# Attributes: the lower half of their tag.
_SUBJECT, _TITLE, _BODY, _DATA, _START, _MESSAGE, _FILE, _CODEPAGE = (
    0x8004, 0x8010, 0x800C, 0x800F, 0x9002, 0x9003, 0x9005, 0x9007,
)  # fmt: skip
# Properties.
_PLAIN, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_CONTENT, _SHORT_NAME, _LONG_NAME, _KIND, _CONTENT_ID, _SHOWN_NAME = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001

_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_NAMED = 0x8000
_MANY = 0x1000
_INTERFACE = 16
"""Bytes before the content of an embedded object, that say what it is."""


@dataclass(slots=True)
class File:
    """A thing that came along. `kind` may be empty."""

    name: str = ""
    kind: str = ""
    content_id: str = ""
    content: memoryview = field(default_factory=lambda: memoryview(b""))


@dataclass(slots=True)
class Winmail:
    """What there is: the words in up to three forms, of which RTF is made text already, and the files."""

    text: str = ""
    html: str = ""
    subject: str = ""
    files: list[File] = field(default_factory=list)
    encoding: str = "cp1252"
    steps: list[int] = field(default_factory=lambda: [_STEPS])
    """How many are left, in one place for a mail and those inside it."""

    def step(self, count: int = 1) -> None:
        """Spend so many. IndexError where none are left."""
        self.steps[0] -= count
        if self.steps[0] < 0:
            raise IndexError


def opened(raw: bytes | memoryview) -> Winmail | None:
    """What is in it; None where it is nothing of this kind."""
    return _read(memoryview(raw), Winmail(), depth=0) if bytes(raw[:4]) == SIGNATURE else None


def _read(raw: memoryview, found: Winmail, depth: int) -> Winmail:
    try:
        for tag, value in _attributes(raw):
            found.step()
            _attribute(found, tag, value, depth)
    except (struct.error, IndexError):
        pass  # it is cut short, or too much
    return found


def _attributes(raw: memoryview) -> Iterator[tuple[int, memoryview]]:
    at = 6  # the signature and a key
    while at + 9 <= len(raw):
        tag, length = struct.unpack_from("<xHxxI", raw, at)
        at += 9
        if at + length > len(raw):
            return
        yield tag, raw[at : at + length]
        at += length + 2  # a checksum


def _attribute(found: Winmail, tag: int, value: memoryview, depth: int) -> None:
    if tag == _CODEPAGE:
        found.encoding = f"cp{struct.unpack_from('<I', value)[0]}"
    elif tag == _SUBJECT:
        found.subject = _letters(found, value)
    elif tag == _BODY:
        found.text = found.text or _letters(found, value)
    elif tag == _MESSAGE:
        _words(found, value)
    elif tag == _START:
        if len(found.files) >= _MOST_FILES:
            raise IndexError
        found.files.append(File())
    elif found.files:
        _of_file(found, found.files[-1], tag, value, depth)


def _of_file(found: Winmail, file: File, tag: int, value: memoryview, depth: int) -> None:
    if tag == _TITLE:
        file.name = file.name or _letters(found, value)
    elif tag == _DATA:
        file.content = value
    elif tag == _FILE:
        told = _told(found, value)
        file.name = told.get(_LONG_NAME) or file.name or told.get(_SHORT_NAME) or told.get(_SHOWN_NAME, "")
        file.kind, file.content_id = told.get(_KIND, ""), told.get(_CONTENT_ID, "")
        for tag_inside, _, content in _properties(found, value):
            if tag_inside == _CONTENT:
                _embed(found, file, content, depth)


def _embed(found: Winmail, file: File, content: memoryview, depth: int) -> None:
    """The content of a file as a property: its bytes; or a mail of the same kind, whose words and files take its place."""
    inside = content[_INTERFACE:]
    if depth == _DEEPEST or bytes(inside[:4]) != SIGNATURE:
        file.content = file.content or inside
        return
    mail = _read(inside, Winmail(encoding=found.encoding, steps=found.steps), depth + 1)
    file.name, file.kind = f"{file.name or mail.subject or 'message'}.txt", "text/plain; charset=utf-8"
    file.content = memoryview(mail.text.encode("utf-8", "replace"))
    found.files[-1:-1] = mail.files[: max(0, _MOST_FILES - len(found.files))]


def _words(found: Winmail, value: memoryview) -> None:
    for tag, kind, content in _properties(found, value):
        if tag == _PLAIN:
            found.text = _string(found, kind, content)
        elif tag == _HTML:
            found.html = _string(found, kind, content)
        elif tag == _RTF and not found.text:
            unpacked = rtf.decompressed(bytes(content))
            found.step(len(unpacked) // 4)
            found.text = rtf.text(unpacked)


def _told(found: Winmail, value: memoryview) -> dict[int, str]:
    """The properties that are text."""
    texts = (_STRING, _UNICODE)
    return {tag: _string(found, kind, content) for tag, kind, content in _properties(found, value) if kind in texts}


def _properties(found: Winmail, raw: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Each property: what it is, of which type, and its first value."""
    (count,) = struct.unpack_from("<I", raw)
    at = 4
    for _ in range(count):
        kind, tag = struct.unpack_from("<HH", raw, at)
        at += 4
        if tag >= _NAMED:
            at = _after_name(raw, at)
        at, value = _value(found, raw, at, kind)
        yield tag, kind & ~_MANY, value


def _after_name(raw: memoryview, at: int) -> int:
    is_name, number = struct.unpack_from("<16xII", raw, at)
    return at + 24 + (_padded(number) if is_name else 0)


def _value(found: Winmail, raw: memoryview, at: int, kind: int) -> tuple[int, memoryview]:
    """Where the property ends, and its first value."""
    single = kind & ~_MANY
    counted = kind & _MANY or single not in _SIZES
    count = 1
    if counted:
        (count,) = struct.unpack_from("<I", raw, at)
        at += 4
    first = memoryview(b"")
    for number in range(count):
        found.step()
        length = _SIZES.get(single, 0)
        if not length:
            (length,) = struct.unpack_from("<I", raw, at)
            at += 4
        if at + length > len(raw):
            raise IndexError
        first = first if number else raw[at : at + length]
        at += _padded(length)
    return at, first


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _string(found: Winmail, kind: int, content: memoryview) -> str:
    if kind == _UNICODE:
        return bytes(content).decode("utf-16-le", "replace").rstrip("\x00")
    return _letters(found, content)


def _letters(found: Winmail, content: memoryview) -> str:
    return charsets.decode(bytes(content).rstrip(b"\x00"), found.encoding)
