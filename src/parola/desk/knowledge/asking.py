"""What somebody types into the search, understood: words, "exact phrases", -not these, title:, product:, language:, kind:. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parola.desk.knowledge.words import telling, words

LONGEST = 4000
MOST_WORDS = 60
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
PIECE = re.compile(r'(?P<without>(?<!\S)-)?(?:(?P<field>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
FIELDS = {
    **dict.fromkeys(("title", "titulo", "titolo", "عنوان", "العنوان"), "title"),
    **dict.fromkeys(("product", "producto", "prodotto", "منتج", "المنتج"), "product"),
    **dict.fromkeys(("language", "idioma", "lingua", "لغه", "اللغه"), "language"),
    **dict.fromkeys(("kind", "tipo", "نوع", "النوع"), "kind"),
}
"""The operators, each also in the other languages of the desk."""
KINDS = {
    **dict.fromkeys(("solution", "solucion", "soluzione", "حل"), "solution"),
    **dict.fromkeys(
        ("known error", "error", "error conocido", "errore noto", "errore", "خطا معروف", "خطا"), "known_error"
    ),
    **dict.fromkeys(("guide", "guia", "guida", "دليل"), "guide"),
    **dict.fromkeys(("video", "فيديو"), "video"),
    **dict.fromkeys(("documentation", "docs", "documentacion", "documentazione", "وثائق", "توثيق"), "documentation"),
    "api": "api",
}
"""What `kind:` may be followed by, in their one spelling; each also in the other languages of the desk."""

FREE = ("words", "phrase", "title")
"""The pieces that say what is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for, all in the words' one spelling. Every `title`, `product` and phrase must be there, nothing of `without`."""

    said: str = ""
    """What is looked for as it was written, without operators: what it means is told by this."""
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """As articles keep them; what is called like none is there as it was said, and no article is of it."""

    @property
    def narrows(self) -> bool:
        """Whether it asks for something without a word to look for."""
        return bool(self.products or self.languages or self.kinds)


def written(text: str) -> Asked:
    """A text that somebody writes for people: words alone, whatever stands between them."""
    found = dict.fromkeys(word for word in words(text[:LONGEST]) if telling(word))
    return Asked(said=text[:LONGEST], words=tuple(found)[:MOST_WORDS])


def typed(text: str) -> Asked:
    """A search, with its operators. Where nothing but words without meaning is asked, these are looked for."""
    parts: dict[str, list[tuple[str, ...]]] = {}
    meant: list[str] = []
    for match in PIECE.finditer(text[:LONGEST].translate(QUOTES)):
        kind, said = _piece(match)
        if found := tuple(words(said)):
            parts.setdefault(kind, []).append(found)
            meant += [said] if kind in FREE else []
    free = _flat(each for kind in FREE for each in parts.get(kind, ()))
    return Asked(
        said=" ".join(meant),
        words=(tuple(word for word in free if telling(word)) or free)[:MOST_WORDS],
        phrases=tuple(parts.get("phrase", ())),
        without=_flat(parts.get("without", ())),
        title=_flat(parts.get("title", ())),
        products=tuple(" ".join(each) for each in parts.get("product", ())),
        languages=_flat(parts.get("language", ())),
        kinds=tuple(KINDS.get(said, said) for said in map(" ".join, parts.get("kind", ()))),
    )


def _piece(match: re.Match[str]) -> tuple[str, str]:
    """What kind of piece it is, and what it says."""
    name = " ".join(words(match["field"] or ""))
    field = FIELDS.get(name, "")
    said = match["word"] if match["phrase"] is None else match["phrase"]
    if name and not field:
        said = f"{match['field']} {said}"  # a colon in a sentence
    if match["without"]:
        return "without", said
    return field or ("words" if match["phrase"] is None else "phrase"), said


def _flat(said: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for each in said for word in each))
