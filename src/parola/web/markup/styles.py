"""The styles that a mail may bring along: how its words look, never where they stand on the page, and nothing that is fetched."""

from __future__ import annotations

import re

PROPERTIES = frozenset({
    "background-color", "border", "border-block", "border-bottom", "border-bottom-color", "border-bottom-style",
    "border-bottom-width", "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
    "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style", "border-right-width",
    "border-spacing", "border-style", "border-top", "border-top-color", "border-top-style", "border-top-width", "border-width",
    "caption-side", "clear", "color", "direction", "display", "float", "font", "font-family", "font-size", "font-style",
    "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin", "margin-bottom",
    "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width", "overflow-wrap", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "text-transform", "unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing", "word-wrap",
})  # fmt: skip
_LONGEST = 3_000
_PLAIN = re.compile(r"(?:[-\w#%.,\s'\"!+/]++|(?:(?<=\brgb)|(?<=\brgba)|(?<=\bhsl)|(?<=\bhsla))\([-\d.,%\s/]*+\))*+")
"""A value without functions, but for colours: so it names no address, no expression and nothing from elsewhere."""


def kept(style: str) -> str:
    """Of a style those declarations that are allowed. What is written in a way that hides its meaning is dropped whole."""
    if len(style) > _LONGEST or "\\" in style or "/*" in style:
        return ""
    return ";".join(filter(None, map(_declaration, style.split(";"))))


def _declaration(written: str) -> str:
    name, colon, value = written.partition(":")
    name, value = name.strip().lower(), value.strip()
    if name == "background" and colon:
        name = "background-color"
    return f"{name}:{value}" if name in PROPERTIES and value and _PLAIN.fullmatch(value) else ""
