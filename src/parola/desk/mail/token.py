"""The reply address: it names the ticket, and cannot be guessed.

`support+7-1k-mzxw6ytboi4dgnbv@a.example`: the ticket, the person it was written to, and 80 bits of an HMAC of both. It says
which ticket a reply belongs to; it gives no rights: whoever writes must take part in the ticket as well (`route`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_MAC_LETTERS = 16
_TOKEN = re.compile(rf"([0-9]{{1,12}})-([0-9]{{1,12}})-([a-z2-7]{{{_MAC_LETTERS}}})")


@dataclass(frozen=True, slots=True)
class Token:
    """A reply token that is genuine: the ticket's and the person's numbers in the database."""

    ticket_id: int
    person_id: int


def reply_address(support_address: str, ticket_id: int, person_id: int, key: bytes) -> str:
    """The address that brings a person's reply to its ticket."""
    local, _, domain = support_address.partition("@")
    return f"{local}+{ticket_id}-{person_id}-{_mac(ticket_id, person_id, key)}@{domain}"


def read(recipient: str, key: bytes) -> Token | None:
    """The token in an address that a mail was sent to, or None where there is none or it is not ours."""
    local = recipient.rpartition("@")[0].lower()
    match = _TOKEN.fullmatch(local.partition("+")[2])
    if match is None:
        return None
    token = Token(int(match.group(1)), int(match.group(2)))
    genuine = hmac.compare_digest(match.group(3), _mac(token.ticket_id, token.person_id, key))
    return token if genuine else None


def _mac(ticket_id: int, person_id: int, key: bytes) -> str:
    digest = hmac.new(key, f"reply:{ticket_id}:{person_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:_MAC_LETTERS].lower()
