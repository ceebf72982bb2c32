"""What a file is, by how it begins: its sender's word for it, and its name, are never asked."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

HEAD = 4096
"""Bytes from the beginning of a file that decide."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Kinds that browsers draw and never run. SVG is none of them: it is a document that may hold scripts."""

FILMS = frozenset({"video/mp4", "video/webm"})
"""Kinds that browsers play."""
_MP4 = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"})
"""Brands of an ISO media file (ISO/IEC 14496-12) that are films."""

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

BEGINNINGS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\x1f\x8b\x08": "application/gzip",
    b"\x1a\x45\xdf\xa3": "video/webm",
}
CONTROLS = frozenset(range(32)) - set(b"\t\n\v\f\r\x1b")


def kind_of(head: bytes) -> str:
    """The kind of a file that begins so: of a few that are known for sure, `text/plain` for readable text, else UNKNOWN."""
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4:
        return "video/mp4"
    return TEXT if is_text(head[:HEAD]) else UNKNOWN


def is_text(head: bytes) -> bool:
    """Whether it reads as UTF-8, without control characters; it may be cut within a character."""
    if not head or not CONTROLS.isdisjoint(head):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
