"""What is shown of a text that was found: the place where most of the words are, with these marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from parola.desk.knowledge.words import WORD, plain, stem, words

Piece = tuple[str, bool]
AROUND = 180
LONGEST = 5000
"""Of a text so much is looked through for the place."""
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
HEADING = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)
BAR = re.compile(r"(?<!\\)\|")
ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
MARKS = re.compile(r"[*`~]+|^[ \t|:-]+$|^[ \t]*(?:[>#|+-]+|\d+\.)[ \t]+", re.MULTILINE)

ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def without_markup(text: str) -> str:
    """A Markdown text as a line of prose: a link is its words, and marks are gone."""
    cells = ROW.sub(lambda row: BAR.sub(" ", row.group()), LINK.sub(r"\1", text))
    return " ".join(ESCAPED.sub(r"\1", MARKS.sub("", cells)).split())


def excerpt(text: str, language: str, stems: AbstractSet[str]) -> tuple[Piece, ...]:
    """Some of an article, parted into what are the words looked for and what is between them."""
    return marked(without_markup(text[:LONGEST]), lambda word: stem(plain(word), language) in stems)


def marked(prose: str, is_hit: Callable[[str], bool]) -> tuple[Piece, ...]:
    """Some of the prose, about where most of the words are that `is_hit` says are looked for, as they are written."""
    hits = [match.span() for match in WORD.finditer(prose) if is_hit(match.group())]
    start, end = _window(prose, hits)
    pieces = [("… ", False)] if start else []
    pieces += _pieces(prose, [hit for hit in hits if start <= hit[0] and hit[1] <= end], start, end)
    return tuple([*pieces, (" …", False)] if end < len(prose) else pieces)


def has_phrase(text: str, phrase: tuple[str, ...]) -> bool:
    """Whether the words follow one another in the text."""
    return f" {' '.join(phrase)} " in f" {' '.join(words(without_markup(text)))} "


def _window(prose: str, hits: list[tuple[int, int]]) -> tuple[int, int]:
    """Where most of the words are, from the beginning of a word to the end of one."""
    first = max((hit[0] for hit in hits), key=lambda at: sum(at <= each[0] < at + AROUND for each in hits), default=0)
    start = max(0, first - AROUND // 4)
    start = prose.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(prose), start + AROUND)
    return start, len(prose) if end == len(prose) else max(prose.rfind(" ", start, end), start + 1)


def _pieces(prose: str, hits: list[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    for begin, stop in hits:
        if begin > start:
            yield prose[start:begin], False
        yield prose[begin:stop], True
        start = stop
    if end > start:
        yield prose[start:end], False


def first_lines(text: str) -> str:
    """How what is to be done begins: the first paragraph under the last heading, which is a known error's workaround; else of the text."""
    part = HEADING.split(text[:LONGEST])[-1].strip()
    prose = without_markup(re.split(r"\n\s*\n", part, maxsplit=1)[0])
    return (
        prose
        if len(prose) <= AROUND
        else f"{prose[: prose.rfind(' ', 0, AROUND) if ' ' in prose[:AROUND] else AROUND]} …"
    )
