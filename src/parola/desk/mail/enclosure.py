"""A file that goes with a mail, as its part of it. Its headers are written here, like those of the mail (docs/decisions/0051): the standard
library of Python 3.11 reads encoded words in a file's name, and writes the line breaks in them as line breaks.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from parola.desk.mail.charsets import one_line

_KIND = re.compile(r"(?!multipart/|message/)[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_ANY_KIND = "application/octet-stream"
_PLAIN = re.compile(r"[ !#-\[\]-~]{1,60}")
_OCTET = re.compile(r"%..|.")
_PIECE = 20  # octets of a name in a line, of three characters each at most
_LINE = 57  # octets that make a line of 76 in base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a mail: its name, its content type, its bytes."""

    name: str
    kind: str
    content: bytes = field(repr=False)


def part(file: Enclosure) -> bytes:
    """The part of the mail, with its headers. What is no content type (or that of a mail's structure) is one of any kind."""
    kind = file.kind if _KIND.fullmatch(file.kind) else _ANY_KIND
    heads = [
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment;\r\n " + ";\r\n ".join(_named(one_line(file.name) or "file")),
    ]
    content = (file.content[start : start + _LINE] for start in range(0, len(file.content), _LINE))
    return "\r\n".join([*heads, "", *(base64.b64encode(line).decode() for line in content), ""]).encode()


def _named(name: str) -> Iterator[str]:
    """The name as parameters of a header: a quoted string, or, where that cannot hold it, percent-encoded piece by piece (RFC 2231)."""
    if _PLAIN.fullmatch(name) and "=?" not in name:
        yield f'filename="{name}"'
        return
    octets = _OCTET.findall(quote(name, safe=""))
    pieces = ["".join(octets[start : start + _PIECE]) for start in range(0, len(octets), _PIECE)]
    for number, piece in enumerate([f"UTF-8''{pieces[0]}", *pieces[1:]]):
        yield f"filename*{number}*={piece}" if len(pieces) > 1 else f"filename*={piece}"
