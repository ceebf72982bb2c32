"""Articles, which are written in Markdown, as HTML: text, headings, lists, tables, code, links and pictures, and nothing else.

HTML in a text is text. A link leads to a page by http or https, to a mail address, within this desk, to a file of the article or to a
page of its collection; what else would be one stays text. Pictures and films are the article's own: those of other hosts, which would
tell these who reads, are links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import unquote

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LINK = re.compile(r"(?:https?://|mailto:)[^\s]|/[\w#?]|#|(?:file|page):[^\s]", re.IGNORECASE)
OUTSIDE = re.compile(r"https?://", re.IGNORECASE)
NESTED = 20
LONGEST_PLACE = 80
FIRST, LAST = 2, 6
"""The levels of headings: those of a text stand below the title of its page."""


Shape = Literal["picture", "film", "file"]


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a file is, and how a text shows it."""

    address: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Around:
    """What a text may refer to: files by name, pages of its collection by path (their addresses)."""

    files: Mapping[str, Shown]
    pages: Mapping[str, str]


NOTHING = Around({}, {})


def markdown(text: str, around: Around = NOTHING) -> SafeString:
    """The text as safe HTML. `around`: what it may refer to by name."""
    parser, env = _parser(), {"around": around}
    tokens = parser.parse(text, env)
    highest = min((_level(each) for each in tokens if each.type == "heading_open"), default=1)
    html = str(parser.renderer.render(tokens, parser.options, {**env, "highest": highest}))
    return mark_safe(html)  # noqa: S308  # the parser escapes all but what it makes itself


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTED}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: LINK.match(url) is not None  # type: ignore[method-assign]  # as its manual says
    for rule, told in (
        ("link_open", _link),
        ("link_close", _link_end),
        ("image", _picture),
        ("heading_open", _heading),
        ("heading_close", _below),
    ):
        parser.add_render_rule(rule, told)
    for rule in ("th_open", "td_open"):
        parser.add_render_rule(rule, _cell)
    for rule, told in (("table_open", _table), ("table_close", _table_end), ("fence", _code), ("code_block", _code)):
        parser.add_render_rule(rule, told)
    return parser


def _link(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    token, href = tokens[at], str(tokens[at].attrGet("href") or "")
    own = _address(href, env["around"])
    if own is None:
        token.attrs.pop("href", None)  # what is not there leads nowhere
    else:
        token.attrSet("href", own)
    if own and not own.startswith(("/", "#")):
        token.attrSet("rel", "noopener noreferrer nofollow")
    env["linked"] = True
    return self.renderToken(tokens, at, options, env)


def _link_end(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    env["linked"] = False
    return self.renderToken(tokens, at, options, env)


def _address(href: str, around: Around) -> str | None:
    """Where a link leads; None where that is not there."""
    scheme, _colon, rest = href.partition(":")
    if href.startswith("#"):  # by itself it is a link of an import that leads nowhere
        return f"#{_place(href[1:])}" if href[1:] else None
    if scheme.lower() == "file":
        found = around.files.get(unquote(rest))
        return found.address if found else None
    if scheme.lower() == "page":
        path, hash_, place = unquote(rest).partition("#")
        there = around.pages.get(path)
        return f"{there}#{_place(place)}" if there and hash_ else there
    return href


def _picture(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A picture or a film of the article's own; of others their words, which lead there."""
    words = self.renderInlineAsText(tokens[at].children or [], options, env)
    source, around = str(tokens[at].attrGet("src") or ""), env["around"]
    address = _address(source, around)
    own = around.files.get(unquote(source.partition(":")[2])) if source.lower().startswith("file:") else None
    if own is not None and own.shape != "file":
        return _drawn(own, words)
    if not address or env.get("linked"):
        return escape(words)
    rel = ' rel="noopener noreferrer nofollow"' if OUTSIDE.match(address) else ""
    return f'<a href="{escape(address)}"{rel}>{escape(words or address)}</a>'


def _drawn(own: Shown, words: str) -> str:
    if own.shape == "picture":
        return format_html('<img src="{}" alt="{}" loading="lazy">', own.address, words)
    return format_html('<video src="{}" aria-label="{}" controls preload="metadata"></video>', own.address, words)


def _heading(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """With its place, to which links lead: that of the first of those who are called so."""
    place = _place(tokens[at + 1].content)
    if place not in env.setdefault("places", set()):
        env["places"].add(place)
        tokens[at].attrSet("id", place)
    return _below(self, tokens, at, options, env)


def _below(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].tag = f"h{min(FIRST + _level(tokens[at]) - env['highest'], LAST)}"
    return self.renderToken(tokens, at, options, env)


def _level(heading: Token) -> int:
    return int(heading.tag[1:])


def _place(words: str) -> str:
    """The name of a place within a text, which is none of the page's own; the same for a heading and for what links to it."""
    kept = re.sub(r"[\s_-]+", "-", re.sub(r"[^\w\s-]", "", unquote(words).lower())).strip("-")
    return f"s-{kept[:LONGEST_PLACE]}"


def _table(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f'<div class="scroll" tabindex="0">{self.renderToken(tokens, at, options, env)}'


def _table_end(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f"{self.renderToken(tokens, at, options, env)}</div>"


def _cell(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].attrs.pop("style", None)  # the policy of contents lets no element bring a style of its own
    return self.renderToken(tokens, at, options, env)


def _code(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f'<div class="scroll" dir="ltr" tabindex="0">{self.code_block(tokens, at, options, env)}</div>'
