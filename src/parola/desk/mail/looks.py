"""Whether a mail looks otherwise than its text reads: it shows a picture, or sets things side by side in a table.

For such a mail the HTML is kept with the words; of the others the words say it all, and the mail itself is there as it came.
"""

from __future__ import annotations

import re

_QUOTATION = re.compile(
    r"""<(?:blockquote|div)\b[^<>]*?(?:type\s*=\s*["']?cite|gmail_quote|gmail_extra|yahoo_quoted|appendonsend|divRplyFwdMsg)""",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"""<img\b(?=[^<>]*\bsrc\s*=[\s"']*(?:cid:|https?:|data:image))([^<>]*)""", re.IGNORECASE)
_POINT = re.compile(r"""\b(?:width|height)\s*=[\s"']*[01](?:px)?["'\s/]""", re.IGNORECASE)
_CELL = re.compile(r"<(tr|td|th)\b", re.IGNORECASE)


def worth_keeping(html: str) -> str:
    """The HTML, if it says more than its text does; else nothing. What is quoted at the end counts for nothing."""
    quoted = _QUOTATION.search(html)
    new = html[: quoted.start()] if quoted and quoted.start() else html
    return html if _shows_pictures(new) or _has_columns(new) else ""


def _shows_pictures(html: str) -> bool:
    """A picture of a point only tells its sender that the mail was opened."""
    return any(not _POINT.search(f"{found.group(1)} ") for found in _PICTURE.finditer(html))


def _has_columns(html: str) -> bool:
    cells = 0
    for found in _CELL.finditer(html):
        cells = 0 if found.group(1).lower() == "tr" else cells + 1
        if cells > 1:
            return True
    return False
