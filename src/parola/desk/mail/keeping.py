"""What came along with a mail, put into the store before the ticket's turn begins: nothing large is written within one."""

from __future__ import annotations

from datetime import datetime

from parola.desk.files import store
from parola.desk.mail import reading
from parola.desk.mail.enclosed import Attachment
from parola.desk.mail.parse import ParsedMail
from parola.desk.tickets.attaching import File


def kept(raw: bytes, mail: ParsedMail, now: datetime) -> list[File]:
    """The files of the mail, in their order. Raises Unreadable, and OSError where the disk takes no more."""
    if not mail.attachments:
        return []
    found = zip(mail.attachments, reading.contents(raw), strict=True)
    return [file(told, content, now) for told, content in found]


def file(told: Attachment, content: bytes, now: datetime) -> File:
    """One of them."""
    blob = store.put([content], now=now)
    return File(blob=blob, name=told.name, content_id=told.content_id, inline=told.inline)
