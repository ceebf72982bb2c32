"""HTML of a mail as text, at a bounded cost."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from inscriptis import get_text  # type: ignore[import-untyped]  # the package has no types
from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]

from parola.desk.mail.charsets import clean

LONGEST = 128 * 1024
"""Characters of HTML that are laid out; a longer one only loses its tags."""

DEEPEST = 100
"""Open elements within one another that are laid out."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LONG_TAG = re.compile(r"<[^<>]{4000,}")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_SILENT = re.compile(r"<(/?)(?:script|style|head)\b", re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_links=False, display_images=False)


def to_text(html: str) -> str:
    """The words of an HTML page, laid out in lines where it is small and shallow enough for that."""
    if _is_small(html):
        try:
            return clean(get_text(html, _CONFIG))
        except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
            pass  # a page that the layout cannot take still has its words
    return _stripped(html)


def _is_small(html: str) -> bool:
    """May this be laid out? The parser's time is quadratic in the attributes of one tag, the layout recurses by depth."""
    return len(html) <= LONGEST and _LONG_TAG.search(html) is None and _depth(html) <= DEEPEST


def _depth(html: str) -> int:
    """The most elements open at once. An end tag closes one of its own name, or nothing: a bomb may not talk the count down."""
    opened: Counter[str] = Counter()
    deepest = now = 0
    for match in _TAG.finditer(html):
        name = match.group(2).lower()
        if not match.group(1) and name not in _VOID:
            opened[name] += 1
            now += 1
            deepest = max(deepest, now)
        elif match.group(1) and opened[name]:
            opened[name] -= 1
            now -= 1
    return deepest


def _stripped(html: str) -> str:
    return clean(unescape(_ANY_TAG.sub(" ", _BREAKS.sub("\n", _spoken(html)))))


def _spoken(html: str) -> str:
    """What lies outside scripts, styles and the head. One pass: a search for each end would be quadratic on many starts."""
    pieces, start, silent = [], 0, False
    for match in _SILENT.finditer(html):
        if not silent and not match.group(1):
            pieces.append(html[start : match.start()])
            silent = True
        elif silent and match.group(1):
            start, silent = match.start(), False
    return "".join([*pieces, "" if silent else html[start:]])
