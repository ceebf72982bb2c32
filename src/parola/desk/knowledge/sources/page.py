"""What is read of a source: its pages, the files that they refer to, what was found out on the way."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from parola.desk.knowledge.references import file_name

LONGEST_TITLE, LONGEST_TEXT, LONGEST_PATH = 200, 100_000, 300
"""Characters, as articles keep them."""
_UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Told:
    """Something about a file of the source; `line` counts from 1, 0: about the whole of it."""

    file: str
    line: int
    text: str


class Unreadable(Exception):
    """The source cannot be read as a whole: why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the source, as an article says it. `path`: where it stands; `files`: their names in the text, by path."""

    path: str
    title: str
    text: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Taken:
    """What there is. With faults nothing is imported; notes are told and hinder nothing."""

    name: str
    files: Mapping[str, bytes]
    pages: list[Page] = field(default_factory=list)
    faults: list[Told] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)


def page(path: str, title: str, text: str, files: Mapping[str, str] | None = None) -> Page:
    """The page as it can be kept: without what is no character of a text, its title in one line."""
    title = " ".join(_UNKEPT.sub("", title).split())[:LONGEST_TITLE]
    title = title or posixpath.basename(path) or path
    text = _UNKEPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return Page(path=short(path), title=title, text=text, files=files or {})


def short(path: str) -> str:
    """The path, within what is kept; cut ones stay apart."""
    if len(path) <= LONGEST_PATH:
        return path
    return f"{path[: LONGEST_PATH - 13]}-{hashlib.sha256(path.encode()).hexdigest()[:12]}"


def name_of(path: str, data: bytes) -> str:
    """What a file of the source is called in its article: another content has another name, so that older versions show what they did."""
    stem, dot, ending = file_name(posixpath.basename(path)).rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:8]
    return f"{stem[:80]}-{digest}.{ending}" if dot and stem else f"{ending[:80]}-{digest}"


def decoded(path: str, data: bytes, faults: list[Told]) -> str | None:
    """The text of a file; None, and a fault, where it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.append(Told(path, line, _("this is not UTF-8: save it as UTF-8")))
        return None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        faults.append(Told(path, line, _("there is a NUL character: this is no text")))
        return None
    return text
