"""Articles, which are written in Markdown, as HTML: text, headings, lists, tables, code and links, and nothing else.

HTML in a text is text. A link leads to a page by http or https, to a mail address, or within this desk; what else would be one
stays text. Pictures are not shown: they would tell their host who reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LINK = re.compile(r"(?:https?://|mailto:)[^\s]|/[\w#?]|#", re.IGNORECASE)
NESTED = 20
BELOW = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}
"""Headings of a text stand below the title of its page."""


def markdown(text: str) -> SafeString:
    """The text as safe HTML."""
    return mark_safe(str(_parser().render(text)))  # noqa: S308  # the parser escapes all but what it makes itself


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTED}).enable(["table", "strikethrough"])
    parser.disable("image")
    parser.validateLink = lambda url: LINK.match(url) is not None  # type: ignore[method-assign]  # as its manual says
    for rule, told in (("link_open", _link), ("heading_open", _heading), ("heading_close", _heading)):
        parser.add_render_rule(rule, told)
    for rule in ("th_open", "td_open"):
        parser.add_render_rule(rule, _cell)
    for rule, told in (("table_open", _table), ("table_close", _table_end), ("fence", _code), ("code_block", _code)):
        parser.add_render_rule(rule, told)
    return parser


def _link(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    if not str(tokens[at].attrGet("href") or "").startswith(("/", "#")):
        tokens[at].attrSet("rel", "noopener noreferrer nofollow")
    return self.renderToken(tokens, at, options, env)


def _heading(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].tag = BELOW.get(tokens[at].tag, tokens[at].tag)
    return self.renderToken(tokens, at, options, env)


def _table(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f'<div class="scroll" tabindex="0">{self.renderToken(tokens, at, options, env)}'


def _table_end(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f"{self.renderToken(tokens, at, options, env)}</div>"


def _cell(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    tokens[at].attrs.pop("style", None)  # the policy of contents lets no element bring a style of its own
    return self.renderToken(tokens, at, options, env)


def _code(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    return f'<div class="scroll" dir="ltr" tabindex="0">{self.code_block(tokens, at, options, env)}</div>'
