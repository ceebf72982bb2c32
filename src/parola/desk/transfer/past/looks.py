"""Names that look alike: what is left of a name when only its looks count. A short table of letters, for names of customers."""

from __future__ import annotations

import unicodedata

_GREEK = dict(zip("αβγεικνορτυχ", "aßyeikvoptux", strict=True))
_CYRILLIC = dict(zip("авекмнорстухіјѕԁһӏ", "abekmhopctyxijsdhl", strict=True))
_OTHERS = {"ı": "i", "ɑ": "a", "ⅼ": "l", "ß": "ss", "0": "o", "1": "l", "|": "l"}
_ALIKE = str.maketrans({**_GREEK, **_CYRILLIC, **_OTHERS})


def looks(name: str) -> str:
    """The name without case, accents, blanks and signs that are not seen; letters of other alphabets are those that they look like."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum()).translate(_ALIKE).replace("i", "l")
