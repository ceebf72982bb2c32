"""Taking out of a text what says whose it is, before others read it: addresses, numbers, references, names. Pure.

A person reads the result again: what is not known to be a name is no name here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"https?://\S+")
REFERENCE = re.compile(r"\b[A-Z]{2,8}-\d+\b")
HOST = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{1,4}\b")
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b")
NUMBER = re.compile(r"(?<![\w.])[+(]?[\d٠-٩](?:[ ()./-]{0,2}[\d٠-٩]){6,}(?!\w)")
FEWEST = 3
"""Letters of a name that is struck out wherever it stands."""
KINDS = (
    (LINK, "[link]"), (MAIL, "[address]"), (ACCOUNT, "[account]"), (HOST, "[host]"), (REFERENCE, "[reference]"), (NUMBER, "[number]"),
)  # fmt: skip


def taken_out(text: str, names: Iterable[str] = ()) -> str:
    """The text with placeholders where there were addresses, numbers and references, and the names given, whole or in part."""
    for pattern, placeholder in KINDS:
        text = pattern.sub(placeholder, text)
    for name in sorted(_parts(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text, flags=re.IGNORECASE)
    return re.sub(r"\[name\](?:\s+\[name\])+", "[name]", text)


def _parts(names: Iterable[str]) -> set[str]:
    whole = {name.strip() for name in names if name.strip()}
    return whole | {part for name in whole for part in re.split(r"[\s,]+", name) if len(part) >= FEWEST}
