"""Text and HTML of a letter say the same, in every language, and the HTML asks nothing of anybody."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils.safestring import SafeData
from django.utils.translation import override

from parola.desk.accounts.models import Brand
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import Letter
from parola.desk.mail.markup import to_text

LETTER = Letter(
    subject="[CRE-1] No login",
    before=("Dear <b>Ana</b>,\nof {{ Acme }}",),
    said="Try https://status.credenti.example/now.\n\n- one\n- two\n\n> you wrote\n> so\n\nمرحبا",
    lines=("We will answer by Tuesday.\nTruly & surely.", "CRE-1: لقد استلمنا"),
    draft="A draft.\n\nOf two paragraphs.",
    link="https://desk.example/portal/requests/CRE-1/",
    link_text="See your request",
)
BRAND = Brand(
    name="Credenti", language="en", languages=["en"], signature={"en": "Yours,\nCredenti"}, legal_name="Credenti <SL>"
)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def words(text: str) -> list[str]:
    """The words, without what only one of the two parts needs: quotation marks, the address of a link, the line over a signature."""
    without = text.replace(f": {LETTER.link}", "").replace("\n-- \n", "\n")
    return re.sub(r"(?m)^> ", "", without).replace("https://desk.example/stop", "").replace(":", " ").split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_parts_say_the_same(language: str) -> None:
    with override(language):
        text, html = layout(LETTER, BRAND, language, answerable=True, stop="https://desk.example/stop")
    assert words(text) == words(to_text(html))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_its_language_and_direction_and_loads_nothing(language: str) -> None:
    with override(language):
        _text, html = layout(LETTER, BRAND, language, answerable=True)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert not re.search(r"<(script|img|link|iframe|form|object)|\ssrc=|url\(|@import|\son\w+=", html)
    assert "&lt;b&gt;Ana&lt;/b&gt;" in html
    assert {*re.findall(r'href="([^"]*)"', html)} == {LETTER.link, "https://status.credenti.example/now"}


def test_neither_part_passes_for_safe_on_a_page() -> None:
    with override("en"):
        assert not any(isinstance(part, SafeData) for part in layout(LETTER, BRAND, "en", answerable=True))
