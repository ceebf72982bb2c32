"""A mail of ours as bytes.

The headers are written here, since the standard library of Python 3.11 loses blanks when it folds a name that is not ASCII, and
quotes when it folds a list (docs/decisions/0051); the body is its work. What is read back is what was given, whatever was given:
a property test holds this for the whole message. One recipient a mail: nobody learns who else was told.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from parola.desk.mail.address import Mailbox, is_address
from parola.desk.mail.charsets import one_line
from parola.desk.mail.enclosure import Enclosure, part

Machine = Literal["", "auto-replied", "auto-generated"]

_BODY_POLICY = SMTP.clone(cte_type="7bit")
_PLAIN = re.compile(r"[ -~]{0,60}")
_ID = re.compile(r"[!-;=?-~]{1,500}")
_LINK = re.compile(r"https?://[!-;=?-~]{1,800}")
_WORD_BYTES = 45  # base64 of these makes an encoded word of 72 characters, of 75 allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one recipient. `machine` says how a mail that nobody wrote came to be (RFC 3834), empty for a person's.

    Message-IDs are without angle brackets; `in_reply_to` and `references` (oldest first) may be empty. `date` is aware.
    """

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    date: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    machine: Machine = ""
    stop: str = ""
    """Where mails of this kind are stopped, by a POST and without signing in (RFC 8058); empty: they cannot be."""
    files: tuple[Enclosure, ...] = ()


def to_bytes(mail: Mail) -> bytes:
    """The mail as it goes over the wire. Raises ValueError where an address or a Message-ID is none."""
    lines = [f"{name}: {value}" for name, value in _headers(mail) if value]
    return "\r\n".join(lines).encode() + b"\r\n" + _body(mail)


def is_id(text: str) -> bool:
    """Can this stand as a Message-ID in a header of ours?"""
    return _ID.fullmatch(text) is not None


def _headers(mail: Mail) -> list[tuple[str, str]]:
    return [
        ("From", _mailbox(mail.sender)),
        ("To", _mailbox(mail.to)),
        ("Reply-To", _mailbox(Mailbox(mail.reply_to, mail.sender.name)) if mail.reply_to else ""),
        ("Subject", _text(mail.subject)),
        ("Date", format_datetime(mail.date)),
        ("Message-ID", _ids([mail.message_id])),
        ("In-Reply-To", _ids([mail.in_reply_to] if mail.in_reply_to else [])),
        ("References", _ids(mail.references)),
        ("Content-Language", mail.language),
        ("X-Loop", _checked(mail.sender.address)),
        *_machine(mail.machine),
        *_stop(mail.stop),
    ]


def _machine(machine: Machine) -> list[tuple[str, str]]:
    """How other machines are asked not to answer this one."""
    if not machine:
        return []
    return [("Auto-Submitted", machine), ("Precedence", "bulk"), ("X-Auto-Response-Suppress", "All")]


def _stop(address: str) -> list[tuple[str, str]]:
    if not address:
        return []
    if _LINK.fullmatch(address) is None:
        raise ValueError(f"not a link: {address!r}")
    return [("List-Unsubscribe", f"<{address}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]


def _body(mail: Mail) -> bytes:
    seed = hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]  # the same mail, the same bytes
    words = EmailMessage(policy=_BODY_POLICY)
    words.set_content(mail.text)
    words.add_alternative(mail.html, subtype="html")
    words.set_boundary(f"=_{seed}")
    return _with_files(words.as_bytes(), mail.files, f"=_{seed}1") if mail.files else words.as_bytes()


def _with_files(words: bytes, files: Sequence[Enclosure], boundary: str) -> bytes:
    """The words and the files beside them. The boundaries are such as stand in no base64 and no quoted-printable text."""
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="{boundary}"\r\n\r\n'
    between = f"--{boundary}\r\n".encode()
    parts = b"".join(between + each for each in (words + b"\r\n", *map(part, files)))
    return head.encode() + parts + f"--{boundary}--\r\n".encode()


def _mailbox(mailbox: Mailbox) -> str:
    address = _checked(mailbox.address)
    name = one_line(mailbox.name)
    return f"{_phrase(name)} <{address}>" if name else address


def _phrase(name: str) -> str:
    if _is_plain(name):
        return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return _encoded_words(name)


def _text(value: str) -> str:
    line = one_line(value)
    return line if _is_plain(line) else _encoded_words(line)


def _is_plain(line: str) -> bool:
    return _PLAIN.fullmatch(line) is not None and "=?" not in line


def _encoded_words(line: str) -> str:
    """The line as encoded words (RFC 2047), one to a line of the header; no character is cut in two."""
    chunks, chunk = [], b""
    for character in line:
        octets = character.encode()
        if len(chunk) + len(octets) > _WORD_BYTES:
            chunks.append(chunk)
            chunk = b""
        chunk += octets
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(octets).decode()}?=" for octets in [*chunks, chunk])


def _ids(ids: list[str] | tuple[str, ...]) -> str:
    for identifier in ids:
        if not is_id(identifier):
            raise ValueError(f"not a Message-ID: {identifier!r}")
    return "\r\n ".join(f"<{identifier}>" for identifier in ids)


def _checked(address: str) -> str:
    if not is_address(address):
        raise ValueError(f"not an address: {address!r}")
    return address
