"""`winmail.dat` in a mail: what Outlook packed into it stands in its place, as parts of the mail like all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from parola.desk.mail import body, tnef
from parola.desk.mail.mime import Part

_KINDS = ("application/ms-tnef", "application/vnd.ms-tnef")
_NAME = "winmail.dat"
_KIND = re.compile(r"[a-z]{1,20}/[\w.+-]{1,80}(?:; charset=utf-8)?", re.ASCII)
_UNKNOWN = "application/octet-stream"


def unpacked(mail: Part) -> Part:
    """The mail with each `winmail.dat` opened. Its words count where the mail has none of its own: they are the same otherwise."""
    if not any(map(_is_packed, mail.walk())):
        return mail
    return _unpacked(mail, with_words=not body.text(mail))


def _unpacked(part: Part, *, with_words: bool) -> Part:
    if _is_packed(part):
        return _opened(part, with_words=with_words)
    return replace(part, children=tuple(_unpacked(child, with_words=with_words) for child in part.children))


def _is_packed(part: Part) -> bool:
    if part.children:
        return False
    name = part.parameter("filename", "content-disposition") or part.parameter("name")
    return part.kind in _KINDS or name.lower() == _NAME


def _opened(part: Part, *, with_words: bool) -> Part:
    """The part as a multipart of what is in it; as it is where nothing is."""
    found = tnef.opened(part.content())
    if found is None:
        return part
    words = list(_words(found)) if with_words else []
    children = [*words, *map(_file, found.files)]
    return _part("multipart/mixed", children=children) if children else part


def _words(found: tnef.Winmail) -> Iterator[Part]:
    forms = [("text/plain; charset=utf-8", found.text), ("text/html; charset=utf-8", found.html)]
    told = [_part(kind, text.encode("utf-8", "replace")) for kind, text in forms if text.strip()]
    if told:
        yield _part("multipart/alternative", children=told)


def _file(file: tnef.File) -> Part:
    kind = file.kind.lower() if _KIND.fullmatch(file.kind.lower()) else _UNKNOWN
    part = _part(_UNKNOWN if kind.startswith(("multipart/", "message/")) else kind, file.content)
    part.headers.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name or "file"))
    if file.content_id:
        part.headers["Content-ID"] = f"<{re.sub(r'[^!-~]|[<>]', '', file.content_id)}>"
    return part


def _part(kind: str, content: bytes | memoryview = b"", children: list[Part] | None = None) -> Part:
    headers = Message()
    headers["Content-Type"] = kind
    return Part(headers, memoryview(content), tuple(children or ()))
