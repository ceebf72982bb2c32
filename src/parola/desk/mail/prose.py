"""What people wrote, as safe HTML: paragraphs, line breaks, quotations and links, and nothing else of theirs.

The pages show by it what came and what was answered, and the mails that leave are laid out by it: what an agent writes looks the
same in both. Every character is escaped; only `http` and `https` addresses become links, and each paragraph (a quotation as a whole)
finds its own direction, so that Arabic and Latin paragraphs of one mail both read well.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import urlsplit

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{|}\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)
"""Ends at white space, quotes and the characters that reorder text, which could make a link look like another one."""
TRAILING = ".,;:!?*_»”’…"
CLOSERS = {")": "(", "]": "["}


def prose(text: str) -> SafeString:
    """The text as HTML paragraphs; an empty line parts them, quoted lines (`> `) make a quotation."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    blocks = (_quotation(group) if quoted else _written(group) for quoted, group in groupby(found, key=_is_quoted))
    return mark_safe("".join(blocks))  # noqa: S308  # made of escaped pieces alone


def linked(line: str) -> SafeString:
    """One line, escaped, its web addresses as links."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(line)))


def _is_quoted(line: str) -> bool:
    return line.startswith(">")


def _quotation(quoted: Iterable[str]) -> SafeString:
    inner = "\n".join(line[1:].removeprefix(" ") for line in quoted)
    return format_html('<blockquote dir="auto">{}</blockquote>', _paragraphs(inner, "<p>{}</p>"))


def _written(plain: Iterable[str]) -> SafeString:
    return _paragraphs("\n".join(plain), '<p dir="auto">{}</p>')


def _paragraphs(text: str, each: str) -> SafeString:
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return format_html_join("", each, ((lines(part),) for part in paragraphs if part.strip()))


def lines(paragraph: str) -> SafeString:
    """The lines of one paragraph, within it."""
    return mark_safe("<br>".join(linked(line) for line in paragraph.split("\n")))  # noqa: S308  # escaped by `linked`


def _pieces(line: str) -> Iterator[SafeString]:
    place = 0
    for match in ADDRESS.finditer(line):
        address = _without_trailing(match.group())
        yield escape(line[place : match.start()])
        yield _link(address)
        place = match.start() + len(address)
    yield escape(line[place:])


def _link(address: str) -> SafeString:
    if not _has_host(address):
        return escape(address)
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow" target="_blank"><bdi dir="ltr">{}</bdi></a>', address, address
    )


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _without_trailing(address: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays if the address opened it."""
    while address:
        last = address[-1]
        opener = CLOSERS.get(last)
        if last not in TRAILING and (opener is None or address.count(opener) >= address.count(last)):
            return address
        address = address[:-1]
    return address
