"""Bytes of a mail as text, whatever their label says."""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

_TEXT_CODECS = re.compile(
    r"ascii|utf-(8|16|32)(-[bl]e|-sig)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w*|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+"
    r"|tis-620|hz|johab|ptcp154|kz1048|hp-roman8"
)
"""Python's names of the encodings that a mail may ask for. UTF-7 is none: it hides markup from whoever looks at the bytes."""

_MISSPELT = {"uft-8": "utf-8", "utf8mb4": "utf-8", "x-gbk": "gbk", "x-sjis": "shift_jis", "iso-8859-8-i": "iso-8859-8"}

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def decode(data: bytes, label: str = "") -> str:
    """Text of `data`. The label is tried first, then UTF-8, then the label with losses, then Windows' Latin."""
    name = _codec(label)
    for attempt in (name, "utf-8"):
        try:
            return data.decode(attempt)
        except UnicodeError:
            continue
    return data.decode("cp1252" if name == "ascii" else name, "replace")


def header_text(value: str) -> str:
    """A header value as one clean line: encoded words decoded, without controls and direction marks."""
    return one_line("".join(_piece(text, label) for text, label in _words(value)))


def one_line(text: str) -> str:
    """Text with its controls and direction marks taken out and every run of white space made one space."""
    return _SPACES.sub(" ", _BIDI.sub("", _CONTROLS.sub("", _SPACES.sub(" ", text)))).strip()


def clean(text: str) -> str:
    """Text of several lines that any database can hold: one kind of line end, no controls, no halves of characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _CONTROLS.sub("", "\n".join(line.rstrip() for line in lines)).strip()


def _codec(label: str) -> str:
    asked = label.strip().strip("\"'").lower().removeprefix("charset=")
    try:
        name = codecs.lookup(_MISSPELT.get(asked, asked or "ascii")).name
    except (LookupError, ValueError):
        return "ascii"
    if name == "iso8859-1":
        return "cp1252"  # as every browser and mail program reads it
    return name if _TEXT_CODECS.fullmatch(name) else "ascii"


def _words(value: str) -> list[tuple[bytes | str, str | None]]:
    try:
        return list(decode_header(value))
    except (HeaderParseError, ValueError, LookupError):  # a broken base64 word: show it as it is
        return [(value, None)]


def _piece(text: bytes | str, label: str | None) -> str:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return decode(data, label or "")
