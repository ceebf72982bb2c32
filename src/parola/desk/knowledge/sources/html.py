"""A page of HTML as Markdown: what it says, and nothing of how it was made. Read once, front to back, however deep it is nested.

Nothing here has to be cleaned away: what becomes Markdown is text, and how articles are shown lets no HTML through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from parola.desk.markup import Tag, Text, tokens

APART = frozenset({"nav", "header", "footer", "aside", "form", "button", "select", "dialog", "head", "noscript"})
"""What stands around what a page says."""
BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "figure", "figcaption", "address", "details", "summary", "dl", "dt", "dd", "fieldset",
    "center", "body", "html", "hgroup",
})  # fmt: skip
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CODE = frozenset({"code", "kbd", "samp", "tt"})
DEEPEST = 8
"""Lists, quotations and marks within one another; what lies deeper lies at that depth."""
MOST_CELLS = 50_000
"""Of a table; one of more is no article's (each takes two characters at least), and its rows are not filled up to the longest."""
LONGEST_TITLE_SEARCH = 20_000
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~]|&(?=[#\w]))")
_AT_START = re.compile(r"^(\s*\d{0,9})(#{1,6}|[+-]|=+|(?<=\d)[.)])(?=\s|$)")
_TITLE = re.compile(r"<title\b[^>]*>([^<]{1,500})</title", re.IGNORECASE)
_MAIN = re.compile(r"<(main|article)\b", re.IGNORECASE)


def title_of(html: str) -> str:
    """What the page's head calls it."""
    found = _TITLE.search(html[:LONGEST_TITLE_SEARCH])
    return unescape(found[1]) if found else ""


def as_markdown(html: str) -> str:
    """What the page says: of its main part, where it names one."""
    writer, main = _Writer(), _MAIN.search(html)
    for token in tokens(html[main.start() :] if main else html):
        if isinstance(token, Text):
            writer.text(token.said)
        elif main and token.closing and token.name == main[1].lower():
            break
        else:
            writer.tag(token)
    return writer.whole()


class _Writer:
    """Blocks that are done, and the one that is being written."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.inline: list[str] = []
        self.open: list[tuple[str, int, str]] = []
        """Inline tags: name, where their words begin, where a link leads."""
        self.around: list[list[object]] = []
        """Lists and quotations: `ul`, `ol` or `blockquote`, the number of the item, whether its mark is still to be written."""
        self.heading = 0
        self.apart: list[str] = []
        self.pre: list[str] | None = None
        self.code = False
        self.rows: list[list[str]] = []
        self.cell = False
        self.in_item = False

    def whole(self) -> str:
        """All of it."""
        self.flush()
        self.table_ends()
        return re.sub(r"\n{3,}", "\n\n", "".join(self.blocks)).strip()

    def text(self, said: str) -> None:
        """Characters between tags."""
        if self.apart:
            return
        said = unescape(said)
        if self.pre is not None:
            self.pre.append(said)
        elif self.code:
            self.inline.append(" ".join(said.split("\n")))
        else:
            self.inline.append(_SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", said)))

    def tag(self, tag: Tag) -> None:
        """What a tag does to them."""
        if tag.name in APART:
            self.stands_apart(tag)
        elif self.apart:
            return
        elif self.pre is not None:
            self.in_pre(tag)
        elif tag.name in MARKS or tag.name in CODE | {"a"}:
            self.within(tag)
        elif tag.name in {"tr", "td", "th", "table", "thead", "tbody", "caption"}:
            self.of_table(tag)
        else:
            self.of_block(tag)

    def stands_apart(self, tag: Tag) -> None:
        if not tag.closing:
            self.apart = [*self.apart, tag.name][: 2 * DEEPEST]
        elif tag.name in self.apart:
            while self.apart.pop() != tag.name:
                pass

    def in_pre(self, tag: Tag) -> None:
        if tag.name == "br":
            (self.pre or []).append("\n")
        if tag.closing and tag.name == "pre" and self.pre is not None:
            said, self.pre = "".join(self.pre).strip("\n"), None
            fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", said)), default=0) + 1)
            self.block(f"{fence}\n{said}\n{fence}")

    def within(self, tag: Tag) -> None:
        """Words that are marked, or lead somewhere."""
        if not tag.closing and len(self.open) >= DEEPEST:
            return
        if not tag.closing:
            self.open.append((tag.name, len(self.inline), tag.attributes.get("href", "")))
            self.code = self.code or tag.name in CODE
            return
        while self.open:
            name, start, href = self.open.pop()
            words = "".join(self.inline[start:])
            del self.inline[start:]
            self.inline.append(_marked(name, words, href))
            if name == tag.name:
                break
        self.code = any(name in CODE for name, _start, _href in self.open)

    def of_block(self, tag: Tag) -> None:
        """What stands by itself, or parts what does."""
        match tag.name:
            case "br" | "img":
                self.inline.append(_picture(tag) if tag.name == "img" else " " if self.rows else "\\\n")
            case "hr":
                self.flush()
                self.block("---")
            case "pre":
                self.flush()
                self.pre = [] if not tag.closing else None
            case "ul" | "ol" | "blockquote":
                self.flush()
                self.nest(tag)
            case "li" if not tag.closing:
                self.flush()
                self.item()
            case name if name in HEADINGS:
                self.flush()
                self.heading = 0 if tag.closing else HEADINGS[name]
            case name if (name in BLOCKS or name == "li") and not self.rows:
                self.flush()

    def nest(self, tag: Tag) -> None:
        if not tag.closing:
            self.around = [*self.around, [tag.name, 0, False]][: 2 * DEEPEST]
        elif any(each[0] == tag.name for each in self.around):
            while self.around.pop()[0] != tag.name:
                pass

    def item(self) -> None:
        if not self.around or self.around[-1][0] == "blockquote":
            self.around.append(["ul", 0, False])
        self.around[-1][1] = int(str(self.around[-1][1])) + 1
        self.around[-1][2] = True

    def of_table(self, tag: Tag) -> None:
        """A cell ends where the next begins, too: closing tags may be left out."""
        if self.cell:
            self.close_inline()
            self.rows[-1].append(" ".join("".join(self.inline).split()))
            self.inline.clear()
        self.cell = tag.name in {"td", "th"} and not tag.closing and bool(self.rows)
        if tag.name == "table":
            self.flush()
            self.table_ends()
        elif tag.name == "tr" and not tag.closing:
            self.flush()
            self.inline.clear()
            self.rows.append([])

    def table_ends(self) -> None:
        rows, self.rows = [row for row in self.rows if row], []
        if not rows:
            return
        width = max(map(len, rows))
        filled = width if width * len(rows) <= MOST_CELLS else 0
        lines = [f"| {' | '.join([*row, *[''] * (filled - len(row))])} |" for row in rows]
        self.block("\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]))

    def close_inline(self) -> None:
        while self.open:
            self.within(Tag(self.open[-1][0], closing=True))

    def flush(self) -> None:
        """The words so far are a block."""
        if self.rows:
            return
        self.close_inline()
        said = re.sub(r"[ \t]+", " ", "".join(self.inline)).strip().removesuffix("\\").strip()
        self.inline.clear()
        if said and self.heading:
            self.block(f"{'#' * self.heading} {' '.join(said.replace(chr(92) + chr(10), ' ').split())}")
        elif said:
            self.block("\n".join(_AT_START.sub(r"\1\\\2", line.strip()) for line in said.split("\n")))

    def block(self, said: str) -> None:
        """Write it, within the lists and quotations that are open."""
        first = rest = ""
        begins = False
        for each in self.around[-DEEPEST:]:
            if each[0] == "blockquote":
                first, rest = f"{first}> ", f"{rest}> "
                continue
            mark = "- " if each[0] == "ul" else f"{each[1]}. "
            begins = begins or bool(each[2])
            first, rest = first + (mark if each[2] else " " * len(mark)), rest + " " * len(mark)
            each[2] = False
        lines = said.split("\n")
        written = "\n".join([first + lines[0], *(rest + line if line else rest.rstrip() for line in lines[1:])])
        self.blocks.append(("\n" if begins and self.in_item else "\n\n") + written)
        self.in_item = bool(self.around) and begins


def _marked(name: str, words: str, href: str) -> str:
    said = words.strip()
    if not said:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    if name in MARKS:
        return f"{before}{MARKS[name]}{said}{MARKS[name]}{after}"
    if name == "a":
        return f"{before}[{said}]({_target(href)}){after}" if _target(href) else words
    fence = "`" * (max((len(run) for run in re.findall(r"`+", said)), default=0) + 1)
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{before}{fence}{pad}{said}{pad}{fence}{after}"


def _picture(tag: Tag) -> str:
    words = _SPECIAL.sub(r"\\\1", " ".join(unescape(tag.attributes.get("alt", "")).split()))
    target = _target(tag.attributes.get("src", ""))
    return f"![{words}]({target})" if target else words


def _target(href: str) -> str:
    """An address as Markdown writes one."""
    return "".join(_encoded(href.strip()))


def _encoded(href: str) -> Iterator[str]:
    for each in href:
        yield f"%{ord(each):02X}" if each in "()<>\\[] \t\n\r\"'`" else each
