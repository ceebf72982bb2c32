"""The addresses of ours that cannot be guessed: where a reply comes, and where a report about one mail comes.

`support+7-1k-mzxw6ytboi4dgnbv@a.example`: the ticket, the person it was written to, and 80 bits of an HMAC of both. It says
which ticket a reply belongs to; it gives no rights: whoever writes must take part in the ticket as well (`route`).

`support+r42-mzxw6ytboi4dgnbv@a.example`: the return path of the mail number 42 that left (as VERP has it). Only servers that
had this mail in hand know it, so that a report which comes there is a genuine one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_MAC_LETTERS = 16
_TOKEN = re.compile(rf"([0-9]{{1,12}})-([0-9]{{1,12}})-([a-z2-7]{{{_MAC_LETTERS}}})")
_RETURN = re.compile(rf"r([0-9]{{1,12}})-([a-z2-7]{{{_MAC_LETTERS}}})")


@dataclass(frozen=True, slots=True)
class Token:
    """A reply token that is genuine: the ticket's and the person's numbers in the database."""

    ticket_id: int
    person_id: int


def reply_address(support_address: str, ticket_id: int, person_id: int, key: bytes) -> str:
    """The address that brings a person's reply to its ticket."""
    return _with_detail(support_address, f"{ticket_id}-{person_id}-{_mac(f'reply:{ticket_id}:{person_id}', key)}")


def return_path(support_address: str, sent_id: int, key: bytes) -> str:
    """The address to which other servers report about the mail of that number (`Sent`), and about no other."""
    return _with_detail(support_address, f"r{sent_id}-{_mac(f'return:{sent_id}', key)}")


def read(recipient: str, key: bytes) -> Token | None:
    """The reply token in an address that a mail was sent to, or None where there is none or it is not ours."""
    match = _TOKEN.fullmatch(_detail(recipient))
    if match is None:
        return None
    token = Token(int(match.group(1)), int(match.group(2)))
    genuine = hmac.compare_digest(match.group(3), _mac(f"reply:{token.ticket_id}:{token.person_id}", key))
    return token if genuine else None


def read_return(recipient: str, key: bytes) -> int | None:
    """The number of the mail whose return path that is; None where it is none of ours."""
    match = _RETURN.fullmatch(_detail(recipient))
    if match is None:
        return None
    sent_id = int(match.group(1))
    return sent_id if hmac.compare_digest(match.group(2), _mac(f"return:{sent_id}", key)) else None


def is_genuine(recipient: str, key: bytes) -> bool:
    """Whether it is an address of either kind that we gave."""
    return read(recipient, key) is not None or read_return(recipient, key) is not None


def _with_detail(address: str, detail: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local}+{detail}@{domain}"


def _detail(recipient: str) -> str:
    return recipient.rpartition("@")[0].lower().partition("+")[2]


def _mac(what: str, key: bytes) -> str:
    return base64.b32encode(hmac.new(key, what.encode(), hashlib.sha256).digest()).decode()[:_MAC_LETTERS].lower()
