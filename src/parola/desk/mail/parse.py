"""A mail's bytes as what the desk needs to know of it. Pure: no database, no clock, no network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from parola.desk.mail import address, authenticity, automatic, body, charsets, enclosed, mime, reports, winmail
from parola.desk.mail.appointments import Appointment, appointments
from parola.desk.mail.automatic import Sort
from parola.desk.mail.enclosed import Attachment
from parola.desk.mail.mime import TooMuch

__all__ = [
    "Attachment",
    "ParsedMail",
    "TooMuch",
    "contents",
    "fingerprint",
    "from_plain",
    "handed_over_at",
    "message_ids",
    "parse",
    "to_plain",
]

_MESSAGE_ID = re.compile(r"<([^<>\s\x00-\x1f\x7f]{1,500})>")
_REFERENCES = 50
_SUBJECT_LENGTH = 300
_MOST_COPIED = 48
"""As many people in copy as are kept of a mail: more is a list, not people whom somebody had in mind."""

_TRACE = re.compile(rb"^received[ \t]*:[^\n]{0,1000}+(?:\n[ \t][^\n]{0,1000}+)*+", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(rb"^return-path[ \t]*:[ \t]*<([^<>\n]{0,512})>", re.IGNORECASE | re.MULTILINE)
UNKNOWN = "unknown"
"""A return path of which nothing is known. It is none that exists."""

_IDENTITY = re.compile(
    rb"^(?:message-id|date|from|subject)[ \t]*:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """One mail. `sender` is None where `From:` is not plainly one mailbox. `automatic` says why it is a machine's, or is empty.

    `references` are the Message-IDs that it answers, the nearest first; `loops` the values of its `X-Loop` headers.
    """

    sender: address.Mailbox | None
    subject: str
    text: str
    html: str = ""
    """As it came, untrusted; empty where it has none, or more than anybody reads (`body.LARGEST_PAGE`)."""
    message_id: str = ""
    references: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""
    about: tuple[str, ...] = ()
    """Of a machine's mail: the Message-IDs that stand in it."""
    failures: tuple[reports.Failure, ...] = ()
    """Of a machine's mail: for whom it reports that a mail was not delivered."""
    sort: Sort = ""
    """What kind of machine's mail; empty for a person's."""
    copied: tuple[address.Mailbox, ...] = ()
    """Of a person's mail: to whom it went beside us, as `To:` and `Cc:` say. Who got it unseen is not looked for."""
    authenticity: authenticity.Verdict = ""
    """What the vendor's own mail server found out about the sender."""
    appointments: tuple[Appointment, ...] = ()
    sealed: bool = False
    """What was written is encrypted, or lies in an envelope of its signature: a mail program can open it, the desk cannot."""


def parse(
    raw: bytes, envelope_from: str | None = None, limits: mime.Limits = mime.LIMITS, servers: Sequence[str] = ()
) -> ParsedMail:
    """Read a mail. `envelope_from` is its return path where that is known; `servers` the mail servers whose word on the sender counts.

    Raises `TooMuch` where it passes a limit.
    """
    mail = _taken_apart(raw, limits)
    sender = address.sender(mail.raw("from"))
    html = body.html(mail)
    machine = automatic.reason(mail, sender, envelope_from)
    failures = reports.failures(mail, by_server=machine in automatic.BY_SERVER) if machine else ()
    return ParsedMail(
        sender=sender,
        subject=_first(mail, "subject")[:_SUBJECT_LENGTH].strip(),
        text=body.text(mail),
        html=html,
        message_id=next(message_ids(mail.raw("message-id")), ""),
        references=_references(mail),
        loops=tuple(charsets.header_text(value).lower() for value in mail.raw("x-loop")),
        attachments=tuple(each.told for each in enclosed.enclosed(mail, html)),
        automatic=machine,
        about=reports.named(mail) if machine else (),
        failures=failures,
        sort=automatic.sort(mail, failed=bool(failures)) if machine else "",
        copied=() if machine else address.listed([*mail.raw("to"), *mail.raw("cc")], _MOST_COPIED),
        authenticity=authenticity.verdict(mail, sender, servers),
        appointments=appointments(mail),
        sealed=body.is_sealed(mail),
    )


def contents(raw: bytes) -> Iterator[bytes]:
    """The bytes of each of `ParsedMail.attachments`. Raises `TooMuch`."""
    return (each.content for each in _enclosed(raw))


def _enclosed(raw: bytes) -> Iterator[enclosed.Enclosed]:
    return enclosed.enclosed(_taken_apart(raw))


def _taken_apart(raw: bytes, limits: mime.Limits = mime.LIMITS) -> mime.Part:
    return winmail.unpacked(mime.take_apart(raw, limits))


def to_plain(mail: ParsedMail) -> dict[str, Any]:
    """The mail as JSON can say it."""
    return asdict(mail)


def from_plain(plain: Mapping[str, Any]) -> ParsedMail:
    """The mail that `to_plain` told."""
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    told["sender"] = address.Mailbox(**plain["sender"]) if plain["sender"] else None
    told["attachments"] = tuple(Attachment(**each) for each in plain["attachments"])
    told["appointments"] = tuple(Appointment(**each) for each in plain["appointments"])
    told["copied"] = tuple(address.Mailbox(**each) for each in plain["copied"])
    told["failures"] = tuple(reports.Failure(**each) for each in plain["failures"])
    return ParsedMail(**told)


def fingerprint(raw: bytes) -> str:
    """The same for a mail that is delivered again, though the servers on its way wrote other lines over it.

    A hash of its own Message-ID, date, sender and subject, and of all that follows the headers.
    """
    headers, start = mime.cut_headers(raw)
    digest = hashlib.sha256()
    for match in _IDENTITY.finditer(headers):
        digest.update(match.group().strip() + b"\n")
    digest.update(b"\n")
    digest.update(memoryview(raw)[start:])
    return digest.hexdigest()


def handed_over_at(raw: bytes) -> datetime | None:
    """When the server that last had the mail before us took it, as it says in its own `Received:` line: the first one."""
    line = _TRACE.search(mime.cut_headers(raw)[0])
    if line is None:
        return None
    try:
        at = parsedate_to_datetime(charsets.decode(line.group()).rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.astimezone(UTC) if at.tzinfo else None


def return_path(raw: bytes) -> str:
    """The return path, as the server wrote it over the mail: empty for the null one, UNKNOWN where it did not."""
    line = _RETURN_PATH.search(mime.cut_headers(raw)[0])
    return charsets.decode(line.group(1)).strip() if line else UNKNOWN


def message_ids(values: Sequence[str]) -> Iterator[str]:
    """The Message-IDs in raw header values, without their angle brackets."""
    for value in values:
        yield from _MESSAGE_ID.findall(value)


def _references(mail: mime.Part) -> tuple[str, ...]:
    answered = list(message_ids(mail.raw("in-reply-to")))
    thread = list(message_ids(mail.raw("references")))[::-1]
    return tuple(dict.fromkeys([*answered, *thread]))[:_REFERENCES]


def _first(part: mime.Part, name: str) -> str:
    return next((charsets.header_text(value) for value in part.raw(name)), "")
