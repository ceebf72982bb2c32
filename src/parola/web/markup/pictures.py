"""The pictures of one message: those that came along, those written into its HTML, and those that lie elsewhere, which are not asked for.

A page names none of them by an address: each is put into it (`data:`). So a frame needs no right to ask for anything, and a `cid:` finds
what came along with the same message and nothing else (CVE-2015-8481).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from parola.desk.files.kinds import HEAD, PICTURES, kind_of
from parola.web.markup import links

LARGEST = 5 * 1024 * 1024
"""Bytes of one picture."""
MOST = 10 * 1024 * 1024
"""Bytes of all pictures of a page; what is beyond stays among the attachments."""
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)


@dataclass(slots=True)
class Pictures:
    """The pictures of one message as a page is made. `along`: by content id, in lower case; `fetched`: by address."""

    along: Mapping[str, bytes] = field(default_factory=dict)
    fetched: Mapping[str, bytes] = field(default_factory=dict)
    shown: list[bytes] = field(default_factory=list)
    elsewhere: dict[str, None] = field(default_factory=dict)
    """Addresses of those that lie elsewhere and were not fetched, in the order of the page."""

    def put(self, address: str) -> str:
        """The number of a picture in this page, as `cid:NUMBER`; nothing where it is not shown."""
        content = self._content(address)
        if not kind(content) or len(content) > LARGEST or sum(map(len, self.shown)) + len(content) > MOST:
            return ""
        self.shown.append(content)
        return f"cid:{len(self.shown) - 1}"

    def data(self, number: int) -> str:
        """The picture of that number, as an address that holds all of it."""
        content = self.shown[number] if number < len(self.shown) else b""
        return f"data:{kind(content)};base64,{base64.b64encode(content).decode()}" if content else ""

    def _content(self, address: str) -> bytes:
        if address[:4].lower() == "cid:":
            return self.along.get(unquote(address[4:]).strip("<> ").lower(), b"")
        if written := _DATA.match(address):
            return _decoded(address[written.end() :])
        if links.SHOWN.match(address) and address not in self.fetched:
            self.elsewhere[address] = None
        return self.fetched.get(address, b"")


def kind(content: bytes) -> str:
    """What a picture is, by how it begins; empty for everything that is not shown."""
    found = kind_of(content[:HEAD])
    return found if found in PICTURES else ""


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(unquote(written), validate=False)
    except (binascii.Error, ValueError):
        return b""
