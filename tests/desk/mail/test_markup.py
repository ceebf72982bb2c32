"""HTML as text, at a bounded cost."""

from __future__ import annotations

import time

import pytest

from parola.desk.mail.markup import LONGEST, to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<br>b", "a\nb"),
        ("<ul><li>x</li><li>y</li></ul>", "* x\n  * y"),
        ("<p>3 &lt; 4 &amp; 5</p>", "3 < 4 & 5"),
        ('<div dir="rtl">مرحبا</div>', "مرحبا"),
        ("<style>p { color: red }</style><p>seen</p>", "seen"),
        ("", ""),
    ],
)
def test_small_pages_are_laid_out(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "word",
        "<b><div></b>" * 20_000 + "word",
        "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">word</p>",
        "<table><tr><td>" * 2_000 + "word",
        "<script>" * 20_000 + "</script>word",
        "<" * LONGEST + "word",
        "<!--" * 60_000 + "-->word",
        "<p>" + "x " * LONGEST + "word</p>",
    ],
    ids=["deep", "false ends", "attributes", "tables", "scripts", "brackets", "comments", "long"],
)
def test_hostile_pages_cost_little_and_keep_their_words(html: str) -> None:
    started = time.perf_counter()
    text = to_text(html)
    assert time.perf_counter() - started < 5
    assert "word" in text or "<!--" in html


def test_the_words_of_a_page_too_large_to_lay_out_are_kept_without_scripts() -> None:
    page = "<script>evil()</script><p>seen</p><style>p{}</style><p>too</p>" + "<p>x</p>" * LONGEST
    text = to_text(page)
    assert text.startswith("seen")
    assert "evil" not in text
    assert "p{}" not in text
