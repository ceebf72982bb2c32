"""What came along with a mail: the parts that a reader would save, by name, kind and size, and those that its HTML shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from parola.desk.mail import body, charsets, mime

_NAME_LENGTH = 200
_ENDING_LENGTH = 10
_ID_LENGTH = 250
_SHOWN = re.compile(r"""\bcid:([^"'\s<>)]{1,250})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came along with a mail: its name as it was given (one clean line), its content type as the mail says it, its size in bytes.

    `content_id` is what HTML may call it by (`cid:`), without angle brackets; `inline`: the mail's HTML does.
    """

    name: str
    kind: str
    size: int
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An attachment with its bytes."""

    told: Attachment
    content: bytes


def enclosed(mail: mime.Part, html: str = "") -> Iterator[Enclosed]:
    """All that came along, in the order of the mail. `html` is the page that it shows itself as."""
    shown = {unquote(name).lower() for name in _SHOWN.findall(html)}
    for part in _saved(mail):
        content_id = _content_id(part)
        content = part.content()
        told = Attachment(_name(part), part.kind, len(content), content_id, content_id.lower() in shown)
        yield Enclosed(told, content)


def _saved(part: mime.Part) -> Iterator[mime.Part]:
    """The parts that a reader would save. Mails inside are one each; their own attachments are theirs."""
    if part.children and part.kind != "message/rfc822":
        among_files = part.kind != "multipart/alternative"
        for child in part.children:
            if among_files and body.is_text(child) and body.is_file(child):
                yield child
            else:
                yield from _saved(child)
    elif not body.is_text(part):
        yield part


def _name(part: mime.Part) -> str:
    name = part.parameter("filename", "content-disposition") or part.parameter("name")
    if not name and part.kind == "message/rfc822":
        name = next(iter(part.children[0].raw("subject")), "")
    if not name and part.kind == "text/calendar":
        name = "invite.ics"  # most programs give it none
    return _shortened(charsets.header_text(name))


def _shortened(name: str) -> str:
    """A name of a bounded length, cut before its ending: that says what it is."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _NAME_LENGTH or not dot or len(ending) > _ENDING_LENGTH:
        return name[:_NAME_LENGTH]
    return f"{stem[: _NAME_LENGTH - len(ending) - 2].rstrip()}….{ending}"


def _content_id(part: mime.Part) -> str:
    return charsets.one_line("".join(part.raw("content-id")[:1])).strip("<> ")[:_ID_LENGTH]
