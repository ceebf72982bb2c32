"""Text whose lines a mail program broke to fit, and says so (`format=flowed`, RFC 3676): paragraphs as they were written."""

from __future__ import annotations

import re

_DEPTH = re.compile(">*")
_SIGNATURE = "-- "
LONGEST = 600_000
"""Characters. A longer text keeps its lines."""


def unwrapped(text: str, *, without_blank: bool = False) -> str:
    """The text with its soft line ends undone. `without_blank`: the blank that marks one is not the writer's (DelSp)."""
    if len(text) > LONGEST:
        return text
    lines: list[list[str]] = []
    depth_above, goes_on = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(_DEPTH.match(line).group())  # type: ignore[union-attr]  # it matches nothing at least
        words = line[depth:].removeprefix(" ")
        if not (goes_on and depth == depth_above and words != _SIGNATURE):
            lines.append([">" * depth + " " if depth and words else ">" * depth])
        soft = words.endswith(" ") and words != _SIGNATURE
        lines[-1].append(words[:-1] if soft and without_blank else words)
        depth_above, goes_on = depth, soft
    return "\n".join(map("".join, lines))
