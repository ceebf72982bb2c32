"""RTF as text, and unpacked from how Outlook stores it ([MS-OXRTFCP]). Both stop at a bounded size."""

from __future__ import annotations

import re
import struct

from parola.desk.mail import charsets

LONGEST = 1_000_000
"""Bytes of RTF that are unpacked."""

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbol"
    b"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every packed text may refer to from its start (2.1.2.1)."""

_WINDOW = 4096
_PACKED, _PLAIN = b"LZFu", b"MELA"

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SILENT = frozenset(["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "themedata"])
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "sect": "\n\n", "page": "\n\n", "tab": "\t", "cell": "\t"}
_SIGNS = {"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}


def decompressed(data: bytes) -> bytes:
    """The RTF that was stored; what there is of it where it is cut short, nothing where it is something else."""
    kind, content = data[8:12], data[16:]
    if kind == _PLAIN:
        return content[:LONGEST]
    if kind != _PACKED:
        return b""
    (size,) = struct.unpack_from("<I", data, 4)
    return _unpacked(content, min(size, LONGEST))


def _unpacked(content: bytes, size: int) -> bytes:
    """Eight steps for each byte of flags: a letter, or a reference to what came before in the window."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\x00"))
    out, write, at = bytearray(), len(_DICTIONARY), 0
    while at < len(content) and len(out) < size:
        flags = content[at]
        at += 1
        for bit in range(8):
            if at >= len(content):
                break
            if not flags >> bit & 1:
                piece, at = content[at : at + 1], at + 1
            else:
                offset, length = _reference(content[at : at + 2])
                if offset == write % _WINDOW:
                    return bytes(out)
                piece, at = _copied(window, offset, length, write), at + 2
            for octet in piece:
                window[write % _WINDOW] = octet
                write += 1
            out += piece
    return bytes(out[:size])


def _reference(pair: bytes) -> tuple[int, int]:
    value = int.from_bytes(pair.ljust(2, b"\x00"), "big")
    return value >> 4, (value & 15) + 2


def _copied(window: bytearray, offset: int, length: int, write: int) -> bytes:
    """That many letters from there on. They may reach into those that are just being written: then they repeat."""
    distance = (write - offset) % _WINDOW
    piece = bytearray()
    for step in range(length):
        piece.append(window[(offset + step) % _WINDOW] if step < distance else piece[step - distance])
    return bytes(piece)


def text(data: bytes) -> str:
    """The words of an RTF document."""
    reader = _Reader()
    for match in _TOKEN.finditer(data.decode("latin-1")):
        reader.take(match)
    return charsets.clean(reader.told())


class _Reader:
    """Walks through the tokens. Where a page of HTML was packed as RTF, its tags are silent groups."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.octets = bytearray()
        self.encoding = "cp1252"
        self.silent = False
        self.hidden = False
        self.groups: list[tuple[bool, bool]] = []
        self.skip = 0
        """Letters still to come that only repeat a Unicode one."""

    def take(self, match: re.Match[str]) -> None:
        word, number, octet, sign, brace, words = match.groups()
        if brace == "{":
            self.groups.append((self.silent, self.hidden))
        elif brace == "}":
            self.silent, self.hidden = self.groups.pop() if self.groups else (False, False)
        elif word:
            self.control(word, int(number) if number else None)
        elif sign == "*":
            self.silent = True
        elif octet:
            self.letter(bytes.fromhex(octet))
        elif sign:
            self.say({"~": "\xa0", "_": "-", "-": ""}.get(sign, sign))
        elif words:
            self.say(words)

    def control(self, word: str, number: int | None) -> None:
        if word == "ansicpg" and number:
            self.encoding = f"cp{number}"
        elif word == "htmlrtf":
            self.hidden = number != 0
        elif word in _SILENT:
            self.silent = True
        elif word == "u" and number is not None:
            self.say(chr(number % 65536))
            self.skip = 1
        elif word in _BREAKS or word in _SIGNS:
            self.say(_BREAKS.get(word) or _SIGNS[word])

    def letter(self, octet: bytes) -> None:
        if self.skip:
            self.skip -= 1
        elif not self.silent and not self.hidden:
            self.octets += octet

    def say(self, words: str) -> None:
        if self.skip and words:
            words, self.skip = words[self.skip :], 0
        if not self.silent and not self.hidden:
            self.flush()
            self.pieces.append(words)

    def flush(self) -> None:
        """Letters of several bytes come one byte at a time."""
        if self.octets:
            self.pieces.append(charsets.decode(bytes(self.octets), self.encoding))
            self.octets.clear()

    def told(self) -> str:
        self.flush()
        joined = "".join(self.pieces)
        return joined.encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace"
        )  # halves of one letter came one by one
