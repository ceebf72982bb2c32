"""Where a link leads: to places of four kinds alone, and never to another than its words say."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LINKED = re.compile(r"(?:https?://[^/\s]|mailto:|tel:)", re.IGNORECASE)
SHOWN = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
_LOOKS_LIKE = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[^\W\d_]{2,})(?:[:/?#]\S*)?", re.IGNORECASE)
_LONGEST = 4_000


def target(address: str) -> str:
    """The address, if it is one that a mail may link to; else nothing. Browsers skip blanks in addresses, so they are skipped first."""
    plain = _UNSEEN.sub("", address) if not LINKED.match(address) else address.strip()
    return plain if LINKED.match(plain) and len(plain) <= _LONGEST else ""


def host(address: str) -> str:
    """The host of a web address as machines write it, so that a letter of another script cannot pass for ours."""
    try:
        name = urlsplit(address).hostname or ""
        return name.encode("idna").decode() if not name.isascii() else name
    except (ValueError, UnicodeError):
        return ""


def deceives(words: str, address: str) -> str:
    """The host where a link leads whose words are an address of another one, or one that can be misread; else nothing."""
    claimed = _LOOKS_LIKE.fullmatch(_UNSEEN.sub("", words).rstrip(".,;:!?"))
    real = host(address) if SHOWN.match(address) else ""
    if claimed is None or not real:
        return ""
    shown = claimed.group(1).lower()
    return "" if real == shown or real.endswith(f".{shown}") else real
