"""What must not stand on any page, found by a parser of its own: elements, attributes and addresses that act."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from typing_extensions import override

ELEMENTS = frozenset({
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span",
    "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "dir", "face", "height", "href", "lang",
    "nowrap", "rel", "rowspan", "size", "src", "start", "style", "target", "title", "type", "valign", "value", "width",
})  # fmt: skip
SCHEMES = ("http://", "https://", "mailto:", "tel:")


class Walk(HTMLParser):
    """Goes over a page and notes what does not belong in what a customer wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}>")
        self.found += [told for name, value in attrs for told in _attribute(tag, name, value or "")]

    @override
    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")

    @override
    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


def _attribute(tag: str, name: str, value: str) -> Iterator[str]:
    if name not in ATTRIBUTES:
        yield f"{tag} {name}"
    if name == "href" and not value.lower().startswith(SCHEMES):
        yield f"{tag} {name}={value}"
    if name == "src" and not value.startswith("data:image/"):
        yield f"{tag} {name}={value}"
    if name == "style" and any(
        sign in value.lower() for sign in ("url", "expression", "\\", "position", "/*", "behavior")
    ):
        yield f"{tag} {name}={value}"


def faults(page: str) -> list[str]:
    """What stands in a tamed page and must not."""
    walk = Walk()
    walk.feed(page)
    walk.close()
    return walk.found


PROSE = frozenset({"a", "bdi", "blockquote", "br", "p", "ul", "ol", "li", "strong", "em", "code", "pre", "h2", "h3"})
"""What text that people wrote is laid out with."""


class Elements(HTMLParser):
    """The kinds of elements of a page, each with the names of its attributes, and where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[str] = set()
        self.leads: set[str] = set()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in PROSE:
            self.kinds.add(" ".join([tag, *sorted({name for name, _value in attrs})]))
        self.leads |= {
            (value or "").partition(":")[0].strip().lower()
            for name, value in attrs
            if name in {"href", "src", "action", "formaction"} and ":" in (value or "").partition("/")[0]
        }


def elements(page: str) -> Elements:
    """The kinds of elements of a page, and where they lead."""
    found = Elements()
    found.feed(page)
    return found
