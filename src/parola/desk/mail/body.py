"""What a mail says: the text that a reader sees first, and the page of HTML that it shows itself as."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from parola.desk.mail import charsets, markup, mime

_TEXT_LENGTH = 500_000
_TEXT_BYTES = 4_000_000
LARGEST_PAGE = 1_000_000
"""Characters of HTML. A mail with more has its text alone, and its raw bytes."""


def text(mail: mime.Part) -> str:
    """What a reader sees first: the plain text, else the text of the HTML, else that of a mail inside."""
    found = _spoken(mail)
    if not found:
        inside = (part.children[0] for part in mail.walk() if part.kind == "message/rfc822")
        found = next(filter(None, map(_spoken, inside)), "")
    return found[:_TEXT_LENGTH]


def html(mail: mime.Part) -> str:
    """The HTML that the mail shows itself as, untrusted; empty where it has none, or more than anybody reads."""
    pieces = list(_pages(mail))
    if not any(kind == "text/html" for kind, _ in pieces):
        return ""
    page = "\n".join(said if kind == "text/html" else f"<pre>{escape(said)}</pre>" for kind, said in pieces)
    return page if len(page) <= LARGEST_PAGE else ""


def is_text(part: mime.Part) -> bool:
    """Is this part of what the mail says, and nothing to be saved?"""
    if part.kind not in ("text/plain", "text/html") and not _unreadable_structure(part):
        return False
    return not _disposition(part).startswith("attachment")


def _spoken(part: mime.Part) -> str:
    """The text that a part says by itself; nothing for attachments and for mails inside."""
    if part.children and part.kind == "multipart/alternative":
        return _alternative(part)
    if part.children and part.kind != "message/rfc822":
        return "\n\n".join(filter(None, map(_spoken, part.children)))
    if not is_text(part):
        return ""
    return markup.to_text(_decoded(part)) if part.kind == "text/html" else charsets.clean(_decoded(part))


def _alternative(part: mime.Part) -> str:
    """The first alternative that says anything in plain text, else the first that says anything at all."""
    plain = [child for child in part.children if child.kind == "text/plain"]
    others = [child for child in part.children if child.kind != "text/plain"]
    return next(filter(None, map(_spoken, [*plain, *others])), "")


def _pages(part: mime.Part) -> Iterator[tuple[str, str]]:
    """The pieces of the mail as a page, each with its kind; of alternatives the last that has HTML, since the best comes last."""
    if part.children and part.kind == "multipart/alternative":
        told = [list(_pages(child)) for child in part.children]
        yield from next((each for each in reversed(told) if any(kind == "text/html" for kind, _ in each)), told[0])
    elif part.children and part.kind != "message/rfc822":
        for child in part.children:
            yield from _pages(child)
    elif is_text(part) and (said := charsets.clean(_decoded(part))):
        yield "text/html" if part.kind == "text/html" else "text/plain", said


def _decoded(part: mime.Part) -> str:
    return charsets.decode(part.content()[:_TEXT_BYTES], part.parameter("charset"))


def _unreadable_structure(part: mime.Part) -> bool:
    """A multipart whose boundary never comes: what it holds is shown as it is."""
    return part.kind.startswith("multipart/") and not part.children


def _disposition(part: mime.Part) -> str:
    return "".join(part.raw("content-disposition")).lower()
