"""What a text refers to of its article's own: files by their name (`file:NAME`), pages of its collection by their path (`page:PATH`). Pure.

Names and paths hold nothing that would end a link in Markdown, so that a reference is found without reading the whole of it as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import count
from urllib.parse import unquote

from parola.desk.files.names import shortened, tidy

FILE, PAGE = "file:", "page:"
_REFERENCE = re.compile(r"\](?:\(|:)\s*<?(file|page):([^\s)>]+)", re.IGNORECASE)
_UNFIT = re.compile(r"[\s()<>\[\]{}\\\"'`#?%&:*|]+")
NAMELESS = "file"


def files_in(text: str) -> set[str]:
    """The names of the files that a text refers to."""
    return {unquote(match[2]) for match in _REFERENCE.finditer(text) if match[1].lower() == "file"}


def pages_in(text: str) -> set[str]:
    """The paths of the pages that a text refers to, without places within them."""
    found = {unquote(match[2]).partition("#")[0] for match in _REFERENCE.finditer(text) if match[1].lower() == "page"}
    return found - {""}


def without_references(text: str) -> str:
    """The text without the names and paths, which are no words of it."""
    return _REFERENCE.sub("](", text)


def file_name(name: str) -> str:
    """A file's name as a text can write it."""
    fit = _UNFIT.sub("-", tidy(name)).strip("-")
    return shortened(fit) or NAMELESS


def free_name(name: str, taken: AbstractSet[str]) -> str:
    """The name, or the first of `name-2`, `name-3` ... that nobody has."""
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, dot, ending = (stem, dot, ending) if stem else (name, "", "")
    return next(each for number in count(2) if (each := shortened(f"{stem[:100]}-{number}{dot}{ending}")) not in taken)


def with_files(text: str, files: Iterable[tuple[str, bool]]) -> str:
    """The text, and at its end a reference to each file (its name, whether it is shown in place) that is nowhere in it."""
    there = files_in(text)
    lines = [f"{'!' if drawn else ''}[{name}]({FILE}{name})" for name, drawn in files if name not in there]
    return "\n\n".join([text.rstrip(), *lines]) if lines else text
