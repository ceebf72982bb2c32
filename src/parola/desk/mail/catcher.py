"""The demo's mail server: keeps each mail that leaves as a file, and sends none on.

A file holds the envelope as two lines before the mail's own headers, and is written whole or not at all.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from parola.desk.mail import charsets, mime
from parola.desk.mail.parse import parse
from parola.desk.mail.server import Conversation, Delivery

FOLDER = "caught"
"""Where they are kept, in the data folder."""

_NAME = re.compile(r"(?P<at>\d{8}T\d{6}\d{6})-[0-9a-f]{8}\.eml")
_TIME = "%Y%m%dT%H%M%S%f"


class NoSuchMail(LookupError):
    """No mail of that name was caught."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """A mail that left: when it was caught (aware UTC), for whom, and what it says. `name` finds it again."""

    name: str
    at: datetime
    recipient: str
    sender: str
    subject: str
    text: str
    html: str
    raw: bytes


def keep(folder: Path, delivery: Delivery, now: datetime) -> Path:
    """Write the mail into the folder; returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    envelope = f"X-Envelope-From: <{delivery.sender}>\r\nX-Envelope-To: {', '.join(delivery.recipients)}\r\n"
    kept = folder / f"{now.strftime(_TIME)}-{secrets.token_hex(4)}.eml"
    draft = kept.with_suffix(".draft")
    draft.write_bytes(envelope.encode() + delivery.raw)
    return draft.rename(kept)


def caught(folder: Path, limit: int = 100) -> list[Caught]:
    """The mails that left, the latest first."""
    names = sorted((path.name for path in folder.glob("*.eml") if _NAME.fullmatch(path.name)), reverse=True)
    return [read(folder, name) for name in names[:limit]]


def read(folder: Path, name: str) -> Caught:
    """One of them. Raises NoSuchMail; a name that leads out of the folder is none."""
    match = _NAME.fullmatch(name)
    path = folder / name
    if match is None or not path.is_file():
        raise NoSuchMail(name)
    raw = path.read_bytes()
    mail, parsed = mime.take_apart(raw), parse(raw)
    return Caught(
        name=name,
        at=datetime.strptime(match["at"], _TIME).replace(tzinfo=UTC),
        recipient=charsets.header_text("".join(mail.raw("x-envelope-to"))),
        sender=parsed.sender.address if parsed.sender else "",
        subject=parsed.subject,
        text=parsed.text,
        html=_html(mail),
        raw=raw,
    )


def conversation(folder: Path, clock: Callable[[], datetime]) -> Conversation:
    """A server that accepts every recipient and keeps every mail. `clock` is read once for each."""

    async def check(_recipient: str) -> str:
        return ""

    async def take(delivery: Delivery) -> Sequence[str]:
        kept = await asyncio.to_thread(keep, folder, delivery, clock())
        return [f"250 2.0.0 Kept as {kept.name}"] * len(delivery.recipients)

    return Conversation(check, take)


def _html(mail: mime.Part) -> str:
    """The HTML part as it was sent: untrusted, to be shown in a frame without rights."""
    pages = (part for part in mail.walk() if part.kind == "text/html")
    return next((charsets.decode(page.content(), page.parameter("charset")) for page in pages), "")
