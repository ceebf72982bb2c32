"""How a message is seen within a conversation: as it looks, in a frame, where that says more than its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE, LINE_LENGTH = 28, 90
PICTURE = 160
LOWEST, HIGHEST = 140, 520

_BLOCK = re.compile(r"<(?:p|tr|li|br|h[1-6])\b", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"<img\b[^<>]*\bsrc\s*=[\s\"']*https?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A message that has a look. `height`: of its frame, in pixels, guessed from what is in it, since nobody can measure inside.

    `elsewhere`: it asks for pictures that lie on other machines.
    """

    height: int
    elsewhere: bool


def look(html: str, text: str) -> Look | None:
    """How a message with this HTML looks; None where its text says it all."""
    if not html:
        return None
    lines = max(sum(1 + len(line) // LINE_LENGTH for line in text.splitlines()), len(_BLOCK.findall(html)))
    height = 60 + lines * LINE + len(_PICTURE.findall(html)) * PICTURE
    return Look(height=min(max(height, LOWEST), HIGHEST), elsewhere=_ELSEWHERE.search(html) is not None)
