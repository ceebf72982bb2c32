"""Whatever people write comes out as text: paragraphs, quotations, links to the web, and nothing of theirs that a browser obeys."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.mail.prose import prose

ALLOWED = {"p": {"dir"}, "blockquote": {"dir"}, "br": set(), "a": {"href", "rel", "target"}, "bdi": {"dir"}}
ALPHABET = st.sampled_from(
    ["<", ">", "&", '"', "'", "\n", "\r", " ", "https://", "HTTP://a.b/", "javascript:", "x", "ع", "\u202e", "[", ")"]
)
WRITING = st.lists(ALPHABET | st.characters(), max_size=60).map("".join)


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text between."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags


@given(WRITING)
def test_nothing_but_our_own_tags_comes_out(text: str) -> None:
    for tag, attributes in read(prose(text)).tags:
        assert set(attributes) <= ALLOWED[tag]
        assert (attributes.get("href") or "https://").lower().startswith(("http://", "https://"))


@given(WRITING)
def test_no_word_is_lost(text: str) -> None:
    def letters(said: str) -> str:
        return "".join(said.replace(">", "").split())

    assert letters(read(prose(text)).text) == letters(text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("One.\n\nTwo.", '<p dir="auto">One.</p><p dir="auto">Two.</p>'),
        ("One\nTwo", '<p dir="auto">One<br>Two</p>'),
        ("One\r\nTwo", '<p dir="auto">One<br>Two</p>'),
        ("a < b & c", '<p dir="auto">a &lt; b &amp; c</p>'),
        ("> said\n> before\nno", '<blockquote dir="auto"><p>said<br>before</p></blockquote><p dir="auto">no</p>'),
        ("", ""),
    ],
)
def test_paragraphs_lines_and_quotations(written: str, shown: str) -> None:
    assert prose(written) == shown


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("See https://a.example/x?y=1&z=2.", "https://a.example/x?y=1&z=2"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/wiki/Parola_(word)", "https://a.example/wiki/Parola_(word)"),
        ("«https://a.example/»", "https://a.example/"),
        ('<a href="https://a.example/">', "https://a.example/"),
        ("HTTPS://A.EXAMPLE/", "HTTPS://A.EXAMPLE/"),
        ("https://a.example/\u202egpj.exe", "https://a.example/"),
    ],
)
def test_addresses_become_links_without_the_sentence_around_them(written: str, address: str) -> None:
    links = [attributes for tag, attributes in read(prose(written)).tags if tag == "a"]
    assert [link["href"] for link in links] == [address]
    assert links[0]["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize(
    "written",
    ["javascript:alert(1)", "data:text/html,x", "https://", "http://[", "file:///etc/passwd", "ftp://a.example"],
)
def test_nothing_else_becomes_a_link(written: str) -> None:
    assert "<a" not in prose(written)
