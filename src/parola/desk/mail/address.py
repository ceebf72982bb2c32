"""Who a mail says it is from: exactly one mailbox, or nobody.

A mail program, a mail server and this desk may each read a doubtful `From:` in another way, and whoever writes one chooses
whom we see. So what is not plainly one mailbox is nobody. The standard library's `parseaddr` is not used: on
`victim@a.example <other@b.example>` the one of Python 3.11.7 answers the victim (CVE-2023-27043).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parola.desk.accounts.spelling import UNSEEN
from parola.desk.mail import charsets

_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    r"|\((?P<comment>[^()\\]*)\)"
    r"|<(?P<angle>[^<>\"()]*)>"
    r'|(?P<text>(?:(?!=\?)[^"()<>])+)'
    r"|(?P<stray>.)",
    re.DOTALL,
)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(rf"[^\s<>()\[\],:;@\\\"\x00-\x20\x7f-\x9f]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
_BETWEEN_COMMAS = re.compile(r'(?:"(?:[^"\\]|\\.)*+"|<[^<>]*+>|[^,;])++')
_LIST_SIGNS = re.compile(r"[;:@]")
"""In words before an address: they could be another one's. A comma alone cannot (`Lovelace, Ada <ada@b.example>`)."""

_NAME_LENGTH = 200
_LENGTH = 254


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, and the name that its owner gave it (empty where it has none that can be shown)."""

    address: str
    name: str = ""


def sender(values: Sequence[str]) -> Mailbox | None:
    """The one mailbox that the `From:` headers name, or None: no header, two, a list, a group, a defect."""
    return mailbox(values[0]) if len(values) == 1 else None


def mailbox(value: str) -> Mailbox | None:
    """The one mailbox in a raw header value, or None."""
    tokens = _tokens(value)
    if tokens is None:
        return None
    angles = [at for at, (kind, _) in enumerate(tokens) if kind == "angle"]
    if not angles:
        return _bare(tokens)
    return _named(tokens, angles[0]) if len(angles) == 1 else None


def listed(values: Sequence[str], most: int) -> tuple[Mailbox, ...]:
    """The mailboxes that the headers list, each once, in their order, as many as asked for; what is not plainly one is left out."""
    pieces = (match.group() for value in values for match in _BETWEEN_COMMAS.finditer(value))
    found = (mailbox(piece.strip()) for piece in pieces)
    unique = {each.address.casefold(): each for each in found if each is not None}
    return tuple(unique.values())[:most]


def is_address(text: str) -> bool:
    """Is this one plain address: no quotes, comments, literals, nothing unseen, no letter that folds into others (`ß`, `ſ`)?

    The desk compares addresses without regard to case; two mailboxes must not become one by it.
    """
    if len(text) > _LENGTH or text.lower() != text.casefold() or UNSEEN.search(text):
        return False
    return _ADDRESS.fullmatch(text) is not None


def _tokens(value: str) -> list[tuple[str, str]] | None:
    """The pieces of the value; None at the first sign that fits nowhere, since looking further could take long."""
    tokens = []
    for match in _TOKEN.finditer(value):
        kind = match.lastgroup or "stray"
        if kind == "stray":
            return None
        tokens.append((kind, match.group(kind)))
    return tokens


def _bare(tokens: list[tuple[str, str]]) -> Mailbox | None:
    """`ada@b.example` or `ada@b.example (Ada)`."""
    texts = [text.strip() for kind, text in tokens if kind != "comment" and text.strip()]
    if any(kind == "quoted" for kind, _ in tokens) or len(texts) != 1 or not is_address(texts[0]):
        return None  # a comment within the address too: not everybody reads the same around it
    address = texts[0]
    return Mailbox(address, _name(" ".join(text for kind, text in tokens if kind == "comment")))


def _named(tokens: list[tuple[str, str]], at: int) -> Mailbox | None:
    """`Ada Lovelace <ada@b.example>`: nothing may follow, and what is not quoted may not look like another address."""
    address = tokens[at][1].strip()
    before, after = tokens[:at], tokens[at + 1 :]
    if any(kind != "comment" and text.strip() for kind, text in after) or not is_address(address):
        return None
    if any(kind == "text" and _LIST_SIGNS.search(text) and text.strip() != address for kind, text in before):
        return None
    spoken = "".join(_unquoted(kind, text) for kind, text in before if kind != "comment")
    return Mailbox(address, _name(spoken))


def _unquoted(kind: str, text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text) if kind == "quoted" else text


def _name(text: str) -> str:
    """A name to show. One that holds an address would pass for it beside the real one: it is dropped."""
    name = charsets.header_text(text)[:_NAME_LENGTH]
    return "" if "@" in name or "\uff20" in name else name
