"""The filter line: `priority:P1,P2 -state:waiting assignee:me due<4h "words"`, read into a value and told again. Pure.

    line    = { ["-"] ( field op values | word ) }
    op      = ":" | "<" | "<=" | ">" | ">="
    values  = value { "," value }             any of them
    value   = bare word | "with blanks, or a comma"
    word    = bare word | "a phrase"          all of them are looked for

A field that is named twice means either of what is named; with "-" none of it. What cannot be read is told by its place: nothing is
passed over. Fields and their fixed values are read in every language of the desk, and kept by their English words (`filter_words`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from parola.desk.accounts.spelling import UNSEEN
from parola.desk.tickets.filter_words import (
    CLOSED,
    VALUES,
    Field,
    field_word,
    fields,
    spelt,
    value_word,
    values,
)

LONGEST = 500
LARGEST = 9_999
"""Of a number in a line, a span of time too."""
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"،": ","})
LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
PIECE = re.compile(
    r"""(?P<without>-(?=[^\s]))?
    (?: (?P<field>[^\W\d_]+)(?P<op><=|>=|<|>|:)(?P<values>(?:[^\s",]|"[^"]*"|,)*(?:"[^"]*$)?)
      | "(?P<phrase>[^"]*)"
      | (?P<word>[^\s"]+)
      | (?P<open>"[^"]*$) )""",
    re.VERBOSE,
)
VALUE = re.compile(r'"([^"]*)"|([^",]+)|(,)')
SPAN = re.compile(r"(\d{1,4})([mhdw])", re.ASCII)
BARE = re.compile(r'[^\s",]+')
COMPARED = frozenset({Field.TIER, Field.DUE, Field.OPENED, Field.UPDATED})
TIMES = frozenset({Field.DUE, Field.OPENED, Field.UPDATED})
ORDER = {field: place for place, field in enumerate(Field)}


class Wrong(StrEnum):
    """What is wrong at a place of a line."""

    LENGTH = "length"
    QUOTE = "quote"
    FIELD = "field"
    NOTHING = "nothing"
    COMPARED = "compared"
    VALUE = "value"
    TIME = "time"
    NUMBER = "number"
    LANGUAGE = "language"
    NAME = "name"
    """Nothing on the desk that the reader may see is called so: told by who asks the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that cannot be read, and where: the half-open span of the line that it stands in."""

    wrong: Wrong
    start: int
    end: int
    said: str
    field: Field | None = None
    choices: tuple[str, ...] = ()
    """What could stand there; empty where there is too much to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One filter. Of words there is one value; of a comparison too."""

    field: Field
    values: tuple[str, ...]
    op: str = ":"
    without: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for: all of its terms. Empty: everything at work."""

    terms: tuple[Term, ...] = ()

    def named(self, field: Field) -> tuple[str, ...]:
        """The values of which the field must have one; none where the line does not say."""
        found = [term.values for term in self.terms if term.field is field and term.op == ":" and not term.without]
        return found[0] if found else ()

    def of(self, field: Field) -> tuple[Term, ...]:
        """All terms of the field."""
        return tuple(term for term in self.terms if term.field is field)

    def put(self, field: Field, *given: str) -> Line:
        """The line with these values of the field in place of all that it says of it; without them: without the field."""
        others = [term for term in self.terms if term.field is not field]
        return told([*others, *([Term(field=field, values=given)] if given else [])])

    def spelt(self, language: str = "en") -> str:
        """The line as text; the same in any language when it is read again."""
        return " ".join(_spelt(term, language) for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A line that was read: what it asks for, by its places, and what is wrong in it. `text` is what was read."""

    text: str
    line: Line
    places: tuple[tuple[Term, int, int], ...]
    faults: tuple[Fault, ...]


def read(text: str) -> Read:
    """What somebody typed. Never fails: what is wrong is among the faults."""
    clean = UNSEEN.sub("", re.sub(r"\s", " ", unicodedata.normalize("NFC", text))).strip()
    if len(clean) > LONGEST:
        cut = clean[:LONGEST]
        return Read(text=cut, line=Line(), places=(), faults=(_fault(Wrong.LENGTH, 0, LONGEST, ""),))
    places: list[tuple[Term, int, int]] = []
    faults: list[Fault] = []
    for match in PIECE.finditer(clean.translate(QUOTES)):
        found = _term(match)
        if isinstance(found, Term):
            places.append((found, match.start(), match.end()))
        else:
            faults.append(found)
    return Read(text=clean, line=told(term for term, *_ in places), places=tuple(places), faults=tuple(faults))


def told(terms: Iterable[Term]) -> Line:
    """The one line of these terms: in one order, and what is named twice as one."""
    joined: dict[object, Term] = {}
    for term in sorted(terms, key=lambda each: (ORDER[each.field], each.without, each.op)):
        one = term.field is not Field.WORDS and term.op == ":"
        key: object = (term.field, term.without) if one else term
        known = joined.get(key)
        together = dict.fromkeys([*known.values, *term.values]) if known else term.values
        joined[key] = replace(term, values=tuple(together))
    return Line(tuple(joined.values()))


def _term(match: re.Match[str]) -> Term | Fault:
    without, start, end = bool(match["without"]), match.start(), match.end()
    if match["open"] or (match["values"] is not None and match["values"].count('"') % 2):
        return _fault(Wrong.QUOTE, start, end, match.group())
    if match["field"] is None:
        said = match["word"] if match["phrase"] is None else " ".join(match["phrase"].split())
        if not said:
            return _fault(Wrong.NOTHING, start, end, match.group())
        return Term(field=Field.WORDS, values=(said,), without=without)
    field = fields().get(spelt(match["field"]))
    if field is None:
        return _fault(Wrong.FIELD, *match.span("field"), match["field"])
    given = list(_values(match))
    bad = next((each for each in given if isinstance(each, Fault)), None) or _shape(match, field, given)
    said_values = tuple(dict.fromkeys(each for each in given if isinstance(each, str)))
    return bad or Term(field=field, values=said_values, op=match["op"], without=without)


def _values(match: re.Match[str]) -> Iterator[str | Fault]:
    """Each value of a term as it is kept, or what is wrong with it."""
    field = fields()[spelt(match["field"])]
    for each in VALUE.finditer(match["values"]):
        if each[3]:
            continue
        start = match.start("values") + each.start()
        said = " ".join((each[2] if each[1] is None else each[1]).split())
        if said:
            value = _value(field, match["op"], said)
            place = (start, start + len(each.group()))
            yield value if isinstance(value, str) else replace(value, start=place[0], end=place[1])


def _shape(match: re.Match[str], field: Field, given: list[str | Fault]) -> Fault | None:
    """What is wrong with the term as a whole."""
    place, compares = (match.start("field"), match.end()), match["op"] != ":"
    if compares and field not in COMPARED:
        return replace(_fault(Wrong.COMPARED, *place, match.group()), field=field)
    if not given or (compares and len(given) > 1):
        return replace(_fault(Wrong.NOTHING, *place, match.group()), field=field, choices=choices(field))
    return None


def _value(field: Field, op: str, said: str) -> str | Fault:
    known = values(field).get(spelt(said)) if op == ":" else None
    if known is not None:
        return known
    fault = replace(_fault(Wrong.VALUE, 0, 0, said), field=field, choices=choices(field))
    if field in CLOSED:
        return fault
    if field in TIMES:
        return _time(said.translate(LATIN).lower(), op) or replace(fault, wrong=Wrong.TIME)
    if field is Field.TIER:
        number = said.translate(LATIN)
        return number.lstrip("0") if re.fullmatch(r"0*[1-9]\d?", number) else replace(fault, wrong=Wrong.NUMBER)
    if field is Field.LANGUAGE:
        return said.lower() if re.fullmatch(r"[a-zA-Z]{2,3}", said) else replace(fault, wrong=Wrong.LANGUAGE)
    return said


def _time(said: str, op: str) -> str | None:
    """A day; where it is compared, a length of time too."""
    span = SPAN.fullmatch(said)
    if span and op != ":":
        return f"{int(span[1])}{span[2]}"
    try:
        return date.fromisoformat(said).isoformat() if len(said) == len("2026-11-23") else None
    except ValueError:
        return None


def choices(field: Field) -> tuple[str, ...]:
    """The values that the desk has a word for."""
    return tuple(VALUES.get(field, ()))


def _fault(wrong: Wrong, start: int, end: int, said: str) -> Fault:
    return Fault(wrong=wrong, start=start, end=end, said=said)


def _spelt(term: Term, language: str) -> str:
    sign = "-" if term.without else ""
    if term.field is Field.WORDS:
        return sign + _word(term.values[0])
    said = ",".join(quoted(value_word(term.field, value, language)) for value in term.values)
    return f"{sign}{field_word(term.field, language)}{term.op}{said}"


def _word(text: str) -> str:
    """A word that is none of the operators."""
    alone = PIECE.fullmatch(text)
    return text if alone and alone["word"] == text else f'"{text}"'


def quoted(value: str) -> str:
    """A value as a filter has it. A quotation mark within it cannot be written, and is a blank."""
    clean = value.replace('"', " ")
    return clean if BARE.fullmatch(clean) else f'"{clean}"'
