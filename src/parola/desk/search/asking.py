"""What somebody types into the search: words, "words in order", -not these, in:people, and the filters of the queue's line. Pure.

It is the filter line (`tickets.filters`) with two differences: what is before a colon and is no filter is a word like any other, and
`in:` says what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parola.desk.knowledge.words import words
from parola.desk.tickets import filters
from parola.desk.tickets.filter_words import fields, spelt
from parola.desk.tickets.filters import Fault, Term, Wrong

MOST_WORDS = 12


class Kind(StrEnum):
    """What can be found, in the order in which it is shown."""

    TICKETS = "tickets"
    PEOPLE = "people"
    ORGANIZATIONS = "organizations"
    ARTICLES = "articles"


NAMES = frozenset(map(spelt, ("in", "en", "في", "kind", "tipo", "نوع")))
KINDS = {
    Kind.TICKETS: ("ticket", "tickets", "tique", "tiques", "solicitudes", "richieste", "تذاكر", "التذاكر"),
    Kind.PEOPLE: ("people", "person", "personas", "persone", "أشخاص", "الأشخاص"),
    Kind.ORGANIZATIONS: (
        "organizations", "organization", "customers", "organizaciones", "clientes", "organizzazioni", "clienti",
        "مؤسسات", "المؤسسات", "عملاء", "العملاء",
    ),
    Kind.ARTICLES: ("articles", "article", "artículos", "articulos", "articoli", "مقالات", "المقالات"),
}  # fmt: skip
"""What `in:` takes, in the languages of the desk."""
NAMED = {spelt(name): kind for kind, names in KINDS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Said:
    """Words that follow one another, in their one spelling; `raw`: as they were typed."""

    words: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search, understood. `going_on`: its last word may still be being typed."""

    text: str
    words: tuple[Said, ...] = ()
    without: tuple[Said, ...] = ()
    filters: tuple[Term, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    """What is looked for, as far as that was said."""
    faults: tuple[Fault, ...] = ()
    going_on: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is asked, or too little of it was typed yet to look for it."""
        begun = self.going_on and len(self.text) == 1 and not self.text.isdigit()
        return begun or not (self.words or self.without or self.filters or self.faults)

    @property
    def looked_for(self) -> tuple[Kind, ...]:
        """The kinds that are looked for: who names filters of tickets, and no kind, looks for tickets."""
        if self.kinds:
            return tuple(kind for kind in Kind if kind in self.kinds)
        return (Kind.TICKETS,) if self.filters else tuple(Kind)


def asked(text: str, *, typing: bool = False) -> Asked:
    """What the text asks for. Never fails; what is wrong in it is among the faults, and is not looked for."""
    clean = " ".join(text.replace("\x00", " ").split())[: filters.LONGEST].translate(filters.QUOTES)
    narrowing, free, kinds, faults = list[str](), list[tuple[bool, Said]](), set[Kind](), list[Fault]()
    for match in filters.PIECE.finditer(clean):
        name = spelt(match["field"] or "")
        if name in fields():
            narrowing.append(match.group())
        elif name in NAMES and match["op"] == ":":
            found = NAMED.get(spelt(match["values"]))
            kinds |= {found} if found else set()
            faults += [] if found else [_no_kind(match)]
        else:
            free.append((bool(match["without"]), _said(match)))
    read = filters.read(" ".join(narrowing))
    return Asked(
        text=clean,
        words=_of(free, without=False),
        without=_of(free, without=True),
        filters=read.line.terms,
        kinds=frozenset(kinds),
        faults=(*read.faults, *faults),
        going_on=typing and text[-1:].isalnum(),
    )


def _said(match: re.Match[str]) -> Said:
    """Words, a phrase, or a colon that is no filter's."""
    raw = match["phrase"] if match["phrase"] is not None else match.group().lstrip("-").strip('"')
    return Said(tuple(words(raw)), raw)


def _of(free: Sequence[tuple[bool, Said]], *, without: bool) -> tuple[Said, ...]:
    said = (each for unwanted, each in free if unwanted is without and each.words)
    return tuple(dict.fromkeys(said))[:MOST_WORDS]


def _no_kind(match: re.Match[str]) -> Fault:
    return Fault(wrong=Wrong.VALUE, start=match.start(), end=match.end(), said=match["values"], choices=tuple(Kind))
