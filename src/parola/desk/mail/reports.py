"""What mail servers report of mails of ours: which of them it is about, and for whom it could not be delivered (RFC 3464).

Many servers write reports of their own making. So a mail of ours is known by its Message-ID, wherever in the report it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from parola.desk.mail import charsets
from parola.desk.mail.mime import Part

_ID = re.compile(rb"<([^<>\s]{3,500}@[^<>\s]{1,250})>")
_MOST_IDS = 100
_MOST_BYTES = 512 * 1024
_GROUPS = 50
_WHY_LENGTH = 300
_FAILED = {"failed"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient whom a mail did not reach, and what the server said of it."""

    recipient: str
    why: str


def named(mail: Part) -> tuple[str, ...]:
    """The Message-IDs that stand anywhere in the mail's parts, without angle brackets; the first ones."""
    found: dict[str, None] = {}
    for part in mail.walk():
        if part.children and part.kind != "message/rfc822":
            continue
        for match in _ID.finditer(part.content()[:_MOST_BYTES]):
            found.setdefault(match.group(1).decode("ascii", "replace"))
            if len(found) == _MOST_IDS:
                return tuple(found)
    return tuple(found)


def failures(mail: Part) -> tuple[Failure, ...]:
    """For whom it failed, as the report says; nobody where it tells of a delay, a success, or nothing that can be read."""
    told = [failure for part in mail.walk() if part.kind == "message/delivery-status" for failure in _failures(part)]
    if not told:
        told = [
            Failure(address.strip(), "") for value in mail.raw("x-failed-recipients") for address in value.split(",")
        ]
    return tuple(told[:_GROUPS])


def _failures(part: Part) -> Iterator[Failure]:
    for group in _groups(part):
        if str(group.get("action", "")).strip().lower() in _FAILED:
            recipient = str(group.get("final-recipient") or group.get("original-recipient") or "")
            why = str(group.get("diagnostic-code") or group.get("status") or "")
            yield Failure(_after_type(recipient), charsets.one_line(_after_type(why))[:_WHY_LENGTH])


def _groups(part: Part) -> Iterator[Message]:
    """The groups of fields of a status: of the mail, then of each recipient."""
    text = charsets.decode(part.content()[:_MOST_BYTES]).replace("\r\n", "\n")
    for block in re.split(r"\n\s*\n", text)[:_GROUPS]:
        yield HeaderParser(policy=compat32).parsestr(block.lstrip("\n"), headersonly=True)


def _after_type(value: str) -> str:
    """The value without its type: `rfc822; ada@x.example`, `smtp; 550 unknown`."""
    kind, sign, rest = value.partition(";")
    return rest.strip() if sign and " " not in kind.strip() else value.strip()
