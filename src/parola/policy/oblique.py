"""Arabic nouns after a word that governs them: a dual there ends otherwise than where it stands by itself (every two hours: كل ساعتين)."""

from __future__ import annotations

import re

_CASES = (
    (re.compile(r"\b(و?)(ثانيت|دقيقت|ساعت|يوم|أسبوع)ان\b"), r"\1\2ين"),
    (re.compile(r"^(دقيقت|ساعت|يوم)ا (?=عمل)"), r"\1ي "),
)


def oblique(language: str, time: str) -> str:
    """A length of time as it is told after `every`."""
    if language != "ar":
        return time
    for nominative, governed in _CASES:
        time = nominative.sub(governed, time)
    return time
