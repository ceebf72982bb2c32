"""What becomes of a mail's HTML: it reads as it was meant, and nothing of it acts, asks, or costs more than its length."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.web.markup.pictures import Pictures
from parola.web.markup.tame import LONGEST, MOST_MARKS, Labels, tame
from parola.web.markup.tidy import DEEPEST
from tests.support.walls import faults

LABELS = Labels(earlier="Earlier", withheld="Withheld")
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,"
SECOND = 1.0


def shown(html: str, **along: bytes) -> str:
    return tame(html, Pictures(along=along), LABELS)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<b>bold <i>both</b> plain</i>", "<b>bold <i>both</i></b> plain"),
        ("<td>a</td>", "a"),
        ("<table><tr><td>a</div><td>b</table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
        ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<o:p>words</o:p>", "words"),
        ("<!--[if mso]><b>x</b><![endif]-->seen<!--[if !mso]><!--> too<!--<![endif]-->", "seen too"),
        ("<style>p { color: red }</style><title>T</title>words", "words"),
        ("<svg/>words", "words"),
        ("no end <b", "no end &lt;b"),
        ("<p align=center dir='RTL' class=x id=y onclick=z()>a", '<p align="center" dir="RTL">a</p>'),
        ("<font color=red size=2 face=Arial>a</font>", '<font color="red" size="2" face="Arial">a</font>'),
        ("<td colspan=2><table><tr><td colspan=2>a", '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'),
        ("مرحبا <bdi>Parola</bdi>", "مرحبا <bdi>Parola</bdi>"),
    ],
)
def test_a_page_reads_as_it_was_meant(html: str, wanted: str) -> None:
    assert shown(html) == wanted


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: RED; font-size:12px", "color:RED;font-size:12px"),
        ("position:fixed;top:0;z-index:9;color:red", "color:red"),
        ("background:url(https://x.example/p.png)", ""),
        ("background: #fff", "background-color:#fff"),
        ("color:rgb(1, 2, 3);width:expression(alert(1))", "color:rgb(1, 2, 3)"),
        ("color:red;c\\6flor:blue", ""),
        ("color:re/**/d", ""),
        ("width:var(--x);content:'x';animation:a", ""),
        ("list-style-type:image-set('x')", ""),
    ],
)
def test_styles_colour_words_and_move_nothing(style: str, kept: str) -> None:
    assert shown(f'<p style="{style}">a</p>') == (f'<p style="{kept}">a</p>' if kept else "<p>a</p>")


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://parola.example/?a=1&copy=2&amp;b=3", "https://parola.example/?a=1&amp;copy=2&amp;b=3"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tel:+34911", "tel:+34911"),
        ("ht\ntps://a.example/", "https://a.example/"),
        ("javascript:alert(1)", ""),
        (" java&#9;script:alert(1)", ""),
        ("data:text/html,x", ""),
        ("vbscript:x", ""),
        ("//host.example/", ""),
        ("/console/tickets/", ""),
        ("cid:part1", ""),
        ("file:///etc/passwd", ""),
        ("blob:https://a.example/1", ""),
    ],
)
def test_a_link_leads_to_the_web_to_a_mailbox_or_to_a_telephone(href: str, target: str) -> None:
    attribute = f'href="{target}" ' if target else ""
    assert shown(f'<a href="{href}" target=_self rel=opener>go</a>') == (
        f'<a {attribute}target="_blank" rel="noopener noreferrer nofollow">go</a>'
    )


@pytest.mark.parametrize(
    ("words", "href", "told"),
    [
        ("https://bank.example/login", "https://evil.example/", "evil.example"),
        ("bank.example", "https://bank.example.evil.example/", "bank.example.evil.example"),
        ("www.bank.example", "https://bank.example/", ""),
        ("bank.example", "https://secure.bank.example/", ""),
        ("<b>bank</b>.example", "https://evil.example/", "evil.example"),
        ("bаnk.example", "https://xn--bnk-6cd.example/", "xn--bnk-6cd.example"),
        ("bank.example", "https://bаnk.example/", "xn--bnk-6cd.example"),
        ("ba\u200bnk.example", "https://evil.example/", "evil.example"),
        ("Click here", "https://evil.example/", ""),
        ("bank.example", "mailto:a@evil.example", ""),
    ],
)
def test_a_link_whose_words_are_another_address_says_where_it_leads(words: str, href: str, told: str) -> None:
    page = shown(f'<a href="{href}">{words}</a>')
    assert (f'<span class="leads"> → <bdi dir="ltr">{told}</bdi></span>' in page) == bool(told)
    assert ('class="leads"' in page) == bool(told)


def test_what_a_mail_quotes_is_folded_once_below_what_it_says() -> None:
    quotation = '<div class="gmail_quote">On Monday:<blockquote type="cite">old <blockquote type="cite">older</blockquote></blockquote></div>'
    page = shown(f"New.{quotation}")
    assert page.count("<details") == 1
    assert page.startswith('New.<details class="quoted"><summary>Earlier</summary><div>On Monday:')
    assert "<details" not in shown(quotation)
    assert "<details" not in shown("<details class=quoted><summary>Mine</summary>x</details>")


def test_a_picture_that_came_along_is_in_the_page_and_of_no_other_message() -> None:
    data = base64.b64encode(GIF).decode()
    assert shown('<img src="cid:One@x" alt=A>', **{"one@x": GIF}) == f'<img src="data:image/gif;base64,{data}" alt="A">'
    assert shown('<img src="cid:two@x" alt=A>', **{"one@x": GIF}) == '<span class="withheld">A</span>'


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"<script>", b"", b"%PDF-1.7"])
def test_only_pictures_are_shown_whatever_they_are_called(content: bytes) -> None:
    assert shown('<img src="cid:a">', a=content) == '<span class="withheld">Withheld</span>'
    written = base64.b64encode(content).decode()
    assert "data:" not in shown(f'<img src="data:image/png;base64,{written}">')


def test_a_picture_elsewhere_is_named_and_not_asked_for() -> None:
    pictures = Pictures()
    page = tame(
        '<img src="https://a.example/p.png" alt="Chart"><img src="https://a.example/t.gif" width=1 height=1>',
        pictures,
        LABELS,
    )
    assert page == '<span class="withheld">Chart</span>'
    assert [*pictures.elsewhere] == ["https://a.example/p.png"]
    assert "data:image/gif" in tame(
        '<img src="https://a.example/p">', Pictures(fetched={"https://a.example/p": GIF}), LABELS
    )


def test_words_that_look_like_our_own_numbers_stay_words() -> None:
    page = shown('&lt;img src="cid:0"&gt; <img src="cid:a"> title', a=GIF)
    assert page.count("data:image/gif") == 1
    assert page.startswith('&lt;img src="cid:0"&gt;')


def test_pictures_have_a_largest_sum() -> None:
    large = GIF + b"\0" * (4 * 1024 * 1024)
    page = shown('<img src="cid:a"><img src="cid:a"><img src="cid:a">', a=large)
    assert page.count("<img") == 2
    assert page.count("withheld") == 1


def test_what_lies_deep_loses_its_tags_and_not_its_words() -> None:
    page = shown("<div>" * 5_000 + "deep" + "</div>" * 5_000)
    assert page.count("<div>") == DEEPEST
    assert "deep" in page


def test_what_is_too_large_is_not_shown_as_a_page() -> None:
    assert shown("a" * (LONGEST + 1)) == ""
    assert shown("<b>" * (MOST_MARKS + 1)) == ""


BOMBS = {
    "depth": "<div>",
    "lists": "<ul><li>",
    "quotations": "<blockquote>",
    "letters": "<b>",
    "tables": "<table><tr><td>",
    "brackets": "<",
    "entities": "&amp;",
    "comments": "<!-->",
    "open comments": "<!--",
    "open tags": "<a ",
    "quotes": '<a b="',
    "scripts": "<script>",
    "styles": '<p style="color:red;margin:0 0 0 0;font-family:Arial">x</p>',
    "links": '<a href="https://x.example/a">x.example</a>',
    "pictures": '<img src="cid:a">',
    "formats": "<p><b><i><u>",
    "ends": "</p>",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_page_costs_much(bomb: str) -> None:
    """`bench/markup.py` measures; this only tells a slow page from one that never ends."""
    most = min(LONGEST // len(bomb), MOST_MARKS // max(bomb.count("<") + bomb.count("&"), 1))
    began = time.process_time()
    shown(bomb * most)
    shown(f"<p {'a=1 ' * 200_000}>" + f'<p style="{"a:b;" * 200_000}">')
    assert time.process_time() - began < SECOND


PIECES = st.sampled_from(
    ["<", ">", "/", "=", '"', "'", " ", "<p", "<a href=", "javascript:", "<img src=x onerror=alert(1)", "</", "<!--", "-->", "<svg",
     "<math", "<style>", "</style>", "<table>", "<td>", "</td>", "</table>", "<select>", "<template>", "<b>", "</b>", "<title>", "</title>",
     "<form>", "<script", "</script>", "<details open ontoggle=alert(1)>", "hx-get=/", " style=", "&#x", "&lt;", ";", "\x00", "\n", "a",
     "<noscript>", "<textarea>", "<iframe srcdoc=", "<mglyph>", "<annotation-xml encoding=text/html>", "<![CDATA[", "]]>", "<?", "url(//x)"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_written_comes_out_without_anything_that_acts(html: str) -> None:
    page = shown(html)
    assert faults(page) == []
    assert faults(shown(page)) == []
