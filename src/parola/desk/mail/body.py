"""What a mail says: the text that a reader sees first, and the page of HTML that it shows itself as."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from parola.desk.mail import charsets, flowed, markup, mime

_SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_BESIDE = ("certs-only", "compressed-data")
_PGP = "-----BEGIN PGP MESSAGE-----"
_TEXT_LENGTH = 500_000
_TEXT_BYTES = 4_000_000
LARGEST_PAGE = 1_000_000
"""Characters of HTML. A mail with more has its text alone, and its raw bytes."""


def text(mail: mime.Part) -> str:
    """What a reader sees first: the plain text, else the text of the HTML; else that of a text file shown within, or of a mail inside."""
    found = _spoken(mail) or _spoken(mail, files=True)
    if not found:
        inside = (part.children[0] for part in mail.walk() if part.kind == "message/rfc822")
        found = next(filter(None, map(_spoken, inside)), "")
    return found[:_TEXT_LENGTH]


def html(mail: mime.Part) -> str:
    """The HTML that the mail shows itself as, untrusted; empty where it has none, or more than anybody reads."""
    pieces = list(_pages(mail)) or list(_pages(mail, files=True))
    if not any(kind == "text/html" for kind, _ in pieces):
        return ""
    page = "\n".join(said if kind == "text/html" else f"<pre>{escape(said)}</pre>" for kind, said in pieces)
    return page if len(page) <= LARGEST_PAGE else ""


def is_sealed(mail: mime.Part) -> bool:
    """Is what was written encrypted, or inside an envelope of its signature, so that nobody reads it without a mail program and a key?"""
    sealed = (part.kind in _SEALED and _smime(part) not in _BESIDE for part in mail.walk())
    return any(sealed) or text(mail).startswith(_PGP)


def is_text(part: mime.Part) -> bool:
    """Can this part be what the mail says, and need not be saved to be read?"""
    if part.kind not in ("text/plain", "text/html") and not _unreadable_structure(part):
        return False
    return not _disposition(part).startswith("attachment")


def is_file(part: mime.Part) -> bool:
    """Among others in a mail: does the part have a name, as a file has? Then it is one, even where the mail would show it within."""
    return bool(part.parameter("filename", "content-disposition") or part.parameter("name"))


def _spoken(part: mime.Part, *, files: bool = False) -> str:
    """The text that a part says by itself; nothing for mails inside, and for files unless they are asked for."""
    if part.children and part.kind == "multipart/alternative":
        return _alternative(part, files=files)
    if part.children and part.kind != "message/rfc822":
        told = (_spoken(child, files=files) for child in part.children if files or not is_file(child))
        return "\n\n".join(filter(None, told))
    if not is_text(part):
        return ""
    return markup.to_text(_decoded(part)) if part.kind == "text/html" else charsets.clean(_decoded(part))


def _alternative(part: mime.Part, *, files: bool) -> str:
    """The first alternative that says anything in plain text, else the first that says anything at all."""
    plain = [child for child in part.children if child.kind == "text/plain"]
    others = [child for child in part.children if child.kind != "text/plain"]
    return next(filter(None, (_spoken(child, files=files) for child in [*plain, *others])), "")


def _pages(part: mime.Part, *, files: bool = False) -> Iterator[tuple[str, str]]:
    """The pieces of the mail as a page, each with its kind; of alternatives the last that has HTML, since the best comes last."""
    if part.children and part.kind == "multipart/alternative":
        told = [list(_pages(child, files=files)) for child in part.children]
        yield from next((each for each in reversed(told) if any(kind == "text/html" for kind, _ in each)), told[0])
    elif part.children and part.kind != "message/rfc822":
        for child in part.children:
            if files or not is_file(child):
                yield from _pages(child, files=files)
    elif is_text(part) and (said := charsets.clean(_decoded(part))):
        yield "text/html" if part.kind == "text/html" else "text/plain", said


def _smime(part: mime.Part) -> str:
    return part.parameter("smime-type").lower()


def _decoded(part: mime.Part) -> str:
    text = charsets.decode(part.content()[:_TEXT_BYTES], part.parameter("charset"))
    if part.kind == "text/plain" and part.parameter("format").lower() == "flowed":
        return flowed.unwrapped(text, without_blank=part.parameter("delsp").lower() == "yes")
    return text


def _unreadable_structure(part: mime.Part) -> bool:
    """A multipart whose boundary never comes: what it holds is shown as it is."""
    return part.kind.startswith("multipart/") and not part.children


def _disposition(part: mime.Part) -> str:
    return "".join(part.raw("content-disposition")).lower()
