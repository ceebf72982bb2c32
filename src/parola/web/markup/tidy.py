"""A page written anew from the tags that it may have: balanced, not deep, without anything that acts, and with quotations folded.

What comes out is regular (every value in double quotes, every element closed in its turn), so that whoever reads it next builds the
tree that was meant here. That it is also harmless is the cleaner's to see (`tame`), which trusts none of this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from parola.desk.markup import Tag, Text, tokens
from parola.web.markup import links, styles

DEEPEST = 100
"""Open elements within one another; deeper ones lose their tags, not their words. The cleaner's time grows with the depth."""

BLOCKS = frozenset({
    "address", "article", "blockquote", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "ul",
})  # fmt: skip
TABLES = frozenset(["table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"])
INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
})  # fmt: skip
VOID = frozenset(["br", "col", "hr", "img", "wbr"])
KNOWN = BLOCKS - {"details"} | TABLES | INLINE | VOID
"""The elements that a mail may have. A `details` is ours alone."""

EVERYWHERE = frozenset(["dir", "lang", "title", "align", "valign", "bgcolor", "color", "width", "height"])
OF_ITS_OWN = {
    "font": frozenset(["face", "size"]),
    "img": frozenset(["alt"]),
    "li": frozenset(["value"]),
    "ol": frozenset(["start", "type"]),
    "table": frozenset(["border", "cellpadding", "cellspacing"]),
    "td": frozenset(["colspan", "rowspan", "nowrap"]),
    "th": frozenset(["colspan", "rowspan", "nowrap"]),
    "ul": frozenset(["type"]),
}
SELF_ENDING = {
    "p": frozenset(["p"]),
    "li": frozenset(["li"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "td": frozenset(["td", "th"]),
    "th": frozenset(["td", "th"]),
    "tr": frozenset(["td", "th", "tr"]),
}
"""What an opening tag ends where that is open at the very end."""

_QUOTED = re.compile(
    r"\b(?:gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix|appendonsend|divRplyFwdMsg)\b"
)
_VALUE = re.compile(r"[-\w#%.,*+\s]{1,60}")

Picture = Callable[[str], str]
"""What is shown for a picture's address: another address, or nothing."""


@dataclass(slots=True)
class Rebuilt:
    """A page as it is written anew. `earlier`: what a folded quotation is called; `withheld`: a picture that is not shown."""

    earlier: str
    withheld: str
    picture: Picture
    pieces: list[str] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    """Of each open element its name, and what closes it."""
    dropped: Counter[str] = field(default_factory=Counter)
    link: str = ""
    words: list[str] = field(default_factory=list)
    """What the open link says."""
    has_spoken: bool = False
    has_quoted: bool = False

    def read(self, html: str) -> str:
        """The whole page."""
        for token in tokens(html):
            if isinstance(token, Text):
                self._say(token.said)
            elif token.closing:
                self._close(token.name)
            elif token.name in KNOWN:
                self._open(token)
        while self.opened:
            self._end()
        return "".join(self.pieces)

    def _say(self, text: str) -> None:
        self.pieces.append(text.replace("<", "&lt;"))
        self.has_spoken = self.has_spoken or not text.isspace()
        if self.link:
            self.words.append(text)

    def _open(self, tag: Tag) -> None:
        if tag.name == "img":
            self._show(tag)
        elif tag.name in VOID:
            self.pieces.append(f"<{tag.name}{_attributes(tag)}>")
        elif len(self.opened) >= DEEPEST:
            self.dropped[tag.name] += 1
        else:
            self._make_room(tag.name)
            folds = self._folds(tag)
            if folds:
                self.pieces.append(f'<details class="quoted"><summary>{escape(self.earlier)}</summary>')
            self._begin_link(tag)
            self.pieces.append(f"<{tag.name}{_attributes(tag)}>")
            self.opened.append((tag.name, f"</{tag.name}></details>" if folds else f"</{tag.name}>"))

    def _make_room(self, name: str) -> None:
        """End what the new element ends by its coming: paragraphs, items, cells, and a link, since links do not nest."""
        ends = SELF_ENDING.get(name, frozenset(["p"]) if name in BLOCKS else frozenset())
        while self.opened and self.opened[-1][0] in ends:
            self._end()
        if name == "a" and self.link:
            self._close("a")

    def _folds(self, tag: Tag) -> bool:
        """Does a quotation begin here, below something that was said? The first one folds, with what it quotes in turn."""
        if self.has_quoted or tag.name not in ("blockquote", "div"):
            return False
        marks = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')}"
        self.has_quoted = tag.attributes.get("type", "").lower() == "cite" or _QUOTED.search(marks) is not None
        return self.has_quoted and self.has_spoken

    def _begin_link(self, tag: Tag) -> None:
        if tag.name == "a":
            self.link, self.words = links.target(tag.attributes.get("href", "")), []

    def _close(self, name: str) -> None:
        if self.dropped[name]:
            self.dropped[name] -= 1
            return
        walls = frozenset(["table"]) if name in TABLES else frozenset(["td", "th", "caption"])
        for at in range(len(self.opened) - 1, -1, -1):
            if self.opened[at][0] == name:
                break
            if self.opened[at][0] in walls:
                return
        else:
            return
        while len(self.opened) > at:
            self._end()

    def _end(self) -> None:
        name, closing = self.opened.pop()
        self.pieces.append(closing)
        if name == "a":
            elsewhere = links.deceives("".join(self.words), self.link)
            self.pieces.append(
                f'<span class="leads"> → <bdi dir="ltr">{escape(elsewhere)}</bdi></span>' if elsewhere else ""
            )
            self.link = ""

    def _show(self, tag: Tag) -> None:
        source, words = tag.attributes.get("src", "").strip(), tag.attributes.get("alt", "").strip()
        if _is_unseen(tag):
            return
        found = self.picture(source)
        if found:
            self.pieces.append(f'<img src="{escape(found)}"{_attributes(tag)}>')
        elif source or words:
            self.pieces.append(f'<span class="withheld">{escape(words[:200] or self.withheld)}</span>')


def _attributes(tag: Tag) -> str:
    """The attributes that the element may keep, as they follow its name."""
    kept = []
    allowed = OF_ITS_OWN.get(tag.name, frozenset())
    for name, value in tag.attributes.items():
        if name == "style":
            told = styles.kept(value)
        elif name in ("alt", "title"):
            told = value[:500]
        elif name == "href" and tag.name == "a":
            told = links.target(value)
        else:
            told = value if (name in EVERYWHERE or name in allowed) and _VALUE.fullmatch(value) else ""
        if told:
            kept.append(f' {name}="{escape(told)}"')
    return "".join(kept)


def _is_unseen(tag: Tag) -> bool:
    """A picture of a point: nothing to see, and somebody is told that it was fetched."""
    sides = [tag.attributes.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
    return any(side in ("0", "1") for side in sides)
