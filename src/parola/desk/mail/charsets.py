"""Bytes of a mail as text, whatever their label says."""

from __future__ import annotations

import codecs
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

_TEXT_CODECS = re.compile(
    r"ascii|utf-(8|16|32)(-[bl]e|-sig)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w*|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+"
    r"|tis-620|hz|johab|ptcp154|kz1048|hp-roman8"
)
"""Python's names of the encodings that a mail may ask for. UTF-7 is none: it hides markup from whoever looks at the bytes."""

_MISSPELT = {
    "uft-8": "utf-8",
    "utf8mb4": "utf-8",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
}
_WIDER = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
"""What programs write under a label has more letters than its standard. So every browser and mail program reads it."""

_IN_ASCII = re.compile(r"iso2022_\w+|hz")
"""Encodings in seven bits: any of their texts would pass for UTF-8."""

_ESCAPES = re.compile(rb"[\x0e\x1b]|~\{")
_MISTAKEN = re.compile(rb"[\xc2\xc3\xd8\xd9\xe2][\x80-\xbf]")
"""How Latin and Arabic letters, and signs, begin in UTF-8. Read as Windows' Latin they are a capital and a sign, in one word."""

_LIKELY = ("ascii", "utf-8", "cp1252")
_ARABIC_ARTICLE = b"\xc7\xe1"

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def decode(data: bytes, label: str = "") -> str:
    """Text of `data`: as its label says, where the bytes can be that; else as UTF-8; else as what they look like."""
    name = _codec(label)
    if _IN_ASCII.fullmatch(name) and _ESCAPES.search(data):
        return _japanese(data) if name.startswith("iso2022_jp") else data.decode(name, "replace")
    mistaken = name in ("cp1252", "iso8859-15") and _MISTAKEN.search(data)
    for attempt in ("utf-8", name) if mistaken else (name, "utf-8"):
        try:
            return data.decode(attempt)
        except UnicodeError:
            continue
    return _guessed(data) if name in _LIKELY else data.decode(name, "replace")


def _guessed(data: bytes) -> str:
    """Text of bytes that are not what they should be: UTF-8 with a fault here and there, or a Windows encoding of our languages."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if sum(letter > "\x7f" for letter in text) >= lost * 2:  # as many right as wrong: other encodings rarely hit one
        return text
    spoken = sum(letter > 0x7F for letter in data)  # noqa: PLR2004  # beyond ASCII
    is_arabic = _ARABIC_ARTICLE in data and spoken * 2 > sum(bytes([octet]).isalpha() for octet in data) + spoken
    return data.decode("cp1256" if is_arabic else "cp1252", "replace")


def _japanese(data: bytes) -> str:
    """ISO-2022-JP with the signs that Windows adds: the larger set of 2004 has them at the same places."""
    return data.replace(b"\x1b$B", b"\x1b$(Q").replace(b"\x1b$@", b"\x1b$(Q").decode("iso2022_jp_2004", "replace")


def header_text(value: str) -> str:
    """A header value as one clean line: encoded words decoded, composed (NFC), without controls, direction marks and what nobody sees."""
    return one_line(unicodedata.normalize("NFC", "".join(_piece(text, label) for text, label in _words(value))))


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
    return _WIDER.get(name, name) if _TEXT_CODECS.fullmatch(name) else "ascii"


def _words(value: str) -> list[tuple[bytes | str, str | None]]:
    try:
        return list(decode_header(value))
    except (HeaderParseError, ValueError, LookupError):  # a broken base64 word: show it as it is
        return [(value, None)]


def _piece(text: bytes | str, label: str | None) -> str:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return decode(data, label or "")
