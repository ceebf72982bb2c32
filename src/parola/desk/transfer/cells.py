"""A cell that no spreadsheet takes for a formula, and the text back from it.

Spreadsheets read `=`, `+`, `-`, `@` (and their full-width forms) at the beginning of a cell as a formula, after blanks and quotation
marks too, and a file that is opened with another separator has cells where the text has commas, semicolons, tabs or ends of lines.
At each of these places an apostrophe is set before what could be taken so; `unguarded` takes it away again, and nothing else.
"""

from __future__ import annotations

import re

BOUNDARY = r'(^|[,;\t\r\n"])'
RISKY = r"(?='*[ \u00a0\u3000\"']*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])"
GUARD = re.compile(BOUNDARY + RISKY)
GUARDED = re.compile(BOUNDARY + "'" + RISKY)


def guarded(text: str) -> str:
    """The text, with an apostrophe before whatever could begin a formula."""
    return GUARD.sub(r"\1'", text)


def unguarded(cell: str) -> str:
    """The text that was guarded; a text that never was, as it is."""
    return GUARDED.sub(r"\1", cell)
