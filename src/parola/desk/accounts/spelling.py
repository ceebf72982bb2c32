"""How names and addresses are spelt: kept without signs that nobody sees, and marked where letters look like others (B23)."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u061c\u200e\u200f]")
"""Signs that turn the direction of what follows, or that nobody sees. The joiners of Arabic and Persian are none of them."""

_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ARABIC, _PERSIAN = str.maketrans("یک", "يك"), str.maketrans("يك", "یک")
"""Two letters that look alike in Arabic and Persian, and are not the same."""


def clean_name(name: str) -> str:
    """The name as it is kept: composed (NFC), in one line, without signs that nobody sees."""
    return " ".join(UNSEEN.sub(" ", unicodedata.normalize("NFC", name)).split())


def variants(text: str) -> tuple[str, ...]:
    """A text that somebody looks for, in the ways in which it may be kept: digits and two letters differ from keyboard to keyboard."""
    clean = clean_name(text)
    return tuple(
        dict.fromkeys([clean, clean.translate(_LATIN_DIGITS), clean.translate(_ARABIC), clean.translate(_PERSIAN)])
    )


def ascii_domain(domain: str) -> str:
    """The mail domain in lower case and as DNS knows it (`xn--`). ValueError where it can be none."""
    try:
        spelt = domain.strip().rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(domain) from error
    if not re.fullmatch(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", spelt):
        raise ValueError(domain)
    return spelt


def domain_of(address: str) -> str:
    """The domain of an address, as `ascii_domain` spells it."""
    return ascii_domain(address.rpartition("@")[2])


def looks_like_another(address: str) -> bool:
    """Whether letters of the address come from several scripts, or are hidden behind `xn--`: what is read may be another's."""
    local, _at, domain = address.rpartition("@")
    parts = [*re.split(r"[.+_-]", local), *(shown(label) for label in domain.split("."))]
    return bool(UNSEEN.search(address)) or "xn--" in domain or any(is_mixed(part) for part in parts)


def is_mixed(word: str) -> bool:
    """Whether a word has letters of more than one script; or, in an address, of one that looks like Latin."""
    scripts = {unicodedata.name(letter, "?").split(" ")[0] for letter in word if letter.isalpha()}
    return len(scripts) > 1 or bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "FULLWIDTH"})


def shown(label: str) -> str:
    """A label of a domain in the letters that it stands for."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
