"""What came along with an answer leaves with its mail; what other mail servers would refuse is named, and waits where the link leads."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from parola.desk.files import kinds, store
from parola.desk.mail.enclosure import Enclosure
from parola.desk.tickets.models import Attachment, Body

LARGEST = 15 * 1024 * 1024
"""Bytes of all files of a mail. In base64 they are 21 MB; many servers take 25, and some 20."""


def carried(body: Body) -> tuple[Enclosure, ...]:
    """The files that go with the mail. Raises store.Lost."""
    if not fits(body):
        return ()
    return tuple(
        Enclosure(name=each.name or f"file-{each.place}", kind=kind(each), content=store.read(each.blob))
        for each in body.attachments.select_related("blob")
    )


def left_behind(body: Body) -> Iterator[str]:
    """What the letter says of files that are too large for a mail."""
    if not fits(body):
        names = ", ".join(each.name for each in body.attachments.all() if each.name)
        yield gettext("These files are too large for a mail; you find them with your request: %(names)s") % {
            "names": names
        }


def fits(body: Body) -> bool:
    """Whether the files go into one mail together."""
    return sum(each.blob.size for each in body.attachments.select_related("blob")) <= LARGEST


def kind(each: Attachment) -> str:
    """The content type under which a file travels. A text is told as nothing in particular: its character set is not known."""
    return kinds.UNKNOWN if each.kind == kinds.TEXT else each.kind
