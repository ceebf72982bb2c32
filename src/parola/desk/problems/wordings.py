"""In which language a customer is told, and how it says so where that is not their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language_info, gettext, override

from parola.desk.accounts.models import Brand
from parola.desk.tickets.entries import speakable


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A text in the language in which it is there; `wanted` is the reader's."""

    text: str
    language: str
    wanted: str

    @property
    def theirs(self) -> bool:
        """Whether it is in the reader's own language."""
        return self.language == self.wanted

    @property
    def said(self) -> str:
        """What the reader is told: the text, and before it, where it is in another language, that it is."""
        if self.theirs:
            return self.text
        with override(self.wanted):
            named = get_language_info(self.language)["name_translated"]
            before = gettext("We do not have this in your language yet. It follows in %(language)s.")
            return f"{before % {'language': named}}\n\n{self.text}"


def worded(texts: Mapping[str, str], wanted: str, brand: Brand) -> Worded:
    """The text for a reader of that language: in it, else in the brand's own, else in the first of its languages that is there."""
    order = (wanted, brand.language, *brand.languages, *sorted(texts))
    language = next(code for code in order if texts.get(code))
    return Worded(text=texts[language], language=language, wanted=wanted)


def kept(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that say something, as every database keeps them."""
    said = {language: speakable(text).strip() for language, text in texts.items()}
    return {language: text for language, text in said.items() if text}
