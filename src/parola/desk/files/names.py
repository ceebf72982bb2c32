"""Names of files as they are kept and told: one line that cannot be mistaken for another, and no way to anywhere."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
LONGEST_ENDING = 16
BYTES = 240
"""In UTF-8: file systems take 255."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that are not seen, or turn what is beside them around: controls, marks of direction, line ends."""
BLANKS = re.compile(r"\s+")


def tidy(name: str) -> str:
    """The name without a path, without what is not seen, composed (NFC), and short; its ending is kept. It may be empty.

    What was tidied stays as it is: nobody gets past a check by what a second tidying would take away.
    """
    seen = "".join(map(visible, unicodedata.normalize("NFC", name)))
    last = re.split(r"[/\\]", BLANKS.sub(" ", seen))[-1]
    return shortened(unicodedata.normalize("NFC", last).strip(" .~"))


def visible(character: str) -> str:
    """The character, or nothing where it is not seen."""
    return "" if unicodedata.category(character) in UNSEEN and not character.isspace() else character


def shortened(name: str) -> str:
    """The name, cut before its ending where it is too long."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    stem = stem[: LONGEST - len(dot + ending)]
    while len((stem + dot + ending).encode()) > BYTES:
        stem = stem[:-1]
    return stem.strip(" .~") + dot + ending if stem.strip(" .~") else ending
