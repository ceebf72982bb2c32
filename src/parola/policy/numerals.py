"""In which digits numbers are told: those of the West (0123), or of the Arab East (٠١٢٣), where the reader prefers them.

Like the language, it is activated around what is written for one reader. Codes, references, addresses and keys are not numbers, and keep
the digits that they have.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, cast, get_args

Numerals = Literal["western", "arabic"]
_LANGUAGE = "ar"
_active: ContextVar[Numerals] = ContextVar("numerals", default="western")
_ARABIC = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")


@contextmanager
def told_in(numerals: str) -> Iterator[None]:
    """What is told inside is told in these; in Western ones where the desk does not know them."""
    token = _active.set(cast("Numerals", numerals) if numerals in get_args(Numerals) else "western")
    try:
        yield
    finally:
        _active.reset(token)


def active() -> Numerals:
    """Those that are told in now."""
    return _active.get()


def digits(text: object, language: str) -> str:
    """Something of numbers alone, or with words of ours, as a reader of that language is told it: only Arabic has two ways."""
    told = str(text)
    return told.translate(_ARABIC) if language.startswith(_LANGUAGE) and active() == "arabic" else told
