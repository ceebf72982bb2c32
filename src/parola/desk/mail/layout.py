"""How every letter looks: text and HTML from the same words, in the reader's language and direction."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext

from parola.desk.accounts.colours import parse, shades
from parola.desk.accounts.models import Brand
from parola.desk.mail import trim
from parola.desk.mail.letters import Letter
from parola.desk.mail.prose import lines, prose


def layout(letter: Letter, brand: Brand, language: str, *, answerable: bool, stop: str = "") -> tuple[str, str]:
    """The letter as text and as HTML. Call it with the language active.

    `answerable`: whoever gets it can reply, and the brand says who it is. `stop`: where the reader says that they want no such mail.
    """
    values = {
        "letter": letter,
        "marker": trim.marked(gettext("Please write your answer above this line")) if answerable else "",
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "brand": brand.name,
        "colours": _colours(brand),
        "identity": brand.identity if answerable else [],
        "signature": brand.signature.get(language) or brand.signature.get(brand.language, ""),
        "stop": stop,
    }
    page = {"before": _laid(letter.before), "said": prose(letter.said), "lines": _laid(letter.lines)}
    text = render_to_string("mail/letter.txt", values)
    html = render_to_string("mail/letter.html", {**values, **page, "draft": prose(letter.draft)})
    return _plain(text), _plain(html)


def _colours(brand: Brand) -> dict[str, str]:
    """Of what can be pressed, by day and by night, and of the line under the brand's name; without one there is no such line."""
    if not brand.colour:
        return {"day": "#1d4ed8", "night": "#93c5fd", "own": ""}
    found = shades(parse(brand.colour))
    return {"day": found.light.accent.hex, "night": found.dark.accent.hex, "own": found.own.hex}


def _plain(rendered: SafeString) -> str:
    """Without the mark of what is safe to put into a page as it is: neither part of a mail is."""
    return rendered + ""


def _laid(paragraphs: tuple[str, ...]) -> list[SafeString]:
    return [lines(paragraph) for paragraph in paragraphs]
