"""What mail servers report of mails of ours: which of them it is about, and for whom it could not be delivered (RFC 3464).

Many servers write reports of their own making. So a mail of ours is known by its Message-ID, wherever in the report it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from parola.desk.mail import charsets
from parola.desk.mail.mime import Part

_ID = re.compile(rb"<([^<>\x00-\x20\x7f]{3,500}@[^<>\x00-\x20\x7f]{1,250})>")
"""No control: PostgreSQL stores no NUL, and text in two bytes a letter is full of them."""
_MOST_IDS = 100
_MOST_BYTES = 512 * 1024
_GROUPS = 50
_WHY_LENGTH = 300
_FAILED = {"failed"}
_SPOKEN_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b[45][0-7]\d(?=[ -])")
_SPOKEN_BYTES = 20_000
_ORIGINAL = re.compile(
    r"^-{2,} ?(?:below this line is a copy|original message|the body of the message|this is a copy|begin(?:ning of)? original)"
    r"|^(?:message-id|received):",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a report of a server's own making ends, and what it brings back begins."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient whom a mail did not reach, and what the server said of it."""

    recipient: str
    why: str
    status: str = ""
    """As the server's own report has it (RFC 3463: `5.1.1`); empty where it says none."""

    @property
    def is_for_good(self) -> bool:
        """Whether another try would fare no better: not where the server calls it temporary."""
        return (self.status or next(iter(_SPOKEN_STATUS.findall(self.why)), "5")).startswith("5")


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


def failures(mail: Part, *, by_server: bool) -> tuple[Failure, ...]:
    """For whom it failed, as the report says; nobody where it tells of a delay, a success, or nothing that can be read.

    `by_server`: a mail server wrote it, so that its own words count where it is no report as RFC 3464 has it.
    """
    groups = [group for part in mail.walk() if part.kind == "message/delivery-status" for group in _groups(part)]
    if any(group.get("action") for group in groups):
        return tuple(_failures(groups))
    return tuple(_homemade(mail)[:_GROUPS]) if by_server else ()


def _homemade(mail: Part) -> list[Failure]:
    """What a report of a server's own making says: for whom in its header, why in its text."""
    why = _spoken(mail)
    failed = [address.strip() for value in mail.raw("x-failed-recipients") for address in value.split(",")]
    if not failed and not (why and why.status.startswith("5")):
        return []
    return [Failure(address, why.why if why else "", why.status if why else "") for address in failed or [""]]


def _spoken(mail: Part) -> Failure | None:
    """The first line of the text that has an answer of a mail server in it."""
    texts = (
        part
        for part in mail.walk()
        if part.kind == "text/plain" or (part.kind.startswith("multipart/") and not part.children)
    )
    text = next((charsets.clean(charsets.decode(part.content()[:_SPOKEN_BYTES])) for part in texts), "")
    end = _ORIGINAL.search(text)
    for line in text[: end.start() if end else None].split("\n"):
        if found := _SPOKEN_STATUS.search(line):
            return Failure("", charsets.one_line(line)[:_WHY_LENGTH], found.group())
    return None


def _failures(groups: Sequence[Message]) -> Iterator[Failure]:
    for group in groups:
        if str(group.get("action", "")).strip().lower() in _FAILED:
            recipient = str(group.get("final-recipient") or group.get("original-recipient") or "")
            status = str(group.get("status") or "").strip()
            why = charsets.one_line(_after_type(str(group.get("diagnostic-code") or status)))
            found = _SPOKEN_STATUS.match(status)
            yield Failure(_after_type(recipient), why[:_WHY_LENGTH], found.group() if found else "")


def _groups(part: Part) -> Iterator[Message]:
    """The groups of fields of a status: of the mail, then of each recipient."""
    text = charsets.decode(part.content()[:_MOST_BYTES]).replace("\r\n", "\n")
    for block in re.split(r"\n\s*\n", text)[:_GROUPS]:
        yield HeaderParser(policy=compat32).parsestr(block.lstrip("\n"), headersonly=True)


def _after_type(value: str) -> str:
    """The value without its type: `rfc822; ada@x.example`, `smtp; 550 unknown`."""
    kind, sign, rest = value.partition(";")
    return rest.strip() if sign and " " not in kind.strip() else value.strip()
