from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.web.markdown import markdown

NO_LINKS = [
    "[a](javascript:alert(1))",
    "[a](JaVaScript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "[a](/\\evil.example)",
    "[a](java\nscript:alert(1))",
    "<javascript:alert(1)>",
]


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_leads_elsewhere_than_to_a_page_is_no_link(text: str) -> None:
    assert "<a" not in markdown(text)


def test_html_is_text() -> None:
    assert markdown("<img src=x onerror=alert(1)> <b>") == "<p>&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;</p>\n"
    assert "<img" not in markdown("![a](https://x.example/pixel.png)")


def test_the_highest_headings_of_a_text_stand_right_below_its_title() -> None:
    assert '<h2 id="s-a">A</h2>\n<h3 id="s-b">B</h3>' in markdown("## A\n### B")
    assert "<h6" in markdown("# A\n" + "###### B")


def test_what_articles_are_made_of_is_shown() -> None:
    shown = markdown("# One\n\n- a **b**\n\n| x |\n| --: |\n| 1 |\n\n    code\n\n[go](https://x.example)")
    for piece in (
        '<h2 id="s-one">One</h2>',
        "<li>a <strong>b</strong></li>",
        "<td>1</td>",
        "<pre><code>code",
        'href="https://x.example"',
    ):
        assert piece in shown
    assert "style=" not in shown


@given(st.text(alphabet="<>[]()!\"'`*_#|-:/\\&;= \nabjscript", max_size=120))
def test_no_text_makes_an_element_of_its_own(text: str) -> None:
    tags = {tag.lower() for tag in re.findall(r"<\s*([a-zA-Z]+[0-9]?)", markdown(text))}
    assert tags <= {"p", "a", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "hr", "br", "div", "s", "table",
                    "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
    assert not re.search(r"<[^>]*\s(?:on\w+|style|src)\s*=", markdown(text))
